import type { RawDelivery, Verdict } from '@frontdesk/connector-kit/channel';
import {
  hmacSha256,
  sameText,
  TOLERANCE_MS,
  verifyStandardWebhook,
} from '@frontdesk/connector-kit/signatures';
import type { OpenPhoneCreds } from './credentials.ts';

/** New webhooks carry the Standard Webhooks headers, old ones `openphone-signature`; an inbox may receive both. */
export function verifyOpenPhone(raw: RawDelivery, creds: OpenPhoneCreds, now: number): Verdict {
  if (raw.headers['webhook-signature'] !== undefined) {
    return creds.webhookSecret === undefined
      ? { ok: false, reason: 'bad-signature' }
      : verifyStandardWebhook(raw, creds.webhookSecret, now);
  }
  const header = raw.headers['openphone-signature'];
  if (!header) return { ok: false, reason: 'missing-signature' };
  return creds.signingKey === undefined
    ? { ok: false, reason: 'bad-signature' }
    : verifyLegacy(header, raw.body, { key: creds.signingKey, now });
}

/** More than any change of keys needs. Each one costs a hash over the whole body, and anybody may write the header. */
const MAX_SIGNATURES = 5;

/** `hmac;1;<milliseconds>;<base64>`, several separated by commas; any one that fits is enough. */
function verifyLegacy(
  header: string,
  body: Uint8Array,
  { key, now }: { key: string; now: number },
): Verdict {
  for (const one of header.split(',', MAX_SIGNATURES)) {
    const [scheme, version, stamp, digest, ...more] = one.split(';');
    if (
      scheme !== 'hmac' ||
      version !== '1' ||
      digest === undefined ||
      more.length > 0 ||
      !/^\d{1,16}$/.test(stamp ?? '')
    )
      continue;
    if (!sameText(one, signLegacy(key, Number(stamp), body))) continue;
    return Math.abs(now - Number(stamp)) <= TOLERANCE_MS
      ? { ok: true }
      : { ok: false, reason: 'stale' };
  }
  return { ok: false, reason: 'bad-signature' };
}

/** The `openphone-signature` header. The vendor's own sample re-serialises the body; the signature is over its bytes. */
export const signLegacy = (key: string, atMs: number, body: Uint8Array | string): string =>
  `hmac;1;${atMs};${hmacSha256(Buffer.from(key, 'base64'), Buffer.concat([Buffer.from(`${atMs}.`), Buffer.from(body)]), 'base64')}`;
