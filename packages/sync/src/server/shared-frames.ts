import type { Delta } from '@frontdesk/core/sync-protocol';
import { type Frame, type FrameBody, nextFrame, toDeltas } from './frame.ts';
import { isRowEntry, type LogTransaction } from './log-transaction.ts';
import type { LogEntry } from './change-log.ts';
import type { Viewer } from './scope-filter.ts';

/** A frame and the transactions that it leaves. */
type Made = { readonly frame: Frame; readonly rest: readonly LogTransaction[] };

/** What all viewers ask of the same run of transactions, worked out once. */
type Stretch = {
  /** Members and replicas to whom an entry means something of their own. */
  readonly concerned: ReadonlySet<string>;
  /** Scopes of which it says something. */
  readonly scopes: readonly string[];
  /** By those of the scopes that are held. */
  readonly made: Map<string, Made>;
};

const stretches = new WeakMap<readonly LogTransaction[], Stretch>();
const deltas = new WeakMap<FrameBody, Map<string, readonly Delta[]>>();

/**
 * As {@link nextFrame}, made once for all to whom the transactions mean the same: those who hold the same of the scopes that
 * are in them, and whose own rights and results are not. Everybody's transactions have to be the same array.
 */
export function sharedFrame(
  transactions: readonly LogTransaction[],
  held: ReadonlySet<string>,
  viewer: Viewer,
): Made {
  const stretch = stretchOf(transactions);
  if (isConcerned(stretch, viewer)) return make(transactions, held, viewer);
  const key = stretch.scopes.filter((scope) => held.has(scope)).join(' ');
  const known = stretch.made.get(key);
  // Nothing in it began or ended a scope of this viewer.
  if (known) return { frame: { ...known.frame, held }, rest: known.rest };
  const made = make(transactions, held, viewer);
  stretch.made.set(key, made);
  return made;
}

/** As {@link toDeltas}: the same objects for the same frame from the same place. */
export function sharedDeltas(epoch: string, from: number, frame: Frame): readonly Delta[] {
  const known = deltas.get(frame.body) ?? new Map<string, readonly Delta[]>();
  deltas.set(frame.body, known);
  const key = `${epoch} ${from}`;
  const made = known.get(key) ?? toDeltas(epoch, from, frame);
  known.set(key, made);
  return made;
}

function make(
  transactions: readonly LogTransaction[],
  held: ReadonlySet<string>,
  viewer: Viewer,
): Made {
  const frame = nextFrame(transactions, held, viewer);
  return { frame, rest: transactions.slice(frame.taken) };
}

const isConcerned = ({ concerned }: Stretch, { userScope, replicaId }: Viewer): boolean =>
  concerned.has(userScope) || (replicaId !== null && concerned.has(replicaId));

function stretchOf(transactions: readonly LogTransaction[]): Stretch {
  const known = stretches.get(transactions);
  if (known) return known;
  const entries = transactions.flatMap((transaction) => transaction.entries);
  const scopes = entries.filter(isShown).map(({ scopeId }) => scopeId);
  const stretch: Stretch = {
    concerned: new Set(entries.flatMap(concernedBy)),
    scopes: [...new Set(scopes)],
    made: new Map(),
  };
  stretches.set(transactions, stretch);
  return stretch;
}

const isShown = (entry: LogEntry): boolean => isRowEntry(entry) || entry.op === 'refetch';

function concernedBy({ op, scopeId, entityId, replicaId }: LogEntry): string[] {
  if (op === 'grant' || op === 'revoke') return [scopeId];
  if (op === 'result') return replicaId === null ? [] : [replicaId];
  // The row of a membership: the member's rights may have changed with it.
  return [entityId];
}
