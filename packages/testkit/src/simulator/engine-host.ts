import { Engine } from '@frontdesk/sync/engine/engine';
import type { Journal } from '@frontdesk/sync/engine/journal';
import { type JournalDisk, MemoryJournal } from '@frontdesk/sync/engine/memory-journal';
import type { EnginePort } from '@frontdesk/sync/tabs/engine-link';
import type { Port } from '@frontdesk/sync/tabs/port';
import type { ToEngine, ToTab } from '@frontdesk/sync/tabs/tab-protocol';
import type { LocalStore } from '@frontdesk/sync/store/local-store';
import type { PageSource } from '@frontdesk/sync/engine/page-source';
import type { Transport } from '@frontdesk/sync/engine/transport';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import type { Lane } from './scheduler.ts';
import type { SimNetwork } from './sim-network.ts';
import { SimProcess, type Machine } from './sim-process.ts';
import { SIM_RULES } from './sim-rules.ts';
import { SteppedStore, type StoreDisk } from './sim-store.ts';
import { SteppedCalls } from './stepped-calls.ts';
import { SteppedJournal } from './stepped-journal.ts';

/** Where a broken part can be planted on the client's side. */
export type ClientParts = {
  /** Between the stepped calls and the disk. */
  readonly journal?: (journal: Journal, disk: JournalDisk) => Journal;
  readonly store?: (store: LocalStore) => LocalStore;
  readonly transport?: (transport: Transport) => Transport;
  readonly pages?: (pages: PageSource) => PageSource;
  /** What the engine says to a tab. */
  readonly toTab?: (message: ToTab) => ToTab;
};

export type HostOptions = {
  readonly machine: Machine;
  readonly network: SimNetwork;
  readonly journal: JournalDisk;
  readonly disk: StoreDisk;
  readonly parts: ClientParts;
  readonly note: (what: string, details: unknown) => void;
  /** The journal is asked to forget work that it knows to be settled. */
  readonly onForgotten: (uids: readonly string[]) => void;
  /** Ends what this machine knows of the user's session, or not. */
  readonly renewSession: () => Promise<'renewed' | 'signed_out' | 'unreachable'>;
  readonly watchNetwork: (listener: (online: boolean) => void) => () => void;
  /** The engine has seen a later term, or could not begin. */
  readonly onEnded: () => void;
};

/** One leader: an engine with its journal, store and network, all of which end with it. */
export class EngineHost {
  readonly process: SimProcess;
  readonly network: SimNetwork;
  readonly lanes: Lane[] = [];
  readonly #calls: { readonly journal: SteppedCalls; readonly store: SteppedCalls };
  readonly #note: (what: string, details: unknown) => void;
  readonly #waiting: Port<ToTab, ToEngine>[] = [];
  #engine: Engine | undefined;

  constructor(options: HostOptions) {
    const { machine, network, journal, disk, parts } = options;
    this.network = network;
    this.#note = options.note;
    this.process = new SimProcess(machine);
    const calls = (): SteppedCalls => new SteppedCalls(this.process, options);
    this.#calls = { journal: calls(), store: calls() };
    this.lanes.push(this.#calls.journal.lane, this.#calls.store.lane);
    const onDisk = new MemoryJournal(journal);
    const isSettled = (uid: string): boolean =>
      journal.image?.entries.some((entry) => entry.uid === uid && entry.acked) ?? false;
    const written = parts.journal?.(onDisk, journal) ?? onDisk;
    const store = new SteppedStore(disk.kind, () => disk.open(), this.#calls.store);
    Engine.open({
      transport: parts.transport?.(network) ?? network,
      pages: parts.pages?.(network) ?? network,
      journal: new SteppedJournal(written, this.#calls.journal, (uids) =>
        options.onForgotten(uids.filter(isSettled)),
      ),
      store: parts.store?.(store) ?? store,
      lite: () => new MemoryStore(SIM_RULES),
      clock: this.process.clock,
      rules: SIM_RULES,
      build: 'sim',
      renewSession: options.renewSession,
      watchNetwork: (listener) =>
        options.watchNetwork((online) => this.process.run(() => listener(online))),
    }).then(
      (engine) => this.process.run(() => this.#opened(engine, options.onEnded)),
      () => this.process.run(options.onEnded),
    );
  }

  /** Nothing is under way between this engine, its disks and its tabs. */
  get isQuiet(): boolean {
    return this.#engine !== undefined && this.lanes.every((lane) => lane.length === 0);
  }

  /** A tab's port to this engine; messages in either direction take their turns. */
  port(tab: SimProcess, toTab: (message: ToTab) => ToTab): EnginePort {
    const up = this.#lane('to engine');
    const down = this.#lane('to tab');
    const far = mailbox<ToEngine>();
    const near = mailbox<ToTab>();
    let isOpen = true;
    const close = (): void => {
      isOpen = false;
    };
    const carry = <T>(lane: Lane, to: SimProcess, box: { take(message: T): void }) => ({
      post: (message: T): void => {
        if (!isOpen) return;
        const own = structuredClone(message);
        this.#note(lane.name, own);
        lane.push(() =>
          to.run(() => {
            if (isOpen) box.take(own);
          }),
        );
      },
      close,
    });
    const toTabs = carry<ToTab>(down, tab, near);
    const engineEnd: Port<ToTab, ToEngine> = {
      ...toTabs,
      post: (message) => toTabs.post(toTab(message)),
      listen: far.listen,
    };
    if (this.#engine) this.#engine.attach(engineEnd);
    else this.#waiting.push(engineEnd);
    return { ...carry<ToEngine>(up, this.process, far), listen: near.listen };
  }

  /** The worker is gone, in the middle of whatever it did. */
  async kill(): Promise<void> {
    this.process.kill();
    this.network.vanish();
    await this.#calls.journal.die();
    await this.#calls.store.die();
  }

  /** Steps down of its own accord: what it has is written. */
  async close(): Promise<void> {
    await this.#engine?.close();
  }

  #opened(engine: Engine, onEnded: () => void): void {
    void engine.ended.then(() => this.process.run(onEnded));
    this.#engine = engine;
    for (const port of this.#waiting.splice(0)) engine.attach(port);
  }

  #lane(name: string): Lane {
    const lane = this.process.lane(3, name);
    this.lanes.push(lane);
    return lane;
  }
}

/** Messages that come before anybody listens are kept. */
function mailbox<T>() {
  let listener: ((message: T) => void) | null = null;
  const early: T[] = [];
  return {
    take: (message: T): void => {
      if (listener) listener(message);
      else early.push(message);
    },
    listen: (next: (message: T) => void): void => {
      listener = next;
      for (const message of early.splice(0)) next(message);
    },
  };
}
