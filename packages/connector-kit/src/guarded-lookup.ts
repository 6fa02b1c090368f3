import type { LookupAddress } from 'node:dns';
import { lookup as resolveHost } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { isPublicAddress } from './address-guard.ts';

export type GuardOptions = {
  /** May requests go to this machine or a private network, and over plain http? */
  readonly allowPrivateNetwork: boolean;
  /** How host names become addresses; a test plays a hostile name server with it. */
  readonly resolve?: (host: string) => Promise<readonly LookupAddress[]>;
};

/** Why a request is not made: its form, or where it would go. */
export type RefusedAddress = 'no-url' | 'no-https' | 'user-name' | 'private';

/** The request was not made. */
export class AddressRefused extends Error {
  readonly why: RefusedAddress;

  constructor(why: RefusedAddress) {
    super(why === 'private' ? 'private address' : why);
    this.why = why;
  }
}

/** Why no request goes to this URL; null when its form is fine. A name is judged later, by what it resolves to. */
export function refusedUrl(text: string, allowPrivateNetwork: boolean): RefusedAddress | null {
  if (!URL.canParse(text)) return 'no-url';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivateNetwork))
    return 'no-https';
  if (url.username !== '' || url.password !== '') return 'user-name';
  // An address written as a number never reaches the resolver.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return !allowPrivateNetwork && isIP(host) !== 0 && !isPublicAddress(host) ? 'private' : null;
}

/**
 * A resolver for Node's requests that refuses with {@link AddressRefused} unless the request may go to every address of
 * the host. The connection goes to the checked addresses, so a name cannot change its mind in between.
 */
export function guardedLookup(options: GuardOptions): LookupFunction {
  const checked = callbackify((host: string) => allowedAddresses(host, options));
  return (host, { all }, done) =>
    checked(host, (error, found) => {
      if (error !== null) return done(error, '', 4);
      return all ? done(null, [...found]) : done(null, found[0].address, found[0].family);
    });
}

async function allowedAddresses(
  host: string,
  { allowPrivateNetwork, resolve }: GuardOptions,
): Promise<readonly [LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await (resolve?.(host) ?? resolveHost(host, { all: true }));
  if (first === undefined) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  const found = [first, ...others] as const;
  if (!allowPrivateNetwork && !found.every((one) => isPublicAddress(one.address)))
    throw new AddressRefused('private');
  return found;
}
