import type { JournalEntry } from '../engine/journal.ts';
import { abandonedJournals } from './abandoned-journals.ts';
import { formerPending } from './former-pending.ts';

/** Work that nobody sends any more. `forget` is called once it is safe elsewhere; until then it comes again. */
export type LeftWork = {
  readonly entries: readonly JournalEntry[];
  readonly forget: () => Promise<void>;
};

/** What is to be taken over by the journal that opens for this owner. Never rejects: it is there the next time too. */
export async function* leftWork(owner: string): AsyncGenerator<LeftWork> {
  for (const source of [formerPending, abandonedJournals]) {
    try {
      yield* source(owner);
    } catch (error) {
      console.warn('work that was left unsent could not be taken over now', error);
    }
  }
}
