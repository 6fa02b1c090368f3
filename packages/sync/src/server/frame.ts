import type { Change, Delta, MutationResult } from '@frontdesk/core/sync-protocol';
import { entryBytes, type LogTransaction } from './log-transaction.ts';
import { type View, type Viewer, viewTransaction } from './scope-filter.ts';

/** A frame is closed once it is this large; one transaction beyond it goes in parts. In bytes, about. */
export const FRAME_BYTES = 256 * 1024;

/** What a run of transactions means to one viewer, collapsed to the last change of each row. */
export type Frame = {
  readonly to: number;
  readonly tag: string;
  readonly body: FrameBody;
  readonly bytes: number;
  /** How many of the given transactions it covers. */
  readonly taken: number;
  readonly held: ReadonlySet<string>;
  /** The viewer's own membership changed in its last transaction. */
  readonly touchesViewer: boolean;
};

export type FrameBody = Pick<
  Delta,
  'changes' | 'ackMid' | 'results' | 'revoked' | 'granted' | 'refetch'
>;

/**
 * Makes the next frame from the start of `transactions` (at least one). Rows are filtered by scope first and collapsed
 * then; a transaction that begins or ends a scope stands alone, since collapsing across it would bring back or lose rows.
 */
export function nextFrame(
  transactions: readonly LogTransaction[],
  held: ReadonlySet<string>,
  viewer: Viewer,
): Frame {
  const pile = new Pile();
  let at:
    | { to: number; tag: string; held: ReadonlySet<string>; touchesViewer: boolean }
    | undefined;
  let taken = 0;
  for (const transaction of transactions) {
    const view = viewTransaction(transaction, at?.held ?? held, viewer);
    const isBoundary = view.granted.length + view.revoked.length > 0;
    const bytes = view.entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (taken > 0 && (isBoundary || pile.bytes + bytes > FRAME_BYTES)) break;
    pile.add(view);
    taken++;
    at = {
      to: transaction.seq,
      tag: transaction.tag,
      held: view.held,
      touchesViewer: view.touchesViewer,
    };
    if (isBoundary || view.touchesViewer) break;
  }
  if (!at) throw new RangeError('a frame needs a transaction');
  return { ...at, taken, body: pile.body(), bytes: pile.bytes };
}

export const isEmptyFrame = (frame: Frame): boolean => {
  const { changes, ackMid, revoked, granted, refetch } = frame.body;
  return changes.length === 0 && ackMid === undefined && !revoked && !granted && !refetch;
};

/**
 * The deltas that carry a frame: one, or for a transaction beyond {@link FRAME_BYTES} several parts that the replica
 * applies whole. Results and scopes come with the last part.
 */
export function toDeltas(epoch: string, from: number, frame: Frame): Delta[] {
  const { to, tag, body } = frame;
  const pieces = frame.bytes > FRAME_BYTES ? pack(body.changes) : [body.changes];
  return pieces.map((changes, index) =>
    index < pieces.length - 1
      ? { epoch, from, to, tag, changes, more: true }
      : { epoch, from, to, tag, ...body, changes },
  );
}

function pack(changes: readonly Change[]): Change[][] {
  const pieces: Change[][] = [[]];
  let bytes = 0;
  for (const change of changes) {
    const size = JSON.stringify(change).length;
    if (bytes > 0 && bytes + size > FRAME_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(change);
    bytes += size;
  }
  return pieces;
}

/** Gathers views and keeps the last change of each row, in log order. */
class Pile {
  readonly #changes = new Map<string, { change: Change; bytes: number }>();
  readonly #results: MutationResult[] = [];
  readonly #refetch = new Set<string>();
  #granted: readonly string[] = [];
  #revoked: readonly string[] = [];
  bytes = 0;

  add(view: View): void {
    view.changes.forEach((change, index) => {
      const key = `${change.entity}:${change.id}`;
      const entry = view.entries[index];
      const bytes = entry ? entryBytes(entry) : 0;
      this.bytes += bytes - (this.#changes.get(key)?.bytes ?? 0);
      // Deleted first, so that the map's order stays the log's.
      this.#changes.delete(key);
      this.#changes.set(key, { change, bytes });
    });
    this.#results.push(...view.results);
    for (const entity of view.refetch) this.#refetch.add(entity);
    this.#granted = view.granted;
    this.#revoked = view.revoked;
  }

  body(): FrameBody {
    const results = this.#results;
    return {
      changes: Array.from(this.#changes.values(), ({ change }) => change),
      ...(results.length > 0
        ? { results, ackMid: Math.max(...results.map((result) => result.mid)) }
        : {}),
      ...(this.#revoked.length > 0 ? { revoked: this.#revoked } : {}),
      ...(this.#granted.length > 0 ? { granted: this.#granted } : {}),
      ...(this.#refetch.size > 0 ? { refetch: [...this.#refetch] } : {}),
    };
  }
}
