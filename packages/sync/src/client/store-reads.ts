import type { RowEdit, RowsAt } from '../store/local-store.ts';
import type { ReplicaRow } from '../store/rows.ts';

/** A place in the log; '' and -1 while there is none. */
export type At = { readonly seq: number; readonly epoch: string };

/**
 * Which answers of the leader's store may be taken. Edits come at once and in order, answers late: one may be of an
 * epoch that is over, or hold rows of a scope that was revoked since.
 */
export class StoreReads {
  /** Of this leader's edits; null until one of its messages told. */
  #leaders: string | null = null;
  /** Of the versions in memory. */
  #epoch = '';
  /** Up to which place a scope is known to be lost. */
  readonly #lost = new Map<string, number>();
  #only: { readonly scopes: ReadonlySet<string>; readonly seq: number } | null = null;

  /** Another leader answers from now on. */
  restart(): void {
    this.#leaders = null;
  }

  /** Notes where edits stand; true: places known so far cannot be compared with theirs. */
  edited(edits: readonly RowEdit[], at: At): boolean {
    const isOther = this.#enter(at.epoch);
    for (const edit of edits) {
      if (edit.type === 'frame') for (const scope of edit.revoked) this.#lost.set(scope, at.seq);
      if (edit.type === 'page' && edit.page.onlyScopes) {
        this.#only = { scopes: new Set(edit.page.onlyScopes), seq: edit.page.seq };
      }
    }
    return isOther;
  }

  /** Is an answer of this epoch to be taken? `other`: it is, and places known so far cannot be compared with its. */
  judge(epoch: string): 'late' | 'same' | 'other' {
    if (this.#leaders !== null && this.#leaders !== epoch) return 'late';
    return this.#enter(epoch) ? 'other' : 'same';
  }

  /** What of an answer may be shown. */
  allowed({ seq, rows }: RowsAt): RowsAt['rows'] {
    if (this.#lost.size === 0 && this.#only === null) return rows;
    const isAllowed = ({ scopeId }: ReplicaRow): boolean =>
      (this.#lost.get(scopeId) ?? -1) < seq &&
      (this.#only === null || this.#only.seq <= seq || this.#only.scopes.has(scopeId));
    return Object.fromEntries(
      Object.entries(rows).map(([entity, of]) => [entity, of.filter(isAllowed)]),
    );
  }

  #enter(epoch: string): boolean {
    this.#leaders = epoch;
    if (epoch === this.#epoch) return false;
    this.#epoch = epoch;
    this.#lost.clear();
    this.#only = null;
    return true;
  }
}
