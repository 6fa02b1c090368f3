import { ROUND_SECONDS } from '@frontdesk/usecases/auth/sso-sign-in';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ApiEnv } from './api-env.ts';
import { isSecure } from './session-cookies.ts';

const NAME = 'fd_sso';
const PATH = '/api/v1/auth/sso';

/** Lets the browser keep a sealed round while somebody is at their provider. Lax: they come back by a link from there. */
export function setRound(c: Context<ApiEnv>, round: string): void {
  setCookie(c, NAME, round, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(c),
    path: PATH,
    maxAge: ROUND_SECONDS,
  });
}

/** The round that this browser keeps; it counts once. */
export function takeRound(c: Context<ApiEnv>): string | undefined {
  const round = getCookie(c, NAME);
  deleteCookie(c, NAME, { path: PATH, secure: isSecure(c) });
  return round;
}
