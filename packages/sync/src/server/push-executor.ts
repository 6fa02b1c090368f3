import type { MutationResult } from '@frontdesk/core/sync-protocol';

/** A result that is on record: immutable, found by uid whatever the replica, and by (replica, mid). */
export type RecordedResult = {
  readonly replicaId: string | null;
  readonly result: MutationResult;
};

export type PushedId = { readonly mid: number; readonly uid: string };

/** What is known when a mutation arrives, read under the lock of its replica's row. */
export type PushState = {
  /** Undefined: nobody knows this replica. */
  readonly lastMid: number | undefined;
  /** What is recorded under this replica and mid. */
  readonly atMid: RecordedResult | undefined;
  /** What is recorded under this uid. */
  readonly atUid: RecordedResult | undefined;
};

export type PushDecision =
  /** Next in line and unknown: run it. */
  | { readonly kind: 'run' }
  /** Consumed before; this is what came of it. */
  | { readonly kind: 'answer'; readonly result: MutationResult }
  /** Next in line, but its uid has a result already: consume the mid with that. */
  | { readonly kind: 'adopt'; readonly result: MutationResult }
  /** Not next in line: send again from here. */
  | { readonly kind: 'gap'; readonly resendFrom: number }
  /** Another mutation stands under this mid, or the replica was forgotten: take a new replica id, keep uids. */
  | { readonly kind: 'forked' };

/** Rules 2, 7 and 26: at most one effect and one immutable result for each (replica, mid) and for each uid. */
export function decidePush(state: PushState, { mid, uid }: PushedId): PushDecision {
  const { lastMid, atMid, atUid } = state;
  if (lastMid === undefined && mid !== 1) return { kind: 'forked' };
  const last = lastMid ?? 0;
  if (mid > last + 1) return { kind: 'gap', resendFrom: last + 1 };
  if (mid === last + 1) {
    return atUid ? { kind: 'adopt', result: { ...atUid.result, mid } } : { kind: 'run' };
  }
  if (atMid?.result.uid === uid) return { kind: 'answer', result: atMid.result };
  return { kind: 'forked' };
}

/** Rule 11: a mutation whose groundwork was refused is refused with it. */
export const dependencyFailed = (results: readonly MutationResult[]): boolean =>
  results.some(({ status }) => status === 'rejected' || status === 'quarantined');
