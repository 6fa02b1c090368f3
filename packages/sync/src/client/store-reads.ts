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
  /** At which place a scope was lost. `isOpen`: an answer of that very place may have been read before. */
  readonly #lost = new Map<string, { readonly seq: number; readonly isOpen: boolean }>();
  #awaits = false;
  #only: { readonly scopes: ReadonlySet<string>; readonly seq: number } | null = null;

  /** Another leader answers from now on. */
  restart(): void {
    this.#leaders = null;
  }

  /** Answers are under way; false: none is, so what comes next was read after all that is known. */
  awaits(awaits: boolean): void {
    this.#awaits = awaits;
    if (awaits) return;
    for (const [scope, { seq, isOpen }] of this.#lost) {
      if (isOpen) this.#lost.set(scope, { seq, isOpen: false });
    }
  }

  /** Notes where edits stand; true: places known so far cannot be compared with theirs. */
  edited(edits: readonly RowEdit[], at: At): boolean {
    const isOther = this.#enter(at.epoch);
    for (const edit of edits) {
      if (edit.type === 'frame') for (const scope of edit.revoked) this.#lose(scope, at.seq);
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
      !this.#isLost(scopeId, seq) &&
      (this.#only === null || this.#only.seq <= seq || this.#only.scopes.has(scopeId));
    return Object.fromEntries(
      Object.entries(rows).map(([entity, of]) => [entity, of.filter(isAllowed)]),
    );
  }

  #lose(scope: string, seq: number): void {
    this.#lost.set(scope, { seq, isOpen: this.#awaits });
  }

  #isLost(scope: string, at: number): boolean {
    const lost = this.#lost.get(scope);
    return lost !== undefined && (at < lost.seq || (at === lost.seq && lost.isOpen));
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
