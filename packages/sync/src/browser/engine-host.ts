import type { Clock } from '../engine/clock.ts';
import { systemClock } from '../engine/system-clock.ts';
import type { Journal } from '../engine/journal.ts';
import type { LocalStore } from '../store/local-store.ts';
import { Election } from '../tabs/election.ts';
import { HOST_BEAT_MS, tabLock, type FromHost, type ToHost } from '../tabs/host-protocol.ts';
import { LeaderPort } from '../tabs/leader-port.ts';
import type { Port } from '../tabs/port.ts';
import type { PortFrame } from '../tabs/port-frame.ts';
import { radio } from '../tabs/radio.ts';
import type { ToEngine, ToTab } from '../tabs/tab-protocol.ts';
import { tabsChannel, type TabsSaid } from '../tabs/tabs-said.ts';
import { wireOver, type Wire } from '../tabs/wire.ts';
import { claimAloneOwner } from './abandoned-journals.ts';
import { Fence } from './fence.ts';
import { openJournal } from './open-journal.ts';
import { WatchedJournal } from './watched-journal.ts';

/** What the app's worker needs to open the engine of whoever leads. */
export type EngineSeat = {
  readonly owner: string;
  readonly build: string;
  /** As the page gave them. */
  readonly settings: unknown;
  readonly journal: Journal;
  /** Every tab works alone here, for want of Web Locks: a store that only one may open must not be used. */
  readonly isAlone: boolean;
  /** Keeps a leader that slept from writing: to be put around every store. */
  readonly fenced: (store: LocalStore) => LocalStore;
};

export type HostedEngine = {
  attach(port: Port<ToTab, ToEngine>): void;
  /** leaving: the user goes too, rather than another leader coming. */
  close(why: 'hand_over' | 'leaving'): Promise<void>;
};

export type EngineOpener = (seat: EngineSeat) => Promise<HostedEngine>;

/** The part of a dedicated worker's global scope that this needs. */
export type WorkerScope = {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  close(): void;
};

/** What an engine worker runs: waits until it leads, opens journal and engine then, and serves every tab. */
export function runEngineHost(
  scope: WorkerScope,
  openEngine: EngineOpener,
  clock: Clock = systemClock,
): void {
  const page = wireOver<FromHost>(scope);
  let host: EngineHost | null = null;
  scope.addEventListener('message', ({ data, ports }: MessageEvent<ToHost>) => {
    if (data.op === 'start') host ??= new EngineHost({ page, start: data, openEngine, clock });
    else host?.take(data, ports);
  });
}

type Start = Extract<ToHost, { readonly op: 'start' }>;
type HostParts = {
  readonly page: Wire<FromHost>;
  readonly start: Start;
  readonly openEngine: EngineOpener;
  readonly clock: Clock;
};
type Peer = { readonly tab: string; readonly wire: Wire<PortFrame> };

class EngineHost {
  readonly #page: Wire<FromHost>;
  readonly #start: Start;
  readonly #openEngine: EngineOpener;
  readonly #clock: Clock;
  readonly #locks: LockManager | undefined = navigator.locks;
  readonly #tabs: Wire<TabsSaid>;
  readonly #election: Election | null;
  readonly #ports = new Map<string, LeaderPort>();
  /** Channels that were asked for while the engine opens. */
  #early: Peer[] = [];
  #led: { readonly engine: HostedEngine; readonly term: number } | null = null;
  #fence: Fence | null = null;

  constructor({ page, start, openEngine, clock }: HostParts) {
    this.#page = page;
    this.#start = start;
    this.#openEngine = openEngine;
    this.#clock = clock;
    this.#tabs = radio(tabsChannel(start.owner));
    this.#tabs.hear((said) => {
      if (said.op !== 'want' || !this.#led) return;
      this.#serve({ tab: said.tab, wire: radio(said.channel) });
    });
    this.#beatOn();
    this.#election = this.#locks ? this.#candidate(this.#locks) : null;
    if (!this.#election) void this.#lead();
  }

  take(said: Exclude<ToHost, Start>, ports: readonly MessagePort[]): void {
    switch (said.op) {
      case 'visible':
        this.#election?.seen(said.visible);
        if (said.visible) this.#check();
        return;
      case 'peer':
        if (ports[0]) this.#serve({ tab: said.tab, wire: wireOver(ports[0]) });
        return;
      case 'close':
        void this.#close(this.#ports.size > 1 ? 'hand_over' : 'leaving').finally(() =>
          this.#end({ op: 'closed' }),
        );
    }
  }

  #candidate(locks: LockManager): Election {
    const { owner, build, visible, isMeek } = this.#start;
    return new Election({
      owner,
      build,
      visible,
      isMeek,
      clock: this.#clock,
      locks,
      wire: this.#tabs,
      lead: () => void this.#lead(),
      check: () => this.#check(),
      handOver: () => this.#close('hand_over'),
      standDown: () => this.#end({ op: 'over' }),
      outdated: (newer) => this.#page.say({ op: 'outdated', build: newer }),
    });
  }

  async #lead(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      console.error('the engine could not be opened', error);
      this.#end({ op: 'failed', reason: String(error) });
    }
  }

  async #open(): Promise<void> {
    const { owner, build, settings, tab } = this.#start;
    const isAlone = this.#locks === undefined;
    const journalOwner = isAlone ? await claimAloneOwner(owner, tab) : owner;
    const journal = new WatchedJournal(await openJournal(journalOwner), () => this.#fenced());
    const fence = new Fence(journal, this.#clock);
    this.#fence = fence;
    const fenced = (store: LocalStore): LocalStore => fence.around(store);
    const engine = await this.#openEngine({ owner, build, settings, journal, isAlone, fenced });
    const term = journal.term ?? 0;
    this.#led = { engine, term };
    this.#election?.opened(term);
    this.#page.say({ op: 'leading', term });
    for (const peer of this.#early) this.#serve(peer);
    this.#early = [];
  }

  #serve(peer: Peer): void {
    if (!this.#led) {
      this.#early.push(peer);
      return;
    }
    const { tab, wire } = peer;
    const former = this.#ports.get(tab);
    const port = new LeaderPort(wire, this.#led.term);
    this.#ports.set(tab, port);
    this.#led.engine.attach(port);
    if (former) former.gone();
    else void this.#awaitEndOf(tab);
  }

  /** The tab holds a lock of its name while it lives: it is granted to us when the tab is gone, however it went. */
  async #awaitEndOf(tab: string): Promise<void> {
    await this.#locks?.request(tabLock(tab), { mode: 'shared' }, () => {
      this.#ports.get(tab)?.gone();
      this.#ports.delete(tab);
    });
  }

  #check(): void {
    this.#fence?.check().catch(() => {
      // What a failure means is the journal's to say: a term that is over comes to `#fenced`.
    });
  }

  #fenced(): void {
    if (this.#election) this.#election.fenced();
    else this.#end({ op: 'over' });
  }

  async #close(why: 'hand_over' | 'leaving'): Promise<void> {
    const led = this.#led;
    this.#led = null;
    await led?.engine.close(why);
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  /** The last thing that this worker says; nothing that it has begun goes on. */
  #end(said: FromHost): void {
    this.#page.say(said);
    this.#page.close();
  }

  #beatOn(): void {
    this.#page.say({ op: 'beat' });
    this.#clock.after(HOST_BEAT_MS, () => this.#beatOn());
  }
}
