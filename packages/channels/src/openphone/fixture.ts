import type { Fixture } from '@frontdesk/connector-kit/conformance/fixture';
import { openphone } from './channel.ts';
import type { OpenPhoneCreds } from './credentials.ts';
import { delivers, forged, inbound } from './inbound.fixture.ts';
import { outbound } from './outbound.fixture.ts';
import { creds, NOW, signingKey, webhookSecret } from './test-account.fixture.ts';

export const fixture: Fixture<OpenPhoneCreds> = {
  channel: openphone,
  creds,
  secrets: ['op-test-key', webhookSecret, signingKey],
  now: NOW,
  proofHeaders: ['openphone-signature', 'webhook-id', 'webhook-timestamp', 'webhook-signature'],
  proves: 'body',
  expires: true,
  batches: false,
  inbound,
  forged,
  delivers,
  handshakes: [
    {
      name: 'a challenge nobody sends',
      source: 'invented',
      query: { 'hub.challenge': '1' },
      answer: null,
    },
  ],
  outbound,
};
