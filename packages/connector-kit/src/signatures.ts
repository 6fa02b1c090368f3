import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { Webhook } from 'standardwebhooks';
import type { RawDelivery, Verdict } from './channel.ts';

/** How far a signed timestamp may be from our clock, either way (Standard Webhooks' own default). */
export const TOLERANCE_MS = 5 * 60_000;

type Bytes = Uint8Array | string;

export const hmacSha256 = (
  key: Bytes,
  message: Bytes,
  encoding: 'hex' | 'base64' | 'base64url',
): string => createHmac('sha256', key).update(message).digest(encoding);

export const sha256Hex = (message: Bytes): string =>
  createHash('sha256').update(message).digest('hex');

/** Compares in constant time for texts of equal length; a different length is no secret. */
export function sameText(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Does the vendor's checksum, hex or base64, belong to these bytes? */
export function sameSha256(bytes: Uint8Array, claimed: string): boolean {
  const digest = createHash('sha256').update(bytes).digest();
  return claimed.toLowerCase() === digest.toString('hex') || claimed === digest.toString('base64');
}

/** Identifies a delivery of a vendor that numbers none: a redelivery repeats the bytes. */
export const bodyKey = (body: Uint8Array): string => `sha256:${sha256Hex(body)}`;

/** `webhook-signature` for a body sent at `atMs` (Standard Webhooks 1.0). */
export const signStandardWebhook = (
  secret: string,
  id: string,
  atMs: number,
  body: string,
): string => new Webhook(secret).sign(id, new Date(atMs), body);

/**
 * Checks `webhook-id`, `webhook-timestamp` and `webhook-signature`. The library signs; the comparison is here,
 * because its own `verify` reads the wall clock and takes bytes that are not UTF-8 for their replacement.
 */
export function verifyStandardWebhook(raw: RawDelivery, secret: string, now: number): Verdict {
  const id = raw.headers['webhook-id'];
  const stamp = raw.headers['webhook-timestamp'];
  const given = raw.headers['webhook-signature'];
  if (!id || !stamp || !given) return { ok: false, reason: 'missing-signature' };
  if (!/^[1-9]\d{0,11}$/.test(stamp) || !isUtf8(raw.body))
    return { ok: false, reason: 'bad-signature' };
  const wanted = expectedSignature(secret, id, Number(stamp) * 1000, raw.body);
  if (wanted === null || !given.split(' ').some((one) => sameText(one, wanted))) {
    return { ok: false, reason: 'bad-signature' };
  }
  return Math.abs(now - Number(stamp) * 1000) <= TOLERANCE_MS
    ? { ok: true }
    : { ok: false, reason: 'stale' };
}

function expectedSignature(
  secret: string,
  id: string,
  atMs: number,
  body: Uint8Array,
): string | null {
  try {
    return signStandardWebhook(secret, id, atMs, Buffer.from(body).toString());
  } catch {
    return null; // the stored secret is not base64
  }
}
