import { CHECKED_TRANSACTIONS, type ChecksumRequest } from '@frontdesk/core/sync-protocol';
import type { LocalStore, Place } from '../store/local-store.ts';
import type { Checks } from './checks.ts';
import type { Clock } from './clock.ts';
import { sessionOf } from './restore.ts';
import type { SessionState } from './session-state.ts';
import type { StoreKeeper } from './store-keeper.ts';

/** After catching up it is asked soon, but not by everybody at the same time; then every ten minutes. */
const FIRST_MS = 5_000;
const SPREAD_MS = 25_000;
const EVERY_MS = 10 * 60_000;

export type AntiEntropyOptions = {
  readonly clock: Clock;
  readonly checks: Checks;
  readonly rows: StoreKeeper;
  readonly session: () => SessionState;
  readonly onDiffers: (scopes: readonly string[]) => void;
};

/** Compares checksums of the rows with the server's, whenever the replica is current and nothing is being loaded (rule 54). */
export class AntiEntropy {
  readonly #options: AntiEntropyOptions;
  #isCurrent = false;
  #cancel: () => void = () => undefined;

  constructor(options: AntiEntropyOptions) {
    this.#options = options;
  }

  /** Something has happened to the session. */
  follow(): void {
    const isCurrent = isComparable(this.#options.session());
    if (isCurrent === this.#isCurrent) return;
    this.#isCurrent = isCurrent;
    this.#cancel();
    if (isCurrent) this.#askIn(FIRST_MS + this.#options.clock.random() * SPREAD_MS);
  }

  end(): void {
    this.#isCurrent = false;
    this.#cancel();
  }

  #askIn(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => void this.#ask());
  }

  async #ask(): Promise<void> {
    const { checks, rows, onDiffers } = this.#options;
    try {
      const request = await rows.read(sumUp);
      const answer = request && (await checks.compare(request));
      if (this.#isCurrent && answer?.result === 'differ') onDiffers(answer.scopes);
    } catch {
      // The server could not be asked: another time.
    }
    if (this.#isCurrent) this.#askIn(EVERY_MS);
  }
}

const isComparable = (session: SessionState): boolean =>
  session.phase === 'live' &&
  session.cursor !== null &&
  session.cursor.seq >= session.head &&
  isWhole(session);

/** Is nothing on its way but what deltas bring, and does the server say what is to be compared? */
const isWhole = ({ loads, whole }: Pick<SessionState, 'loads' | 'whole'>): boolean =>
  loads.current === null && loads.queued.length === 0 && whole.length > 0;

async function sumUp(store: LocalStore, place: Place | null): Promise<ChecksumRequest | null> {
  const cursor = place?.cursor;
  const session = sessionOf(place);
  if (!cursor || !session || !isWhole(session)) return null;
  const { whole, pagedTo } = session;
  // The server compares only what its log of late tells of.
  const above = Math.max(pagedTo, cursor.seq - CHECKED_TRANSACTIONS);
  return {
    cursor,
    whole: await store.sums({ entities: whole }),
    changed: { above, sums: await store.sums({ above }) },
  };
}
