import type { StoredResult } from '../store/local-store.ts';
import { AntiEntropy } from './anti-entropy.ts';
import type { Clock } from './clock.ts';
import type { EngineEnd, EngineOptions } from './engine.ts';
import { queueOf, refusedOf, statusOf } from './engine-status.ts';
import type { JournalImage, SettledEntry } from './journal.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { PresenceDesk } from './presence-desk.ts';
import { placeOf, restore, type Restored } from './restore.ts';
import { deadline, next, start } from './session.ts';
import type {
  Moment,
  Renewal,
  SessionEffect,
  SessionEvent,
  SessionState,
  Step,
} from './session-state.ts';
import { SessionSocket } from './session-socket.ts';
import { StoreKeeper } from './store-keeper.ts';
import { TabDesk } from './tab-desk.ts';
import type { TabPort, Told } from './tabs.ts';

type Opened = {
  readonly image: JournalImage;
  readonly rows: StoreKeeper;
  readonly restored: Restored;
  /** Results that the store may forget: the journal has them, or nothing of them. */
  readonly noted: readonly string[];
};

/**
 * An engine at work over a journal and a store that are open. The shell around the session: carries its effects out,
 * tells it what happened, and tells the tabs. Decides nothing.
 */
export class Leader {
  readonly #options: EngineOptions;
  readonly #journal: JournalKeeper;
  readonly #rows: StoreKeeper;
  readonly #socket: SessionSocket;
  readonly #presence: PresenceDesk;
  readonly #tabs: TabDesk;
  readonly #antiEntropy: AntiEntropy | null;
  readonly #end = Promise.withResolvers<EngineEnd>();
  readonly #inbox: SessionEvent[] = [];
  #endNetworkWatch: () => void = () => undefined;
  #cancelTick: () => void = () => undefined;
  #state: SessionState;
  #noted: readonly string[];
  #writing: Promise<void> = Promise.resolve();
  #isBusy = false;
  #isOver = false;

