import type { ToTab } from '@frontdesk/sync/tabs/tab-protocol';
import { EngineHost, type ClientParts } from './engine-host.ts';
import type { GatewaySource } from './sim-network.ts';
import { SimNetwork } from './sim-network.ts';
import { JournalDisk } from '@frontdesk/sync/engine/memory-journal';
import type { Machine } from './sim-process.ts';
import type { SimMember } from './sim-executor.ts';
import type { StoreDisk } from './sim-store.ts';
import { SimTab } from './sim-tab.ts';
import type { Witness } from './witness.ts';

export type BrowserOptions = {
  readonly name: string;
  readonly machine: Machine;
  readonly member: SimMember;
  readonly gateways: GatewaySource;
  readonly witness: Witness;
  readonly disk: StoreDisk;
  readonly journal?: JournalDisk;
  readonly parts: ClientParts;
  /** Is its user no member at present? */
  readonly isInactive: () => boolean;
};

/** How long tabs take to notice that nobody leads, and to agree on who does, in milliseconds. */
const ELECTION_MS = 400;

/** One user's browser: its tabs, the engine that leads them, engines that believe that they still do, and two disks. */
export class SimBrowser {
  readonly options: BrowserOptions;
  readonly journal: JournalDisk;
  readonly tabs: SimTab[] = [];
  leader: EngineHost | undefined;
  readonly zombies: EngineHost[] = [];
  /** Another browser was made of its profile, or it of another's: until they notice, they share their numbers. */
  isCopied = false;
  isOffline = false;
  isSignedOut = false;
  readonly #networkListeners = new Set<(online: boolean) => void>();
  #isElecting = false;

  constructor(options: BrowserOptions) {
    this.options = options;
    this.journal = options.journal ?? new JournalDisk();
  }

  openTab(): SimTab {
    const { machine, member, name, witness, parts } = this.options;
    const toTab = (message: ToTab): ToTab => {
      if (message.type === 'not_saved') witness.notSaved(message.uid);
      return parts.toTab?.(message) ?? message;
    };
    const tab = new SimTab(
      { machine, user: member.userId, browser: name, witness, toTab },
      this.leader,
    );
    this.tabs.push(tab);
    this.elect();
    return tab;
  }

  /** The leading engine dies with its tab when it lives in that one. */
  async closeTab(tab: SimTab, isCrash: boolean): Promise<void> {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    await tab.end(isCrash);
    if (this.tabs.length === 0) await this.killLeader();
  }

  /** Whoever waits for the lock has it when the leader is gone. */
  elect(): void {
    if (this.leader || this.#isElecting || this.tabs.length === 0) return;
    this.#isElecting = true;
    const { scheduler, chance } = this.options.machine;
    scheduler.after(chance.below(ELECTION_MS), () => {
      this.#isElecting = false;
      if (!this.leader && this.tabs.length > 0) this.#lead();
    });
  }

  async killLeader(): Promise<void> {
    const { leader } = this;
    this.leader = undefined;
    if (leader) {
      await leader.kill();
      await this.options.disk.crash();
    }
    this.elect();
  }

  /** Its lock is stolen while it is frozen, or merely slow: two engines believe that they lead. */
  replaceLeader(freezes: boolean): void {
    const { leader } = this;
    if (!leader || this.tabs.length === 0) return;
    if (freezes) leader.process.freeze();
    this.zombies.push(leader);
    this.#lead();
  }

  thaw(): void {
    for (const zombie of this.zombies) zombie.process.thaw();
  }

  async buryZombies(): Promise<void> {
    for (const zombie of this.zombies.splice(0)) await zombie.kill();
  }

  /** Whether the disk takes anything that is new. */
  get isFull(): boolean {
    return this.journal.failure !== null;
  }

  setFull(isFull: boolean): void {
    this.journal.failure = isFull ? new Error('QuotaExceededError') : null;
  }

  setOffline(isOffline: boolean): void {
    if (this.isOffline === isOffline) return;
    this.isOffline = isOffline;
    if (isOffline) this.cut();
    for (const listener of this.#networkListeners) listener(!isOffline);
  }

  cut(): void {
    this.leader?.network.cut();
    for (const zombie of this.zombies) zombie.network.cut();
  }

  get #isRefused(): boolean {
    return this.isSignedOut || this.options.isInactive();
  }

  #lead(): void {
    const { machine, disk, parts } = this.options;
    const host: EngineHost = new EngineHost({
      machine,
      disk,
      parts,
      note: (what, details) => this.options.witness.note(this.options.name, what, details),
      onForgotten: (uids) => this.options.witness.forgotten(uids),
      network: this.#network(),
      journal: this.journal,
      renewSession: () => {
        if (this.isOffline) return Promise.resolve('unreachable');
        return Promise.resolve(this.#isRefused ? 'signed_out' : 'renewed');
      },
      onEnded: () => {
        if (this.leader === host) void this.killLeader();
      },
      watchNetwork: (listener) => {
        this.#networkListeners.add(listener);
        return () => void this.#networkListeners.delete(listener);
      },
    });
    this.leader = host;
    this.options.witness.note(this.options.name, 'leads', this.journal.image?.term);
    for (const tab of this.tabs) tab.follow(host);
  }

  #network(): SimNetwork {
    const { machine, member, gateways, witness } = this.options;
    return new SimNetwork({
      scheduler: machine.scheduler,
      chance: machine.chance,
      member,
      gateways,
      isOffline: () => this.isOffline,
      isSignedOut: () => this.#isRefused,
      witness,
      name: this.options.name,
    });
  }
}
