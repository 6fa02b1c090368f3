import type { Answer, Failure } from '../api/request.ts';
import { request } from '../api/request.ts';
import { forgetMe, isLeaving, noteLeaving } from './remembered-me.ts';
import { useWindowState } from './window-state.ts';

/** Leaves for the front door; `to` brings one back here after signing in. Whoever comes in there is asked for by name first. */
export function toSignIn(to = location.pathname + location.search): void {
  forgetMe();
  location.replace(to === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(to)}`);
}

/** Somebody has signed in: whoever was here before is not shown for a moment either. */
export function enterAs(to: string): void {
  forgetMe();
  noteLeaving(false);
  location.replace(to);
}

type Leave = (options: { readonly keepWork: boolean }) => Promise<void>;
let leaveDevice: Leave | null = null;

/** What is opened for somebody here is left by this when they sign out. Until the answer is called. */
export function onSignOut(leave: Leave): () => void {
  leaveDevice = leave;
  return () => {
    if (leaveDevice === leave) leaveDevice = null;
  };
}

/**
 * Ends this session and deletes what this device holds; `keepWork`: but for what has not gone out. Without a network the server is
 * told so before anything else the next time.
 */
export async function endSession(options: { readonly keepWork: boolean }): Promise<void> {
  forgetMe();
  noteLeaving(true);
  // Neither waits for the other: a server that does not answer keeps nothing of theirs on the device.
  await Promise.all([finishLeaving(), leaveDevice?.(options)]);
  toSignIn('/');
}

/**
 * Ends a session that was left while the server was away: its cookie would sign the next one in. Null: there is none. Else nobody is
 * signed in here, or nobody knows yet.
 */
export async function finishLeaving(): Promise<Answer<never> | null> {
  if (!isLeaving()) return null;
  const answer = await request('POST', '/auth/logout', { body: {} });
  if (!answer.ok && answer.failure.status !== 401) return answer;
  noteLeaving(false);
  return null;
}

/**
 * Goes to where somebody's company signs them in. Whoever left here before is signed out at the server first: on the way back
 * that would end the session of who comes in. Answers why one cannot go.
 */
export async function toCompanySignIn(address: string): Promise<Failure | null> {
  forgetMe();
  const away = await finishLeaving();
  if (away !== null && !away.ok) return away.failure;
  location.assign(address);
  return null;
}

/** Signs out; work that the server does not have yet is named first, because another user may sign in here next. */
export function signOut(pending: number): void {
  if (pending === 0) void endSession({ keepWork: false });
  else useWindowState.getState().open({ kind: 'signOut', pending });
}
