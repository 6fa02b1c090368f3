import type { LocalRules } from '../store/local-rules.ts';
import type { LocalStore } from '../store/local-store.ts';
import { Antechamber } from './antechamber.ts';
import type { Checks } from './checks.ts';
import type { Clock } from './clock.ts';
import type { Glimpse } from './glimpse.ts';
import type { Journal, JournalImage } from './journal.ts';
import { Leader } from './leader.ts';
import type { PageSource } from './page-source.ts';
import type { Renewal } from './session-state.ts';
import type { TabPort } from './tabs.ts';
import type { Transport } from './transport.ts';

export type EngineOptions = {
  readonly transport: Transport;
  readonly pages: PageSource;
  /** Absent: the rows are not compared with the server's. */
  readonly checks?: Checks;
  readonly journal: Journal;
  readonly store: LocalStore;
  /** What to show while the store is being opened; null: nothing. Absent: it opens at once. */
  readonly glimpse?: () => Promise<Glimpse | null>;
  /** A store to go on with, empty, when the one at hand fails. */
  readonly lite: () => LocalStore;
  readonly clock: Clock;
  readonly rules: LocalRules;
  /** The app's version, for the server's and the tabs' eyes. */
  readonly build: string;
  /** Gets a new token without the user, if that is possible. Is asked when the server answers 401. */
  readonly renewSession: () => Promise<Renewal>;
  /** Calls back when the browser believes to have gained or lost a network; returns what ends it. */
  readonly watchNetwork: (listener: (online: boolean) => void) => () => void;
};

/** closed: as asked. stood_down: another leader has taken over. */
export type EngineEnd = 'closed' | 'stood_down';

/**
 * The leader's side of a replica: one for each user of a browser. Tabs may attach from the beginning: until the store is
 * open they are shown what it held when it was last looked at, and what they say waits (rule 55).
 */
export class Engine {
  readonly #antechamber: Antechamber;
  readonly #opening: Promise<void>;
  readonly #end = Promise.withResolvers<EngineEnd>();
  #leader: Leader | null = null;

  private constructor(options: EngineOptions, image: JournalImage) {
    this.#antechamber = new Antechamber(options, image);
    this.#opening = this.#begin(options, image);
  }

  /** Takes the lead: goes on from what the journal and the store hold, and connects. Rejects only if the journal does. */
  static async open(options: EngineOptions): Promise<Engine> {
    const image = await options.journal.open(() => options.clock.newId());
    return new Engine(options, image);
  }

  /** How it ended, when it has. */
  get ended(): Promise<EngineEnd> {
    return this.#end.promise;
  }

  /** Serves a tab by this port. Returns what ends that, for a tab that is known to be gone. */
  attach(port: TabPort): () => void {
    return (this.#leader ?? this.#antechamber).attach(port);
  }

  /**
   * Serves nobody any more and ends the connection; resolves when all that was taken in is kept. `leaving`: the user
   * goes too, rather than another leader coming: colleagues see it at once.
   */
  async close(why: 'hand_over' | 'leaving' = 'hand_over'): Promise<void> {
    await this.#opening;
    await this.#leader?.close(why);
  }

  async #begin(options: EngineOptions, image: JournalImage): Promise<void> {
    try {
      const leader = await Leader.begin(options, image);
      this.#leader = leader;
      this.#antechamber.leaveTo(leader);
      void leader.ended.then((end) => this.#end.resolve(end));
    } catch {
      // No store may be opened, not even one in memory: somebody else leads.
      this.#antechamber.close();
      this.#end.resolve('stood_down');
    }
  }
}
