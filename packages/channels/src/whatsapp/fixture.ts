import type { Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { whatsapp } from './channel.ts';
import type { WhatsAppCreds } from './credentials.ts';
import { delivers, forged, inbound } from './inbound.fixture.ts';
import { outbound } from './outbound.fixture.ts';
import { creds } from './test-account.fixture.ts';

export const fixture: Fixture<WhatsAppCreds> = {
  channel: whatsapp,
  creds,
  secrets: ['EAATestToken', 'meta-app-secret-test', 'verify-me-test'],
  now: 1_763_600_000_000,
  proofHeaders: ['x-hub-signature-256'],
  proves: 'body',
  expires: false,
  batches: true,
  inbound,
  forged,
  delivers,
  handshakes: [
    {
      name: 'the right token',
      source: 'vendor-docs',
      query: {
        'hub.mode': 'subscribe',
        'hub.verify_token': 'verify-me-test',
        'hub.challenge': '123',
      },
      answer: '123',
    },
    {
      name: 'a wrong token',
      source: 'vendor-docs',
      query: { 'hub.mode': 'subscribe', 'hub.verify_token': 'nope', 'hub.challenge': '123' },
      answer: null,
    },
    {
      name: 'another mode',
      source: 'invented',
      query: { 'hub.mode': 'x', 'hub.verify_token': 'verify-me-test', 'hub.challenge': '123' },
      answer: null,
    },
  ],
  outbound,
};
