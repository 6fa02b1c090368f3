import { request } from '../api/request.ts';

/** Leaves for the front door; `to` brings one back here after signing in. */
export function toSignIn(to = location.pathname + location.search): void {
  location.replace(to === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(to)}`);
}

/** Ends this session. Work that the server does not have yet is named first, because another user may sign in here next. */
export async function signOut(pending: number): Promise<void> {
  const warning = `${pending === 1 ? 'One change has' : `${pending} changes have`} not been saved for all yet. Sign out anyway?`;
  if (pending > 0 && !confirm(warning)) return;
  await request('POST', '/auth/logout', { body: {} });
  toSignIn('/');
}
