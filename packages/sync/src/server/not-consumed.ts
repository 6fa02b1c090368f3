import type { Goaway, Pushed } from '@frontdesk/core/sync-protocol';

/** Why a pushed mutation did not move its replica's queue on. */
export type NotConsumed =
  /** Not next in line: send again from here. */
  | { readonly kind: 'gap'; readonly resendFrom: number }
  /** Take a new replica id, renumber, keep uids. */
  | { readonly kind: 'forked' }
  /** The replica belongs to somebody else. */
  | { readonly kind: 'wrong_user' }
  /** The author is no member any more. */
  | { readonly kind: 'signed_out' }
  /** A newer client's mutation, or one older than this server can read. */
  | { readonly kind: 'upgrade' }
  /** Try again after so many milliseconds. */
  | { readonly kind: 'retry'; readonly afterMs: number };

/** What its client is told, where the queue stands at `lastMid`: an answer to its push, or the end of its connection. */
export function toldOf(
  answer: NotConsumed,
  lastMid: number,
): { readonly pushed: Pushed } | { readonly goaway: Goaway['reason'] } {
  switch (answer.kind) {
    case 'gap':
      return { pushed: { lastMid: answer.resendFrom - 1, resendFrom: answer.resendFrom } };
    case 'forked':
      return { pushed: { lastMid, forked: true } };
    case 'retry':
      return { pushed: { lastMid, retryAfter: answer.afterMs } };
    case 'signed_out':
      return { goaway: 'revoked' };
    default:
      return { goaway: answer.kind };
  }
}
