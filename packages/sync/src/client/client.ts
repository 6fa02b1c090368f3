import type { PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import { must } from '@frontdesk/core/assert';
import type { Clock } from '../engine/clock.ts';
import { LiveValue, type Live } from './live.ts';
import type { Effect } from './optimistic-run.ts';
import type { JournalWrite } from '../engine/journal-writes.ts';
import type { Outbox, Queued } from '../engine/outbox.ts';
import { restore } from '../engine/restore.ts';
import type { PageSource } from '../engine/page-source.ts';
import type { PendingStorage, StoredReplica } from './pending-storage.ts';
import { PendingWork, toStored } from './pending-work.ts';
import { PresenceVoice } from '../engine/presence-voice.ts';
import type { IndexDefinition, Queries } from './query.ts';
import type { EntityMap } from '../store/rows.ts';
import { sameJson } from './same-json.ts';
import { deadline, next, start } from '../engine/session.ts';
import type {
  Moment,
  Renewal,
  SessionEffect,
  SessionEvent,
  SessionState,
  Step,
} from '../engine/session-state.ts';
import { ReplicaStore } from './store.ts';
import type {
  ArgsOf,
  Mutated,
  MutationNameOf,
  MutationSet,
  PendingItem,
  Presence,
  RefusedItem,
  SyncClient,
  SyncStatus,
  WindowState,
} from './sync-client.ts';
import { pendingItems, statusOf } from './sync-status.ts';
import type { Connection, ConnectionListener, Transport } from '../engine/transport.ts';

/** What effects may depend on besides arguments and time: who acts. */
type IdentityOf<M extends MutationSet> = Omit<
  Parameters<M[MutationNameOf<M>]['optimistic']>[2],
  'now'
>;

export type SyncClientOptions<M extends MutationSet> = {
  readonly transport: Transport;
  readonly pages: PageSource;
  readonly storage: PendingStorage;
  readonly clock: Clock;
  readonly mutations: M;
  readonly indexes: readonly IndexDefinition[];
  /** Who acts, as the mutations' effects want to know it; `now` is added for each. */
  readonly identity: IdentityOf<M>;
  /** The app's version, for the server's eyes. */
  readonly build: string;
  /** Gets a new token without the user, if that is possible. Is asked when the server answers 401. */
  readonly renewSession: () => Promise<Renewal>;
  /** A mutation came to nothing. It also stands in `refused`, until it is dismissed. */
  readonly onRefused: (item: RefusedItem) => void;
  /** Calls back when the browser believes to have gained or lost a network; returns what ends it. */
  readonly watchNetwork: (listener: (online: boolean) => void) => () => void;
};

/** Nothing is read late here: all edits come in order. */
const NOWHERE = { seq: -1, epoch: '' };
const ALL_READY = new LiveValue<WindowState>('ready');
const NOBODY: PresenceState = Object.freeze({ users: [], typing: [] });

/**
 * Opens this page's replica: restores what an earlier page left unsent, connects and loads. Resolves as
 * soon as mutations can be taken; the rows come later, see `status`. Rejects only if the storage does.
 */
export async function createSyncClient<E extends EntityMap, M extends MutationSet>(
  options: SyncClientOptions<M>,
): Promise<SyncClient<E, M>> {
  const stored = await options.storage.open(options.clock.newId);
  return new Client<E, M>(options, stored);
}

/** The shell around the session: carries its effects out and tells it what happened. Decides nothing. */
class Client<E extends EntityMap, M extends MutationSet> implements SyncClient<E, M> {
  readonly #options: SyncClientOptions<M>;
  readonly #store: ReplicaStore<E>;
  readonly #status: LiveValue<SyncStatus>;
  readonly #pending = new LiveValue<readonly PendingItem[]>([]);
  readonly #work: PendingWork;
  readonly #presenceState = new LiveValue<PresenceState>(NOBODY);
  readonly #voice: PresenceVoice;
  readonly #inbox: SessionEvent[] = [];
  readonly #endNetworkWatch: () => void;
  #state: SessionState;
  #connection: Connection | null = null;
  #isBusy = false;
  #cancelTick: () => void = () => undefined;
  #published: Outbox | null = null;

  constructor(options: SyncClientOptions<M>, stored: StoredReplica) {
    this.#options = options;
    this.#store = new ReplicaStore<E>(options.indexes);
    this.#voice = new PresenceVoice(options.clock, (say) => this.#connection?.presence(say));
    this.#work = new PendingWork(options.storage, stored, options.onRefused);
    const entries = stored.mutations.filter(({ result }) => result === undefined);
    const journal = { ...stored, term: 1, entries };
    const from = { journal, store: { place: null, settled: [] }, build: options.build };
    const { state } = restore(from, this.#moment());
    for (const queued of state.outbox.queue) this.#store.add(queued.uid, this.#effectOf(queued));
    const first = start(state, this.#moment());
    this.#state = state;
    this.#status = new LiveValue(statusOf(state, options.storage.durable));
    this.#workOff(first);
    this.#endNetworkWatch = options.watchNetwork((online) =>
      this.#dispatch({ type: online ? 'online' : 'offline' }),
    );
  }

  get store(): Queries<E> {
    return this.#store.queries;
  }

  get status(): Live<SyncStatus> {
    return this.#status;
  }

  get pending(): Live<readonly PendingItem[]> {
    return this.#pending;
  }

  get refused(): Live<readonly RefusedItem[]> {
    return this.#work.refused;
  }

  get presence(): Presence {
    return { state: this.#presenceState, say: (say: PresenceSay) => this.#voice.say(say) };
  }

  mutate<N extends MutationNameOf<M>>(name: N, args: ArgsOf<M, N>): Mutated {
    const { clock } = this.#options;
    const uid = clock.newId();
    const definition: MutationSet[string] | undefined = this.#options.mutations[name];
    const mutation = {
      uid,
      name,
      version: must(definition, `mutation ${name}`).version,
      // The caller may go on changing its object; what was meant is what it said now.
      args: structuredClone<unknown>(args),
      clientAt: new Date(clock.now()).toISOString(),
    };
    const settled = this.#work.outcomeOf(uid);
    const after = this.#store.add(uid, this.#effectOf(mutation));
    this.#dispatch({ type: 'mutated', mutation: { ...mutation, after } });
    return { uid, settled };
  }

  hold(): Live<WindowState> {
    return ALL_READY;
  }

  search(): Promise<null> {
    return Promise.resolve(null);
  }

  withdraw(): void {
    // Nothing is taken back yet.
  }

  retry(): void {
    this.#dispatch({ type: 'online' });
  }

  dismiss(uid: string): void {
    this.#work.dismiss(uid);
  }

  signedIn(): void {
    this.#dispatch({ type: 'signed_in' });
  }

  async close(): Promise<void> {
    this.#endNetworkWatch();
    this.#dispatch({ type: 'stop' });
    await this.#work.close();
  }

  #moment(): Moment {
    const { clock } = this.#options;
    return { now: clock.now(), random: clock.random(), newId: clock.newId };
  }

  /** Events that come while one is being dealt with wait their turn. */
  #dispatch(event: SessionEvent): void {
    this.#inbox.push(event);
    if (!this.#isBusy) this.#workOff(null);
  }

  #workOff(first: Step | null): void {
    this.#isBusy = true;
    try {
      if (first) this.#take(first);
      for (let one = this.#inbox.shift(); one; one = this.#inbox.shift()) {
        this.#take(next(this.#state, one, this.#moment()));
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #take({ state, effects }: Step): void {
    const known = new Map(this.#state.outbox.queue.map((queued) => [queued.uid, queued]));
    this.#state = state;
    const results = effects.flatMap((effect) => (effect.type === 'settled' ? effect.settled : []));
    const settled = new Set(results.map(({ uid }) => uid));
    const edits = effects.flatMap((effect) => (effect.type === 'edit' ? [effect.edit] : []));
    if (edits.length + settled.size > 0) this.#store.apply(edits, NOWHERE, settled);
    this.#work.settle(
      results.flatMap((result) => {
        const mutation = known.get(result.uid);
        return mutation ? [{ mutation, result }] : [];
      }),
    );
    for (const effect of effects) this.#carryOut(effect);
    this.#publish();
    this.#cancelTick();
    const due = deadline(state);
    if (!Number.isFinite(due)) return;
    const wait = Math.max(0, due - this.#options.clock.now());
    this.#cancelTick = this.#options.clock.after(wait, () => this.#dispatch({ type: 'tick' }));
  }

  #publish(): void {
    const status = statusOf(this.#state, this.#options.storage.durable);
    if (!sameJson(status, this.#status.get())) this.#status.set(status);
    const { outbox } = this.#state;
    if (outbox.queue !== this.#published?.queue || outbox.sentTo !== this.#published.sentTo) {
      this.#published = outbox;
      this.#pending.set(pendingItems(outbox, this.#options.storage.durable));
    }
    const isLive = this.#state.phase === 'live';
    this.#voice.connected(isLive);
    if (!isLive) this.#presenceState.set(NOBODY);
  }

  #carryOut(effect: SessionEffect): void {
    const connection = this.#connection;
    switch (effect.type) {
      case 'connect':
        this.#connect();
        return;
      case 'disconnect':
        this.#connection = null;
        connection?.close();
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
        connection?.applied(effect.applied);
        return;
      case 'fetch_page':
        void this.#fetch(effect);
        return;
      case 'renew':
        void this.#renew();
        return;
      default:
        this.#carryIn(effect);
    }
  }

  /** Effects on what this page holds: rows and storage. */
  #carryIn(
    effect: Extract<SessionEffect, { type: 'archive' | 'forget' | 'write' }> | { type: string },
  ): void {
    if (effect.type === 'archive' && 'entries' in effect) {
      this.#work.forget(effect.entries.map(({ uid }) => uid));
    } else if (effect.type === 'write' && 'what' in effect) {
      void this.#write(effect.write, effect.what);
    }
  }

  #connect(): void {
    let isOver = false;
    const whileOpen = (event: SessionEvent): void => {
      if (!isOver) this.#dispatch(event);
    };
    const listener: ConnectionListener = {
      opened: () => whileOpen({ type: 'opened' }),
      closed: () => whileOpen({ type: 'closed' }),
      refused: () => whileOpen({ type: 'refused' }),
      delta: (delta) => whileOpen({ type: 'delta', delta }),
      goaway: (goaway) => whileOpen({ type: 'goaway', goaway }),
      reset: (reason) => whileOpen({ type: 'reset', reason }),
      presence: (state) => {
        if (!isOver) this.#presenceState.set(state);
      },
    };
    const connection = this.#options.transport.connect(listener);
    this.#connection = {
      ...bind(connection),
      close: () => {
        isOver = true;
        connection.close();
      },
    };
  }

  async #fetch({ load, request }: Extract<SessionEffect, { type: 'fetch_page' }>): Promise<void> {
    const answer = await this.#options.pages.fetch(request);
    this.#dispatch(
      answer.ok
        ? { type: 'page', load, page: answer.page }
        : { type: 'page_failed', load, failure: answer.failure },
    );
  }

  async #write(write: number, what: JournalWrite): Promise<void> {
    if (what.kind === 'renumber') {
      this.#work.storeAnew(this.#state.outbox);
      this.#dispatch({ type: 'written', write });
      return;
    }
    await Promise.all(what.entries.map((entry) => this.#work.save(toStored(entry))));
    this.#dispatch({ type: 'written', write });
  }

  async #renew(): Promise<void> {
    const renewal = await this.#options.renewSession().catch((): Renewal => 'unreachable');
    this.#dispatch({ type: 'renewed', renewal });
  }

  #effectOf(mutation: Pick<Queued, 'name' | 'args' | 'clientAt'>): Effect<E> {
    const definition = this.#options.mutations[mutation.name];
    // An older page may have left a mutation that this build does not know: it is kept and sent.
    if (!definition) return () => undefined;
    // The set's types tie name, arguments and entities together; here they are only carried.
    const optimistic = definition.optimistic as (
      writer: unknown,
      args: unknown,
      meta: unknown,
    ) => void;
    const meta = { ...this.#options.identity, now: mutation.clientAt };
    return (writer) => optimistic(writer, mutation.args, meta);
  }
}

const bind = (connection: Connection): Omit<Connection, 'close'> => ({
  hello: (hello, answer) => connection.hello(hello, answer),
  push: (push, answer) => connection.push(push, answer),
  applied: (applied) => connection.applied(applied),
  presence: (say) => connection.presence(say),
});
