import type { ChangeLog } from '@frontdesk/sync/server/change-log';
import { Chance } from './chance.ts';
import type { ClientParts } from './engine-host.ts';
import type { PostgresSessions } from './postgres-sessions.ts';
import { Scheduler } from './scheduler.ts';
import { backUp, restore } from './server-schema.ts';
import { leaksSent } from './server-state.ts';
import { SimBrowser } from './sim-browser.ts';
import { SimGateway, type ServerParts } from './sim-gateway.ts';
import { SimIds } from './sim-ids.ts';
import type { SimTab } from './sim-tab.ts';
import { SIM_RULES } from './sim-rules.ts';
import { MemoryStoreDisk, type StoreDisk } from './sim-store.ts';
import { createSimWorkspace, type SimWorkspace } from './sim-workspace.ts';
import { SteppedPostgres } from './stepped-postgres.ts';
import type { Process } from './stepped-transaction.ts';
import type { Trace } from './trace.ts';
import { Witness } from './witness.ts';

/** Parts of the product that a test replaces by broken ones. */
export type Parts = { readonly server?: ServerParts; readonly client?: ClientParts };

export type WorldOptions = {
  readonly seed: number;
  readonly sessions: PostgresSessions;
  readonly changeLog: ChangeLog;
  readonly parts?: Parts;
  /** What browsers keep their rows in, made anew for each run; by default memory that outlives its process. */
  readonly disks?: () => (chance: Chance) => StoreDisk;
  /** Is told everything that happens; by default nobody is. */
  readonly trace?: Trace;
};

const GATEWAYS = 2;
/** A hint is lost this often: the tailers' poll finds what it told of. */
const LOST_HINTS = 0.1;
/** Clocks of browsers are wrong by up to two hours. */
const MOST_SKEW_MS = 2 * 3_600_000;

/** A workspace on a real Postgres, gateways, and a few browsers, all of which move when the seed says so. */
export class World {
  readonly options: WorldOptions;
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  readonly ids: SimIds;
  readonly witness = new Witness();
  readonly postgres: SteppedPostgres;
  readonly workspace: SimWorkspace;
  readonly browsers: SimBrowser[] = [];
  gateways: SimGateway[] = [];
  /** Programs that write beside the gateways. */
  readonly outside: Process = { name: 'outside', isDead: false };
  /** Items that were ever there. */
  readonly items: string[];
  /** How often the workspace was set back, and whether servers noticed each time. */
  restores = 0;
  isBackedUp = false;
  hasUnnoticedRestore = false;
  readonly #newDisk: (chance: Chance) => StoreDisk;
  /** What was found to be wrong before the end. */
  readonly problems: string[] = [];
  readonly inactive = new Set<string>();
  /** Writes of memberships that are under way. */
  admissions = 0;

  private constructor(options: WorldOptions, workspace: SimWorkspace, ids: SimIds) {
    this.options = options;
    this.chance = new Chance(options.seed);
    this.#newDisk = options.disks?.() ?? ((chance) => new MemoryStoreDisk(SIM_RULES, chance));
    this.scheduler = new Scheduler(this.chance, options.trace);
    this.workspace = workspace;
    this.items = [...workspace.items];
    this.ids = ids;
    const { scheduler, chance } = this;
    const { sessions, trace } = options;
    this.postgres = new SteppedPostgres({ scheduler, chance, sessions, trace });
    if (trace) this.witness.listener = (who, what, details) => trace.add(who, what, details);
    for (let at = 0; at < GATEWAYS; at += 1) this.startGateway();
    const browsers = 2 + this.chance.below(3);
    for (let at = 0; at < browsers; at += 1) this.addBrowser();
  }

  static async open(options: WorldOptions): Promise<World> {
    const ids = new SimIds(options.seed);
    return new World(options, await createSimWorkspace(options.sessions, ids), ids);
  }

  get tabs(): readonly SimTab[] {
    return this.browsers.flatMap(({ tabs }) => tabs);
  }

  addBrowser(like?: SimBrowser): SimBrowser {
    const { chance, scheduler, ids, workspace, witness, options } = this;
    const member = like?.options.member ?? chance.pick(workspace.members);
    const skew = Math.floor((chance.next() * 2 - 1) * MOST_SKEW_MS);
    const browser = new SimBrowser({
      name: `browser ${this.browsers.length + 1}`,
      machine: { scheduler, chance, ids, skew },
      member,
      gateways: () => this.gateways,
      witness,
      disk: this.#newDisk(chance),
      parts: options.parts?.client ?? {},
      isInactive: () => this.inactive.has(member.userId),
      ...(like ? { journal: like.journal.copy() } : {}),
    });
    for (const copied of like ? [browser, like] : []) copied.isCopied = true;
    this.browsers.push(browser);
    browser.openTab();
    return browser;
  }

  startGateway(): SimGateway {
    const { postgres, scheduler, workspace, options } = this;
    const gateway = new SimGateway(
      {
        postgres,
        scheduler,
        workspaceId: workspace.id,
        changeLog: options.changeLog,
        publish: () => this.publish(),
        parts: options.parts?.server ?? {},
      },
      `gateway ${this.gateways.length + 1}`,
    );
    this.gateways = [...this.gateways, gateway];
    return gateway;
  }

  async killGateway(gateway: SimGateway): Promise<void> {
    this.gateways = this.gateways.filter((one) => one !== gateway);
    await gateway.kill();
  }

  /** The bus tells every gateway that the log grew, each in its time, or not at all. */
  publish(): void {
    for (const gateway of this.gateways) {
      if (!this.chance.flip(LOST_HINTS)) this.scheduler.lane(2, 'hint').push(() => gateway.hint());
    }
  }

  publishAccess(userId: string): void {
    for (const gateway of this.gateways) {
      if (!this.chance.flip(LOST_HINTS)) {
        this.scheduler.lane(2, 'access').push(() => gateway.accessChanged(userId));
      }
    }
  }

  async backUp(): Promise<void> {
    await backUp(this.options.sessions, this.workspace.id);
    this.isBackedUp = true;
  }

  /** Every connection breaks; the gateways may live through it when the server notices what happened. */
  async restore(mintsEpoch: boolean): Promise<void> {
    this.problems.push(...(await leaksSent(this)));
    await this.postgres.breakAll();
    if (!mintsEpoch || this.chance.flip(0.5)) {
      for (const gateway of this.gateways) await this.killGateway(gateway);
      for (let at = 0; at < GATEWAYS; at += 1) this.startGateway();
    }
    await restore(this.options.sessions, this.workspace.id, mintsEpoch);
    this.restores += 1;
    if (!mintsEpoch) this.hasUnnoticedRestore = true;
  }

  /** The log forgets what is older than a place of late: whoever is behind it begins anew. */
  async raiseFloor(): Promise<void> {
    this.problems.push(...(await leaksSent(this)));
    const { control } = this.options.sessions;
    const { id } = this.workspace;
    const back = this.chance.below(10);
    await control.query(`begin;
      update sync_workspace set floor = greatest(floor, head - ${back}) where workspace_id = '${id}';
      delete from sync_change c using sync_workspace w
        where w.workspace_id = '${id}' and c.workspace_id = w.workspace_id and c.seq <= w.floor;
      commit`);
  }

  /** Nothing of this world goes on after it. */
  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.kill();
    for (const browser of this.browsers) {
      await browser.buryZombies();
      await browser.leader?.kill();
      await browser.options.disk.close();
    }
    await this.postgres.kill(this.outside);
  }
}
