import { createTabClient } from '@frontdesk/sync/client/tab-client';
import { LiveValue } from '@frontdesk/sync/client/live';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import type { EnginePort } from '@frontdesk/sync/tabs/engine-link';
import type { ToTab } from '@frontdesk/sync/tabs/tab-protocol';
import type { EngineHost } from './engine-host.ts';
import { SIM_MUTATIONS, type SimEntities, type SimMutationName } from './sim-mutations.ts';
import { SimProcess, type Machine } from './sim-process.ts';
import { allItems, allNotes, SIM_RULES } from './sim-rules.ts';
import type { Witness } from './witness.ts';

type Client = SyncClient<SimEntities, typeof SIM_MUTATIONS>;

export type TabOptions = {
  readonly machine: Machine;
  readonly user: string;
  readonly browser: string;
  readonly witness: Witness;
  readonly toTab: (message: ToTab) => ToTab;
};

/** One page: what its user sees and does. */
export class SimTab {
  readonly name: string;
  readonly process: SimProcess;
  readonly client: Client;
  readonly #options: TabOptions;
  readonly #holds = new Map<string, () => void>();
  #onLeader: ((port: EnginePort) => void) | undefined;
  #port: EnginePort | undefined;

  constructor(options: TabOptions, host: EngineHost | undefined) {
    const { machine, user, witness } = options;
    this.#options = options;
    this.name = machine.ids.next();
    this.process = new SimProcess(machine);
    this.client = createTabClient<SimEntities, typeof SIM_MUTATIONS>({
      link: {
        follow: (onLeader) => {
          this.#onLeader = onLeader;
        },
        close: () => this.#port?.close(),
      },
      clock: this.process.clock,
      mutations: SIM_MUTATIONS,
      indexes: [allItems, allNotes],
      rules: SIM_RULES,
      identity: { user },
      build: 'sim',
      onRefused: () => undefined,
      visible: new LiveValue(true),
    });
    this.client.pending.subscribe(() => {
      if (this.process.isDead) return;
      for (const item of this.client.pending.get()) if (item.saved) witness.saved(item.uid);
    });
    if (host) this.follow(host);
  }

  get held(): readonly string[] {
    return [...this.#holds.keys()];
  }

  follow(host: EngineHost): void {
    this.#port?.close();
    this.#port = host.port(this.process, this.#options.toTab);
    this.#onLeader?.(this.#port);
  }

  mutate(name: SimMutationName, args: never): string {
    const { witness, browser } = this.#options;
    const { uid, settled } = this.client.mutate(name, args);
    witness.made({ uid, name, args, browser, tab: this.name });
    witness.note(browser, 'does', { uid, name, args, tab: this.name });
    settled.then(
      (result) => this.process.run(() => witness.told(uid, result)),
      () => undefined,
    );
    return uid;
  }

  withdraw(uid: string): void {
    this.#options.witness.withdrawn(uid);
    this.client.withdraw(uid);
  }

  dismiss(uid: string): void {
    this.#options.witness.dismissed(uid);
    this.client.dismiss(uid);
  }

  hold(item: string): void {
    if (!this.#holds.has(item)) {
      this.#holds.set(
        item,
        this.client.hold(item).subscribe(() => undefined),
      );
    }
  }

  release(item: string): void {
    this.#holds.get(item)?.();
    this.#holds.delete(item);
  }

  /** Closed by the user, or crashed: the difference is whether it can say goodbye. */
  async end(isCrash: boolean): Promise<void> {
    if (!isCrash) void this.client.close();
    this.process.kill();
    this.#port?.close();
  }
}
