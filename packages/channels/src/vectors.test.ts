import type { RawDelivery } from '@frontdesk/connector-kit/channel';
import { signStandardWebhook, verifyStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { expect, test } from 'vitest';
import { openphone } from './openphone/channel.ts';
import { openphoneCredentials } from './openphone/credentials.ts';
import { signLegacy } from './openphone/signature.ts';
import vectors from './vectors.json' with { type: 'json' };
import { whatsapp } from './whatsapp/channel.ts';
import { whatsappCredentials } from './whatsapp/credentials.ts';

// Meta's by node:crypto; Standard Webhooks' accepted by the vendor's own library; both of Quo's documents say the same.
const NOW = 1_763_600_000_000;
const raw = (body: string, headers: Record<string, string>): RawDelivery => ({
  headers,
  query: {},
  body: Buffer.from(body),
});
const openphoneWith = (keys: object) =>
  openphoneCredentials.parse({ apiKey: 'k', phoneNumberId: 'PN1', ...keys });

test('WhatsApp accepts the vector of Meta', () => {
  const { secret, body, header } = vectors.meta;
  const creds = whatsappCredentials.parse({
    phoneNumberId: 'P',
    accessToken: 't',
    appSecret: secret,
    verifyToken: 'v',
  });
  expect(whatsapp.verify(raw(body, { 'x-hub-signature-256': header }), creds, NOW)).toEqual({
    ok: true,
  });
});

test('OpenPhone hashes the body for five signatures at most, however many a header has', () => {
  const { key, body, header } = vectors.quoLegacy;
  const after = (others: number) =>
    openphone.verify(
      raw(body, { 'openphone-signature': `${'hmac;1;1;x,'.repeat(others)}${header}` }),
      openphoneWith({ signingKey: key }),
      NOW,
    );
  expect(after(4)).toEqual({ ok: true });
  expect(after(5)).toEqual({ ok: false, reason: 'bad-signature' });
});

test('OpenPhone accepts and makes the legacy vector', () => {
  const { key, ts, body, header } = vectors.quoLegacy;
  expect(
    openphone.verify(
      raw(body, { 'openphone-signature': header }),
      openphoneWith({ signingKey: key }),
      NOW,
    ),
  ).toEqual({ ok: true });
  expect(signLegacy(key, Number(ts), body)).toBe(header);
});

test('OpenPhone finds its signature among several', () => {
  const { key, body, header } = vectors.quoLegacy;
  const several = `hmac;1;1763600000000;AAAA,${header}`;
  expect(
    openphone.verify(
      raw(body, { 'openphone-signature': several }),
      openphoneWith({ signingKey: key }),
      NOW,
    ),
  ).toEqual({ ok: true });
});

const standard = vectors.sw;
const standardHeaders = {
  'webhook-id': standard.id,
  'webhook-timestamp': standard.ts,
  'webhook-signature': standard.sig,
};

test('OpenPhone accepts the Standard Webhooks vector, which the kit also makes', () => {
  expect(
    openphone.verify(
      raw(standard.body, standardHeaders),
      openphoneWith({ webhookSecret: standard.key }),
      NOW,
    ),
  ).toEqual({ ok: true });
  expect(
    signStandardWebhook(standard.key, standard.id, Number(standard.ts) * 1000, standard.body),
  ).toBe(standard.sig);
});

test('a Standard Webhooks verifier takes any matching entry and ignores versions that it does not know', () => {
  const rotated = raw(standard.body, {
    ...standardHeaders,
    'webhook-signature': `v1a,AAAA v1,AAAA ${standard.sig}`,
  });
  expect(verifyStandardWebhook(rotated, standard.key, NOW)).toEqual({ ok: true });
});

test('an inbox without a key for a generation refuses that generation', () => {
  const { key, body, header } = vectors.quoLegacy;
  expect(
    openphone.verify(raw(standard.body, standardHeaders), openphoneWith({ signingKey: key }), NOW)
      .ok,
  ).toBe(false);
  expect(
    openphone.verify(
      raw(body, { 'openphone-signature': header }),
      openphoneWith({ webhookSecret: standard.key }),
      NOW,
    ).ok,
  ).toBe(false);
});

test('OpenPhone needs a key of one generation at least, and takes an empty field for none', () => {
  const creds = {
    apiKey: 'k',
    phoneNumberId: 'PN1',
    webhookSecret: '',
    signingKey: '',
    userId: '',
  };
  expect(openphoneCredentials.safeParse(creds).success).toBe(false);
  expect(openphoneCredentials.parse({ ...creds, signingKey: 'a2V5' })).toEqual({
    apiKey: 'k',
    phoneNumberId: 'PN1',
    signingKey: 'a2V5',
  });
});
