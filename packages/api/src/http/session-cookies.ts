import { isLoopback } from '@frontdesk/core/settings';
import { ACCESS_SECONDS } from '@frontdesk/usecases/auth/access-token';
import { REFRESH_SECONDS } from '@frontdesk/usecases/auth/sessions';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ApiEnv } from './api-env.ts';

/** The names are public: the gateway reads the first one from a socket's handshake. */
export const ACCESS_COOKIE = 'fd_access';
export const REFRESH_COOKIE = 'fd_refresh';

/** The refresh cookie travels to the few routes that use it, and to no other. */
const REFRESH_PATH = '/api/v1/auth';

type Tokens = { readonly token: string; readonly refreshToken?: string };

/** Keeps the tokens where no script can read them. */
export function setSessionCookies(c: Context<ApiEnv>, { token, refreshToken }: Tokens): void {
  const shared = { httpOnly: true, sameSite: 'Lax', secure: isSecure(c) } as const;
  setCookie(c, ACCESS_COOKIE, token, { ...shared, path: '/', maxAge: ACCESS_SECONDS });
  if (refreshToken === undefined) return;
  setCookie(c, REFRESH_COOKIE, refreshToken, {
    ...shared,
    path: REFRESH_PATH,
    maxAge: REFRESH_SECONDS,
  });
}

export function clearSessionCookies(c: Context<ApiEnv>): void {
  const secure = isSecure(c);
  deleteCookie(c, ACCESS_COOKIE, { path: '/', secure });
  deleteCookie(c, REFRESH_COOKIE, { path: REFRESH_PATH, secure });
}

export const accessCookie = (c: Context<ApiEnv>): string | undefined => getCookie(c, ACCESS_COOKIE);

export const refreshCookie = (c: Context<ApiEnv>): string | undefined =>
  getCookie(c, REFRESH_COOKIE);

/** Off this machine a cookie goes over TLS only. */
export function isSecure(c: Context<ApiEnv>): boolean {
  const { publicUrl } = c.var.deps.settings;
  const host = new URL(publicUrl ?? c.req.url).hostname.replace(/^\[|\]$/g, '');
  return !isLoopback(host);
}
