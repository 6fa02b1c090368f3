import type { Change, MutationResult } from '@frontdesk/core/sync-protocol';
import type { LogEntry } from './change-log.ts';
import { isRowEntry, type LogTransaction, toChange } from './log-transaction.ts';

/** Whose eyes: the user scope names the person, the replica is whose results are acknowledged. */
export type Viewer = { readonly userScope: string; readonly replicaId: string | null };

/** What one transaction means to one viewer. */
export type View = {
  readonly changes: readonly Change[];
  readonly entries: readonly LogEntry[];
  readonly results: readonly MutationResult[];
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  readonly refetch: readonly string[];
  /** Scopes held once the transaction is applied. */
  readonly held: ReadonlySet<string>;
  /** The row that the user scope stands for changed: rights are to be read again before anything later is shown. */
  readonly touchesViewer: boolean;
};

/**
 * Filters a transaction by the scopes that the viewer holds after it: a scope that ends with it shows nothing of it,
 * one that begins is whole only by bootstrap.
 */
export function viewTransaction(
  transaction: LogTransaction,
  before: ReadonlySet<string>,
  viewer: Viewer,
): View {
  const { held, granted, revoked } = applyGrants(transaction.entries, before, viewer);
  const visible = transaction.entries.filter(
    (entry) => isRowEntry(entry) && held.has(entry.scopeId),
  );
  return {
    entries: visible,
    changes: visible.flatMap((entry) => (isRowEntry(entry) ? [toChange(entry)] : [])),
    results: transaction.entries.flatMap((entry) => resultFor(entry, viewer)),
    granted,
    revoked,
    refetch: transaction.entries
      .filter((entry) => entry.op === 'refetch' && held.has(entry.scopeId))
      .map((entry) => entry.entity),
    held,
    touchesViewer: transaction.entries.some(
      (entry) => isRowEntry(entry) && entry.entityId === viewer.userScope,
    ),
  };
}

function applyGrants(
  entries: readonly LogEntry[],
  before: ReadonlySet<string>,
  viewer: Viewer,
): Pick<View, 'held' | 'granted' | 'revoked'> {
  const markers = entries.filter((entry) => isGrantMarker(entry, viewer));
  if (markers.length === 0) return { held: before, granted: [], revoked: [] };
  const held = new Set(before);
  const granted = new Set<string>();
  const revoked = new Set<string>();
  for (const { op, entityId: scope } of markers) {
    if (op === 'revoke') {
      granted.delete(scope);
      if (held.delete(scope)) revoked.add(scope);
    } else if (!held.has(scope)) {
      held.add(scope);
      granted.add(scope);
    }
  }
  return { held, granted: [...granted], revoked: [...revoked] };
}

const isGrantMarker = (entry: LogEntry, viewer: Viewer): boolean =>
  (entry.op === 'grant' || entry.op === 'revoke') && entry.scopeId === viewer.userScope;

function resultFor(entry: LogEntry, viewer: Viewer): MutationResult[] {
  if (entry.op !== 'result' || entry.replicaId === null || entry.row === null) return [];
  if (entry.replicaId !== viewer.replicaId || entry.scopeId !== viewer.userScope) return [];
  // The executor wrote it as a MutationResult; the log keeps it as it is.
  return [entry.row as unknown as MutationResult];
}

/**
 * The scopes held at a cursor, from those held now and the log between: what the first marker of a scope ends was held,
 * what it begins was not.
 */
export function heldBefore(
  now: ReadonlySet<string>,
  entriesSince: readonly LogEntry[],
  viewer: Viewer,
): ReadonlySet<string> {
  const held = new Set(now);
  const decided = new Set<string>();
  for (const entry of entriesSince) {
    if (!isGrantMarker(entry, viewer) || decided.has(entry.entityId)) continue;
    decided.add(entry.entityId);
    if (entry.op === 'revoke') held.add(entry.entityId);
    else held.delete(entry.entityId);
  }
  return held;
}
