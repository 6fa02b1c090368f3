import { hmacSha256, sameText } from '@frontdesk/connector-kit/signatures';

/**
 * What a visitor's page holds instead of an account: who it is, until when, signed with the inbox's secret.
 * `vt1.<visitor id>.<expiry, seconds>.<base64url HMAC-SHA256 over what stands before the last dot>`
 */

const VISITOR_ID = /^[A-Za-z0-9_-]{8,64}$/;

export const isVisitorId = (value: string): boolean => VISITOR_ID.test(value);

/** A token for this visitor, good for `lifetimeMs` from `now`. The visitor id must be one by {@link isVisitorId}. */
export function signVisitorToken(
  visitorId: string,
  secret: string,
  { now, lifetimeMs }: { now: number; lifetimeMs: number },
): string {
  const claims = `vt1.${visitorId}.${Math.floor((now + lifetimeMs) / 1000)}`;
  return `${claims}.${hmacSha256(secret, claims, 'base64url')}`;
}

export type VisitorTokenRead =
  | { readonly ok: true; readonly visitorId: string; readonly expiresAt: number }
  | { readonly ok: false; readonly reason: 'bad-signature' | 'stale' };

/** Whose token this is; times in milliseconds. */
export function readVisitorToken(token: string, secret: string, now: number): VisitorTokenRead {
  const [version, visitorId, expiry, digest, ...more] = token.split('.');
  if (
    version !== 'vt1' ||
    visitorId === undefined ||
    expiry === undefined ||
    digest === undefined ||
    more.length > 0
  )
    return { ok: false, reason: 'bad-signature' };
  if (!isVisitorId(visitorId) || !/^\d{1,12}$/.test(expiry))
    return { ok: false, reason: 'bad-signature' };
  if (!sameText(digest, hmacSha256(secret, `vt1.${visitorId}.${expiry}`, 'base64url')))
    return { ok: false, reason: 'bad-signature' };
  const expiresAt = Number(expiry) * 1000;
  return expiresAt > now ? { ok: true, visitorId, expiresAt } : { ok: false, reason: 'stale' };
}
