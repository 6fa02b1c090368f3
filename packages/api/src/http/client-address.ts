import { isPublicAddress } from '@frontdesk/connector-kit/address-guard';
import type { Settings } from '@frontdesk/core/settings';
import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';

/**
 * Who is at the other end. Behind a proxy of ours (`PUBLIC_URL` is set and the peer stands in our own network) it is
 * the last address in `X-Forwarded-For`: the one that the proxy saw itself. Anything before it may be invented.
 */
export function clientAddress(
  c: Context<ApiEnv>,
  settings: Pick<Settings, 'publicUrl'>,
): string | undefined {
  const peer = c.env?.incoming?.socket.remoteAddress;
  if (peer === undefined) return undefined;
  const plain = peer.replace(/^::ffff:/, '');
  if (settings.publicUrl === undefined || isPublicAddress(plain)) return plain;
  return c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? plain;
}
