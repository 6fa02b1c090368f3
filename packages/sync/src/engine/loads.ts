import type { BootstrapPage, MutationResult } from '@frontdesk/core/sync-protocol';
import type { LoadTarget } from '../store/confirmed-rows.ts';
import type { StorePage } from '../store/local-store.ts';
import type { ReplicaRow } from '../store/rows.ts';

/** One load: its pages are fetched one after another. */
export type Load = {
  readonly id: number;
  readonly target: LoadTarget;
  /** due: the next page is to be fetched (not before `retryAt`). whole: every page is in. */
  readonly step: 'due' | 'fetching' | 'whole';
  readonly page: string | null;
  readonly retryAt: number;
  readonly failures: number;
  /** A snapshot older than this is not taken (rule 21). */
  readonly leastSeq: number;
  /** The newest snapshot among its pages: the load is complete once the cursor is there. */
  readonly newestSeq: number;
  /** Of a whole load's first page: mutations that its rows include. */
  readonly lastMid: number;
  readonly results: readonly MutationResult[];
};

/** At most one load runs; the others wait their turn. */
export type LoadPlan = {
  readonly current: Load | null;
  readonly queued: readonly { readonly target: LoadTarget; readonly leastSeq: number }[];
  readonly lastId: number;
};

/** Scopes held, each with the place in the log since which it is: older snapshots do not show it whole. */
export type HeldScopes = ReadonlyMap<string, number>;

export const NO_LOADS: LoadPlan = { current: null, queued: [], lastId: 0 };

/** The whole replica anew: whatever else was being loaded is part of it. */
export const loadReplica = (plan: LoadPlan): LoadPlan =>
  begin({ ...plan, queued: [] }, { kind: 'replica' }, 0);

const begin = (plan: LoadPlan, target: LoadTarget, leastSeq: number): LoadPlan => ({
  ...plan,
  lastId: plan.lastId + 1,
  current: {
    id: plan.lastId + 1,
    target,
    step: 'due',
    page: null,
    retryAt: 0,
    failures: 0,
    leastSeq,
    newestSeq: leastSeq,
    lastMid: 0,
    results: [],
  },
});

/**
 * Begins the first of the queue, if nothing runs. Its snapshots are not older than the cursor: a row that a
 * change brought before, and that such a page would not have, would be swept.
 */
export function beginNext(plan: LoadPlan, cursorSeq: number): LoadPlan {
  const [next, ...queued] = plan.queued;
  if (plan.current || !next) return plan;
  return begin({ ...plan, queued }, next.target, Math.max(next.leastSeq, cursorSeq));
}

/** What a frame ended, began and made stale, as of its place in the log. */
export function followFrame(
  plan: LoadPlan,
  frame: {
    readonly seq: number;
    readonly revoked: readonly string[];
    readonly granted: readonly string[];
    readonly refetch: readonly string[];
  },
): LoadPlan {
  const { seq, revoked, granted, refetch } = frame;
  if (revoked.length + granted.length + refetch.length === 0) return plan;
  const isOver = (target: LoadTarget): boolean =>
    target.kind === 'scope' && (revoked.includes(target.scope) || granted.includes(target.scope));
  const left = plan.queued.filter(({ target }) => !isOver(target));
  const targets: LoadTarget[] = granted.map((scope) => ({ kind: 'scope', scope }));
  const known = left.flatMap(({ target }) => (target.kind === 'entities' ? target.entities : []));
  const entities = refetch.filter((entity) => !known.includes(entity));
  if (entities.length > 0) targets.push({ kind: 'entities', entities });
  return {
    ...plan,
    current: plan.current && isOver(plan.current.target) ? null : plan.current,
    queued: [...left, ...targets.map((target) => ({ target, leastSeq: seq }))],
  };
}

/** Scopes whose rows are to come anew, none older than `seq`. */
export function loadScopes(plan: LoadPlan, scopes: readonly string[], seq: number): LoadPlan {
  const isLoaded = (target: LoadTarget, scope: string): boolean =>
    target.kind === 'replica' || (target.kind === 'scope' && target.scope === scope);
  const known = [...(plan.current ? [plan.current] : []), ...plan.queued];
  const fresh = scopes.filter((scope) => !known.some(({ target }) => isLoaded(target, scope)));
  const targets = fresh.map((scope): LoadTarget => ({ kind: 'scope', scope }));
  return {
    ...plan,
    queued: [...plan.queued, ...targets.map((target) => ({ target, leastSeq: seq }))],
  };
}

/** The load after one of its pages; the rows are the store's business. */
export function takePage(load: Load, page: BootstrapPage): Load {
  const isFirst = load.page === null;
  const { seq } = page.cursor;
  return {
    ...load,
    step: page.next === null ? 'whole' : 'due',
    page: page.next,
    retryAt: 0,
    failures: 0,
    leastSeq: isFirst && load.target.kind === 'replica' ? seq : load.leastSeq,
    newestSeq: Math.max(load.newestSeq, seq),
    ...(isFirst && load.target.kind === 'replica'
      ? { lastMid: page.lastMid, results: page.results }
      : {}),
  };
}

export const retryLoad = (load: Load, retryAt: number): Load => ({
  ...load,
  step: 'due',
  retryAt,
  failures: load.failures + 1,
});

/** A page's rows as far as this load is about them and their scope is held and was granted before the snapshot. */
export function rowsToTake(load: Load, page: BootstrapPage, scopes: HeldScopes): StorePage['rows'] {
  const { target } = load;
  const takes = (row: ReplicaRow): boolean => {
    const since = scopes.get(row.scopeId);
    if (since === undefined || since > page.cursor.seq) return false;
    return target.kind !== 'scope' || row.scopeId === target.scope;
  };
  const rows: Record<string, readonly ReplicaRow[]> = {};
  for (const [entity, all] of Object.entries(page.rows)) {
    if (target.kind === 'entities' && !target.entities.includes(entity)) continue;
    // Rows of the wire have id and scopeId by the protocol.
    rows[entity] = (all as readonly unknown[] as readonly ReplicaRow[]).filter(takes);
  }
  return rows;
}
