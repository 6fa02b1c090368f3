import { must } from '@frontdesk/core/assert';
import type { PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { Clock } from '../engine/clock.ts';
import type { NewMutation } from '../engine/journal.ts';
import type { LocalRules } from '../store/local-rules.ts';
import type { LocalHits, LocalSearch } from '../store/local-store.ts';
import type { EntityMap } from '../store/rows.ts';
import type { EngineLink, EnginePort } from '../tabs/engine-link.ts';
import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import { LiveValue, type Live } from './live.ts';
import type { Effect } from './optimistic-run.ts';
import type { IndexDefinition, Queries } from './query.ts';
import { sameJson } from './same-json.ts';
import { SlicedWork } from './sliced-work.ts';
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
import { TabRows } from './tab-rows.ts';
import { Searches } from './searches.ts';
import { TabWork, toPendingItems } from './tab-work.ts';

/** What effects may depend on besides arguments and time: who acts. */
export type IdentityOf<M extends MutationSet> = Omit<
  Parameters<M[MutationNameOf<M>]['optimistic']>[2],
  'now'
>;

export type TabClientOptions<M extends MutationSet> = {
  readonly link: EngineLink;
  readonly clock: Clock;
  readonly mutations: M;
  readonly indexes: readonly IndexDefinition[];
  readonly rules: LocalRules;
  /** Who acts, as the mutations' effects want to know it; `now` is added for each. */
  readonly identity: IdentityOf<M>;
  /** The app's version. */
  readonly build: string;
  /** Work of this tab came to nothing, or of another one while this one is in front. It also stands in `refused`. */
  readonly onRefused: (item: RefusedItem) => void;
  /** Is this tab in front? */
  readonly visible: Live<boolean>;
};

/** Closing waits so long for the journal. */
const GOODBYE_MS = 1_000;

const NOBODY: PresenceState = Object.freeze({ users: [], typing: [] });

/** Until a leader tells. */
const NOTHING_YET: SyncStatus = {
  connection: 'opening',
  usable: false,
  complete: false,
  pending: 0,
  unsaved: 0,
  asOf: null,
  retryAt: null,
  reason: null,
  journal: 'kept',
  store: 'kept',
  mismatches: 0,
};

/** Opens a tab's replica over whoever leads. Mutations can be made at once; rows come when a leader answers. */
export const createTabClient = <E extends EntityMap, M extends MutationSet>(
  options: TabClientOptions<M>,
): SyncClient<E, M> => new TabClient<E, M>(options);

/** What a tab holds, kept current by the leader's engine: it repeats to each leader what is not answered. */
class TabClient<E extends EntityMap, M extends MutationSet> implements SyncClient<E, M> {
  readonly #options: TabClientOptions<M>;
  readonly #tabId: string;
  readonly #store: ReplicaStore<E>;
  readonly #rows: TabRows<E>;
  readonly #work = new TabWork();
  readonly #jobs: SlicedWork;
  readonly #searches: Searches;
  readonly #status = new LiveValue<SyncStatus>(NOTHING_YET);
  readonly #pending = new LiveValue<readonly PendingItem[]>([]);
  readonly #refused = new LiveValue<readonly RefusedItem[]>([]);
  readonly #presence = new LiveValue<PresenceState>(NOBODY);
  readonly #endVisible: () => void;
  #port: EnginePort | null = null;
  /** As the leader told, without what only this tab knows of. */
  #told: SyncStatus = NOTHING_YET;
  #said: PresenceSay | null = null;
  #hasRefusals = false;
  /** To be taken off the list, which they leave when a leader says that the journal has forgotten them. */
  readonly #dismissed = new Set<string>();
  #onSaved: () => void = () => undefined;

  constructor(options: TabClientOptions<M>) {
    this.#options = options;
    const { clock, link, visible } = options;
    this.#tabId = clock.newId();
    this.#store = new ReplicaStore<E>(options.indexes, options.rules);
    this.#rows = new TabRows(this.#store, (message) => this.#post(message));
    this.#jobs = new SlicedWork(clock);
    this.#searches = new Searches(clock, (message) => this.#post(message));
    this.#endVisible = visible.subscribe(() =>
      this.#post({ type: 'visible', visible: visible.get() }),
    );
    link.follow((port) => this.#follow(port));
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
    return this.#refused;
  }

  get presence(): Presence {
    return { state: this.#presence, say: (say) => this.#say(say) };
  }

  mutate<N extends MutationNameOf<M>>(name: N, args: ArgsOf<M, N>): Mutated {
    const { clock } = this.#options;
    const uid = clock.newId();
    const definition: MutationSet[string] | undefined = this.#options.mutations[name];
    const made = {
      uid,
      name,
      version: must(definition, `mutation ${name}`).version,
      // The caller may go on changing its object; what was meant is what it said now.
      args: structuredClone<unknown>(args),
      clientAt: new Date(clock.now()).toISOString(),
    };
    const after = this.#store.add(uid, this.#effectOf(made));
    const mutation = { ...made, after, scopes: this.#store.scopesOf(uid) };
    const settled = this.#work.add(mutation);
    this.#rows.pin();
    // What the journal could not take comes first: this one may build on it (rule 11).
    if (this.#work.isRefused) this.#sayAgain();
    this.#post({ type: 'mutate', mutation });
    this.#publish();
    return { uid, settled };
  }

  hold(group: string): Live<WindowState> {
    return this.#rows.windows.hold(group);
  }

  search(search: LocalSearch): Promise<LocalHits | null> {
    return this.#searches.ask(search);
  }

  withdraw(uid: string): void {
    if (this.#work.takeBack(uid)) this.#arrange();
    else this.#post({ type: 'withdraw', uid });
  }

  retry(): void {
    this.#post({ type: 'retry' });
    this.#sayAgain();
  }

  dismiss(uid: string): void {
    this.#dismissed.add(uid);
    this.#post({ type: 'dismiss', uid });
  }

  signedIn(): void {
    this.#post({ type: 'signed_in' });
  }

  async close(): Promise<void> {
    this.#endVisible();
    if (this.#port && this.#work.isUnsaved) await this.#saved();
    this.#post({ type: 'leave' });
    this.#options.link.close();
    this.#port?.close();
    this.#port = null;
    this.#jobs.clear();
    this.#searches.close();
  }

  #saved(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(GOODBYE_MS, resolve);
      this.#onSaved = () => {
        cancel();
        resolve();
      };
    });
  }

  #post(message: ToEngine): void {
    this.#port?.post(message);
  }

  #say(say: PresenceSay): void {
    this.#said = say;
    this.#post({ type: 'say', say });
  }

  #follow(port: EnginePort): void {
    this.#port?.close();
    this.#port = port;
    this.#jobs.clear();
    const { build, visible } = this.#options;
    const { unsaved, awaited } = this.#work.attach();
    const groups = this.#rows.attach();
    port.listen((message) => {
      if (this.#port === port) this.#jobs.add(this.#take(message));
    });
    port.post({
      type: 'attach',
      tabId: this.#tabId,
      build,
      visible: visible.get(),
      groups,
      unsaved,
      awaited,
    });
    if (this.#said) port.post({ type: 'say', say: this.#said });
    this.#dismissAgain();
    this.#searches.askAgain();
  }

  /** Takes a message in, in steps of which none is long. */
  *#take(message: ToTab): Generator<void> {
    switch (message.type) {
      case 'attached':
        return;
      case 'image':
        yield* this.#rows.image(message.part, message.epoch);
        this.#publish();
        return;
      case 'image_end':
        if (this.#rows.imageEnd(message)) this.#work.imageEnded();
        this.#arrange();
        return;
      case 'window':
        yield* this.#rows.window(message);
        return;
      case 'edits':
        this.#work.settle(message.settled);
        yield* this.#rows.edits(message);
        this.#publish();
        return;
      default:
        this.#hear(message);
    }
  }

  #hear(
    message: Exclude<ToTab, { type: 'attached' | 'image' | 'image_end' | 'window' | 'edits' }>,
  ) {
    switch (message.type) {
      case 'queue':
        this.#work.queue(message.order, message.added);
        this.#arrange();
        return;
      case 'outcome':
        this.#work.outcome(message.uid, message.result);
        this.#arrange();
        return;
      case 'not_saved':
        this.#work.notSaved(message.uid);
        this.#arrange();
        return;
      case 'refused':
        this.#takeRefused(message.items);
        return;
      case 'status':
        this.#takeStatus(message.status);
        return;
      case 'presence':
        this.#presence.set(message.state);
        return;
      case 'found':
        this.#searches.found(message.id, message.hits);
    }
  }

  /** Shows exactly what is pending now, in order. */
  #arrange(): void {
    const runs = this.#work.list().map(({ mutation }) => ({
      uid: mutation.uid,
      after: mutation.after,
      effect: this.#effectOf(mutation),
    }));
    this.#store.arrange(runs);
    this.#rows.pin();
    this.#publish();
  }

  #takeStatus(status: SyncStatus): void {
    const before = this.#told;
    this.#told = status;
    if (status.complete && !before.complete) this.#rows.windows.askForUnknown();
    if (before.journal === 'failed' && status.journal !== 'failed') this.#sayAgain();
    this.#publish();
  }

  #sayAgain(): void {
    for (const mutation of this.#work.sayAgain()) this.#post({ type: 'mutate', mutation });
    this.#dismissAgain();
    this.#publish();
  }

  #dismissAgain(): void {
    for (const uid of this.#dismissed) this.#post({ type: 'dismiss', uid });
  }

  /** Those of a tab that is closed are told by the one in front; what was refused before this tab began by nobody. */
  #takeRefused(items: readonly RefusedItem[]): void {
    const uids = new Set(items.map(({ uid }) => uid));
    for (const uid of this.#dismissed) if (!uids.has(uid)) this.#dismissed.delete(uid);
    const known = new Set(this.#refused.get().map(({ uid }) => uid));
    const isFirst = !this.#hasRefusals;
    this.#hasRefusals = true;
    if (!sameJson(items, this.#refused.get())) this.#refused.set(items);
    const isInFront = !isFirst && this.#options.visible.get();
    for (const item of items) {
      const isTold = this.#work.wasMade(item.uid) || isInFront;
      if (isTold && !known.has(item.uid)) this.#options.onRefused(item);
    }
  }

  #publish(): void {
    const items = toPendingItems(this.#work.list());
    if (!sameJson(items, this.#pending.get())) this.#pending.set(items);
    const status = this.#statusWith(items);
    if (!sameJson(status, this.#status.get())) this.#status.set(status);
    if (!this.#work.isUnsaved) this.#onSaved();
  }

  /** The leader's status with what only this tab knows: its unsaved work, and whether its rows are here. */
  #statusWith(items: readonly PendingItem[]): SyncStatus {
    const told = this.#told;
    const { journal } = told;
    return {
      ...told,
      usable: told.usable && (this.#rows.hasImage || this.#status.get().usable),
      complete: told.complete && this.#rows.isImageWhole,
      pending: items.length,
      unsaved: items.filter(({ saved }) => !saved).length,
      journal: this.#work.isRefused ? 'failed' : journal,
    };
  }

  #effectOf(mutation: Pick<NewMutation, 'name' | 'args' | 'clientAt'>): Effect<E> {
    const definition = this.#options.mutations[mutation.name];
    // An older or a newer page may have left a mutation that this build does not know: it is kept and sent.
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
