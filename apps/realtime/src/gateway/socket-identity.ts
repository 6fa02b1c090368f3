import type { IncomingHttpHeaders } from 'node:http';
import { ACCESS_COOKIE } from '@frontdesk/api/http/session-cookies';
import { isOurs } from '@frontdesk/api/http/same-origin';
import { type Outcome, type Refusal, refuse } from '@frontdesk/core/errors';
import type { Settings } from '@frontdesk/core/settings';
import type { AuthDeps } from '@frontdesk/usecases/auth/auth-deps';
import { type Principal, authenticate } from '@frontdesk/usecases/auth/authenticate';
import * as z from 'zod';

export type HandshakeParts = {
  readonly headers: IncomingHttpHeaders;
  /** What the client gave as `auth`. */
  readonly auth: unknown;
};

type Deps = Pick<AuthDeps, 'db' | 'keys' | 'now'> & {
  readonly settings: Pick<Settings, 'publicUrl'>;
};

const Auth = z.object({ token: z.string().min(1).max(4_096) });

/**
 * Who opens a socket. A token or API key stands in `auth.token` or the Authorization header and may come from anywhere;
 * a cookie counts only on a handshake from our own origin, which every browser names.
 */
export async function identify(deps: Deps, handshake: HandshakeParts): Promise<Outcome<Principal>> {
  const explicit = explicitToken(handshake);
  if (explicit === undefined && !isFromOurOrigin(handshake.headers, deps.settings)) {
    return refuse('AUTHORIZATION_ERROR', 'This page may not connect.');
  }
  const token = explicit ?? cookieOf(handshake.headers.cookie, ACCESS_COOKIE);
  if (token === undefined) return refuse('AUTHENTICATION_ERROR', 'Sign in first.');
  const found = await authenticate(deps, token);
  if (found.ok && found.value.use !== 'full') {
    return refuse('AUTHENTICATION_ERROR', 'Set up the second factor first.');
  }
  return found;
}

/** The form in which Socket.IO hands a refusal to the client: `connect_error` with `data`. */
export const connectError = (refusal: Refusal): Error & { data: Refusal } =>
  Object.assign(new Error(refusal.message), { data: refusal });

/** What a refusal is when the database is away: the client tries again. */
export const AWAY: Refusal = {
  code: 'SERVICE_UNAVAILABLE',
  message: 'Frontdesk cannot reach its database. Try again in a moment.',
  retryAfter: 1,
};

export function isFromOurOrigin(
  headers: IncomingHttpHeaders,
  settings: Pick<Settings, 'publicUrl'>,
): boolean {
  const { origin, host } = headers;
  return origin !== undefined && host !== undefined && isOurs(origin, host, settings);
}

function explicitToken({ headers, auth }: HandshakeParts): string | undefined {
  const given = Auth.safeParse(auth);
  if (given.success) return given.data.token;
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
