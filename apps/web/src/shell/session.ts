import { request } from '../api/request.ts';
import { useWindowState } from './window-state.ts';

/** Leaves for the front door; `to` brings one back here after signing in. */
export function toSignIn(to = location.pathname + location.search): void {
  location.replace(to === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(to)}`);
}

/** Ends this session. */
export async function endSession(): Promise<void> {
  await request('POST', '/auth/logout', { body: {} });
  toSignIn('/');
}

/** Signs out; work that the server does not have yet is named first, because another user may sign in here next. */
export function signOut(pending: number): void {
  if (pending === 0) void endSession();
  else useWindowState.getState().open({ kind: 'signOut', pending });
}
