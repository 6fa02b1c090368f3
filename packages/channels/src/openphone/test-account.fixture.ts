import { openphoneCredentials, type OpenPhoneCreds } from './credentials.ts';

export const NOW = 1_763_600_000_000;
export const creds: OpenPhoneCreds = openphoneCredentials.parse({
  apiKey: 'op-test-key',
  phoneNumberId: 'PN1',
  webhookSecret: 'whsec_c3RhbmRhcmQtd2ViaG9va3MtdGVzdC1rZXktMzJieXQ=',
  signingKey: 'cXVvLWxlZ2FjeS1zaWduaW5nLWtleS0wMTIzNDU2Nzg5',
});
export const { webhookSecret = '', signingKey = '' } = creds;

/** When the payloads of the new generation say that they were made. */
export const spring = Date.parse('2026-04-05T10:00:00Z');