  private constructor(options: EngineOptions, { image, rows, restored, noted }: Opened) {
    this.#options = options;
    this.#rows = rows;
    this.#state = restored.state;
    this.#noted = noted;
    this.#journal = new JournalKeeper(options.journal, {
      onNoted: (uids) => (this.#noted = [...this.#noted, ...uids]),
      onForgotten: (uids) => this.#dispatch({ type: 'forgotten', uids }),
      onStandDown: () => void this.#standDown(),
    });
    const dispatch = (event: SessionEvent): void => this.#dispatch(event);
    this.#socket = new SessionSocket(options.transport, {
      onEvent: dispatch,
      onPresence: (state) => this.#presence.told(state),
    });
    this.#presence = new PresenceDesk(options.clock, {
      send: (say) => this.#socket.connection?.presence(say),
      onState: (state) => this.#tabs.post({ type: 'presence', state }),
    });
    this.#tabs = new TabDesk({
      rules: options.rules,
      rows,
      term: image.term,
      build: options.build,
      presence: this.#presence,
      session: () => this.#state,
      told: () => this.#told(),
      dispatch,
    });
    const { clock, checks } = options;
    this.#antiEntropy = checks
      ? new AntiEntropy({
          clock,
          checks,
          rows,
          session: () => this.#state,
          onDiffers: (scopes) => this.#dispatch({ type: 'differs', scopes }),
        })
      : null;
  }

  /** Goes on from what the journal and the store hold, and connects. Rejects when no store can be opened at all. */
  static async begin(options: EngineOptions, image: JournalImage): Promise<Leader> {
    const { clock, store, lite, build } = options;
    const lost = { tell: (): void => undefined };
    const rows = new StoreKeeper({ store, lite, onLost: () => lost.tell() });
    const opened = await rows.open();
    const restored = restore({ journal: image, store: opened, build }, momentOf(clock));
    const open = new Set(restored.settled.map(({ uid }) => uid));
    const noted = opened.settled.map(({ uid }) => uid).filter((uid) => !open.has(uid));
    const leader = new Leader(options, { image, rows, restored, noted });
    lost.tell = () => leader.#dispatch({ type: 'store_lost' });
    leader.#begin(restored.settled);
    return leader;
  }

  /** How it ended, when it has. */
  get ended(): Promise<EngineEnd> {
    return this.#end.promise;
  }

  /** Serves a tab by this port. Returns what ends that, for a tab that is known to be gone. */
  attach(port: TabPort): () => void {
    return this.#tabs.attach(port);
  }

  /**
   * Serves nobody any more and ends the connection; resolves when all that was taken in is kept. `leaving`: the user
   * goes too, rather than another leader coming: colleagues see it at once.
   */
  async close(why: 'hand_over' | 'leaving' = 'hand_over'): Promise<void> {
    if (this.#isOver) return;
    if (why === 'leaving') this.#presence.leave();
    this.#stop();
    this.#dispatch({ type: 'stop' });
    while (this.#state.writes.underway && !this.#isOver) await this.#writing;
    if (this.#isOver) return;
    await this.#rows.close();
    await this.#journal.close();
    this.#isOver = true;
    this.#end.resolve('closed');
  }

  #begin(settled: readonly SettledEntry[]): void {
    if (settled.length > 0) this.#journal.settle(settled, Promise.resolve());
    this.#work(start(this.#state, momentOf(this.#options.clock)));
    this.#endNetworkWatch = this.#options.watchNetwork((online) =>
      this.#dispatch({ type: online ? 'online' : 'offline' }),
    );
  }

  /** Another leader writes now: nothing more is written here, and nobody is served. */
  async #standDown(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stop();
    await this.#rows.abandon();
    await this.#options.journal.close().catch(() => undefined);
    this.#end.resolve('stood_down');
  }

  #stop(): void {
    this.#cancelTick();
    this.#endNetworkWatch();
    this.#presence.end();
    this.#antiEntropy?.end();
    this.#socket.close();
    this.#tabs.close();
  }

  /** Events that come while one is at work wait for their turn. */
  #dispatch(event: SessionEvent): void {
    if (this.#isOver) return;
    this.#inbox.push(event);
    if (!this.#isBusy) this.#work();
  }

  #work(first?: Step): void {
    this.#isBusy = true;
    try {
      if (first) this.#take(first);
      for (let one = this.#inbox.shift(); one && !this.#isOver; one = this.#inbox.shift()) {
        this.#take(next(this.#state, one, momentOf(this.#options.clock)));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #take({ state, effects }: Step): void {
    const before = this.#state;
    this.#state = state;
    // The server makes the next page while this one is taken in.
    for (const effect of effects) if (effect.type === 'fetch_page') void this.#fetch(effect);
    const committed = this.#commit(effects, before);
    for (const effect of effects) this.#carryOut(effect, committed);
    if (state.isLocked && !before.isLocked) this.#tabs.lock();
    if (before.isLocked && !state.isLocked) this.#tabs.unlock();
    this.#tabs.tell();
    this.#presence.connected(state.phase === 'live');
    this.#antiEntropy?.follow();
    this.#cancelTick();
    const due = deadline(state);
    if (!Number.isFinite(due)) return;
    const wait = Math.max(0, due - this.#options.clock.now());
    this.#cancelTick = this.#options.clock.after(wait, () => this.#dispatch({ type: 'tick' }));
  }

  /** A step's edits go to the tabs at once and to the store as one commit (I3); resolves when it is made. */
  #commit(effects: readonly SessionEffect[], before: SessionState): Promise<void> {
    const edits = effects.flatMap((effect) => (effect.type === 'edit' ? [effect.edit] : []));
    const outcomes = effects.flatMap((effect) => (effect.type === 'settled' ? effect.settled : []));
    const reached = effects.flatMap((effect) => (effect.type === 'settled' ? effect.reached : []));
    const known = effects.flatMap((effect) => (effect.type === 'archive' ? storedOf(effect) : []));
    const settled = [...outcomes.map(({ uid }) => uid), ...reached];
    if (edits.length + settled.length > 0) this.#tabs.edit(edits, settled);
    this.#tabs.outcomes(outcomes);
    const isKept = effects.some(({ type }) => type === 'keep_place');
    if (edits.length + known.length === 0 && !isKept) return Promise.resolve();
    const committed = this.#rows.commit({
      edits,
      place: placeOf(this.#state),
      settled: known,
      noted: this.#noted,
    });
    this.#noted = [];
    const { scopes } = this.#state;
    const isLess = [...before.scopes.keys()].some((scope) => !scopes.has(scope));
    // What may not be seen any more is not to be found in the storage either (rule 14).
    if (isLess) void this.#rows.read((store) => store.purge());
    return committed;
  }

  #carryOut(effect: SessionEffect, committed: Promise<void>): void {
    const { connection } = this.#socket;
    switch (effect.type) {
      case 'connect':
        this.#socket.connect();
        return;
      case 'disconnect':
        this.#socket.close();
        return;
      case 'hello': {
        const { exchange, hello } = effect;
        connection?.hello(hello, (welcome) =>
          this.#dispatch({ type: 'welcome', exchange, welcome }),
        );
        return;
      }
      case 'push': {
        const { exchange, mutations } = effect;
        connection?.push({ mutations }, (pushed) =>
          this.#dispatch({ type: 'pushed', exchange, pushed }),
        );
        return;
      }
      case 'applied':
        void committed.then(() => connection?.applied(effect.applied));
        return;
      case 'renew':
        void this.#renew();
        return;
      default:
        this.#keep(effect, committed);
    }
  }

  /** Effects on the journal; edits are committed already. */
  #keep(effect: SessionEffect, committed: Promise<void>): void {
    if (effect.type === 'write') this.#writing = this.#write(effect);
    else if (effect.type === 'archive') this.#journal.settle(effect.entries, committed);
    else if (effect.type === 'forget') this.#journal.forget(effect.uids);
    else if (effect.type === 'not_saved') this.#tabs.notSaved(effect.uids);
  }

  async #fetch({ load, request }: EffectOf<'fetch_page'>): Promise<void> {
    const room = this.#rows.room();
    if (room) await room;
    const answer = await this.#options.pages.fetch(request);
    this.#dispatch(
      answer.ok
        ? { type: 'page', load, page: answer.page }
        : { type: 'page_failed', load, failure: answer.failure },
    );
  }

  async #write({ write, what }: EffectOf<'write'>): Promise<void> {
    const isWritten = await this.#journal.write(what);
    this.#dispatch({ type: isWritten ? 'written' : 'not_written', write });
  }

  async #renew(): Promise<void> {
    const renewal = await this.#options.renewSession().catch((): Renewal => 'unreachable');
    this.#dispatch({ type: 'renewed', renewal });
  }

  #told(): Told {
    const means = { isDurable: this.#journal.isDurable, isLite: this.#rows.isLite };
    return {
      queue: queueOf(this.#state, means),
      refused: refusedOf(this.#state),
      status: statusOf(this.#state, means),
    };
  }
}

type EffectOf<T extends SessionEffect['type']> = Extract<SessionEffect, { readonly type: T }>;

const momentOf = (clock: Clock): Moment => ({
  now: clock.now(),
  random: clock.random(),
  newId: () => clock.newId(),
});

const storedOf = ({ entries }: EffectOf<'archive'>): StoredResult[] =>
  entries.map(({ uid, result, acked: { seq, replicaId } }) => ({ uid, result, seq, replicaId }));
