import { isPublicAddress } from '@frontdesk/connector-kit/address-guard';
import type { Settings } from '@frontdesk/core/settings';
import type { Origin } from '@frontdesk/usecases/auth/auth-deps';

type Handshake = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The peer's address. */
  readonly address: string;
};

/**
 * Where a socket comes from, for the audit log and for rates. Behind a proxy of ours (`PUBLIC_URL` is set and the peer
 * stands in our own network) that is the last address in `X-Forwarded-For`; what stands before it may be invented.
 */
export function originOfHandshake(
  { headers, address }: Handshake,
  settings: Pick<Settings, 'publicUrl'>,
): Origin & { readonly ip: string } {
  const peer = address.replace(/^::ffff:/, '');
  const isProxied = settings.publicUrl !== undefined && !isPublicAddress(peer);
  const forwarded = isProxied
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  const userAgent = headers['user-agent'];
  return {
    ip: forwarded || peer,
    ...(typeof userAgent === 'string' ? { userAgent: userAgent.slice(0, 300) } : {}),
  };
}
