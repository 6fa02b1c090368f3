import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import { queueOf, refusedOf, statusOf } from './engine-status.ts';
import type { EngineOptions } from './engine.ts';
import type { Glimpse } from './glimpse.ts';
import type { JournalImage } from './journal.ts';
import { restore } from './restore.ts';
import { start } from './session.ts';
import type { SessionState } from './session-state.ts';
import { Tab, tellTab, type Attach, type TabPort } from './tabs.ts';

type Server = { attach(port: TabPort): () => void };

/**
 * Where tabs wait while the store is being opened: they see what it held when it was last looked at, with the pending work
 * on top, and what they say is kept for the leader.
 */
export class Antechamber {
  readonly #options: EngineOptions;
  readonly #image: JournalImage;
  readonly #glimpse: Promise<Glimpse | null>;
  readonly #guests = new Set<Guest>();
  #isOver = false;

  constructor(options: EngineOptions, image: JournalImage) {
    this.#options = options;
    this.#image = image;
    this.#glimpse = options.glimpse?.().catch(() => null) ?? Promise.resolve(null);
  }

  attach(port: TabPort): () => void {
    const guest = new Guest(port, (attach) => void this.#show(port, attach));
    this.#guests.add(guest);
    return () => guest.end();
  }

  /** The store is open: the guests are the leader's. */
  leaveTo(leader: Server): void {
    this.#isOver = true;
    for (const guest of this.#guests) guest.leaveTo(leader);
    this.#guests.clear();
  }

  close(): void {
    this.#isOver = true;
    for (const guest of this.#guests) guest.end();
    this.#guests.clear();
  }

  async #show(port: TabPort, attach: Attach): Promise<void> {
    const glimpse = await this.#glimpse;
    if (this.#isOver || !glimpse) return;
    const state = this.#stateOf(glimpse);
    const { cursor, isLocked } = state;
    if (!cursor || isLocked) return;
    const { seq, epoch } = cursor;
    const { build, journal } = this.#options;
    const means = { isDurable: journal.durable, isLite: false };
    port.post({ type: 'attached', term: this.#image.term, build });
    for (const rows of glimpse.parts) port.post({ type: 'image', part: { seq, rows }, epoch });
    tellTab(new Tab(port, attach), {
      queue: queueOf(state, means),
      refused: refusedOf(state),
      status: statusOf(state, means),
    });
    port.post({ type: 'image_end', seq, epoch });
  }

  /** What the session would be, if the store were as it was then. */
  #stateOf({ place }: Glimpse): SessionState {
    const { clock, build } = this.#options;
    const moment = { now: clock.now(), random: 0, newId: () => clock.newId() };
    const store = { place, settled: [] };
    const { state } = restore({ journal: this.#image, store, build }, moment);
    return start(state, moment).state;
  }
}

/** One tab that waits. */
class Guest {
  readonly #port: TabPort;
  #said: ToEngine[] = [];
  #hear: ((message: ToEngine) => void) | null = null;
  #endService: () => void = () => undefined;

  constructor(port: TabPort, onAttach: (attach: Attach) => void) {
    this.#port = port;
    port.listen((message) => {
      if (this.#hear) {
        this.#hear(message);
        return;
      }
      this.#said.push(message);
      if (message.type === 'attach') onAttach(message);
    });
  }

  leaveTo(leader: Server): void {
    const said = this.#said;
    this.#said = [];
    const port = this.#port;
    this.#endService = leader.attach({
      post: (message: ToTab) => port.post(message),
      listen: (listener) => {
        this.#hear = listener;
      },
      close: () => port.close(),
    });
    for (const message of said) this.#hear?.(message);
  }

  end(): void {
    this.#said = [];
    this.#endService();
    this.#port.close();
  }
}
