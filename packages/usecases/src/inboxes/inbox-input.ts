import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { isPublicAddress } from '@frontdesk/connector-kit/address-guard';
import type { AnyChannel } from '@frontdesk/connector-kit/channel';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';

type Credentials = Readonly<Record<string, unknown>>;

/** 32 random bytes; long enough for any channel's secret, and only letters that every channel takes. */
const generated = (): string => randomBytes(32).toString('base64url');

/** What the settings form gave, with what we make up filled in, as the channel's schema reads it. */
export function readCredentials(channel: AnyChannel, given: Credentials): Outcome<Credentials> {
  const made = channel.credentials.fields
    .filter(
      ({ name, generated: isGenerated }) =>
        isGenerated && (given[name] === undefined || given[name] === ''),
    )
    .map(({ name }) => [name, generated()] as const);
  const parsed = channel.credentials.schema.safeParse({ ...given, ...Object.fromEntries(made) });
  if (parsed.success) return done(parsed.data);
  // Never the values: they are secrets.
  const details = parsed.error.issues.map(({ path, message }) => ({
    field: `credentials.${path.join('.')}`,
    message,
  }));
  return refuse('VALIDATION_ERROR', 'Some of the credentials are not valid.', details);
}

/** An inbox's own address of its vendor, without a slash at its end; null for the vendor's standard one. */
export function readBaseUrl(
  given: string | undefined,
  allowPrivateNetwork: boolean,
): Outcome<string | null> {
  if (given === undefined || given === '') return done(null);
  const why = refusedBaseUrl(given, allowPrivateNetwork);
  if (why !== null)
    return refuse('VALIDATION_ERROR', 'The base URL is not allowed.', [
      { field: 'baseUrl', message: why },
    ]);
  return done(given.replace(/\/+$/, ''));
}

/** Why we connect to no such address. A name that resolves to a private one is refused later, by whoever connects. */
export function refusedBaseUrl(given: string, allowPrivateNetwork: boolean): string | null {
  if (!URL.canParse(given)) return 'must be an address such as https://api.vendor.example';
  const url = new URL(given);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivateNetwork))
    return 'must start with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPrivate =
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    (isIP(host) !== 0 && !isPublicAddress(host));
  return isPrivate && !allowPrivateNetwork
    ? 'must not be on this machine or a private network'
    : null;
}
