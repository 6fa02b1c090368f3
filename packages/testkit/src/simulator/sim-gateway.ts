import type { ChangeLog } from '@frontdesk/sync/server/change-log';
import { LogFollower } from '@frontdesk/sync/server/log-follower';
import type { PageAnswer, PageRequest } from '@frontdesk/sync/engine/page-source';
import { ServerConnection, type ClientEnd } from './server-connection.ts';
import { SimExecutor, type SimMember } from './sim-executor.ts';
import { simPage } from './sim-pages.ts';
import type { SteppedPostgres } from './stepped-postgres.ts';
import type { Process } from './stepped-transaction.ts';
import type { Scheduler } from './scheduler.ts';

/** What all gateways of a world share. */
export type GatewayDeps = {
  readonly postgres: SteppedPostgres;
  readonly scheduler: Scheduler;
  readonly workspaceId: string;
  /** Reads the log past the scheduler; each read takes its turn here. */
  readonly changeLog: ChangeLog;
  /** A commit has made the log grow. */
  readonly publish: () => void;
  readonly parts: ServerParts;
};

/** Where a broken part can be planted in the place of the product's. */
export type ServerParts = {
  readonly Executor?: typeof SimExecutor;
  readonly log?: (log: ChangeLog) => ChangeLog;
  readonly clientEnd?: (client: ClientEnd) => ClientEnd;
  /** Is a change of access told to gateways, and read by them? */
  readonly ignoresAccess?: boolean;
};

/** One gateway process: everything in it dies at once. */
export class SimGateway {
  readonly deps: GatewayDeps;
  readonly process: Process;
  readonly log: ChangeLog;
  readonly follower: LogFollower;
  readonly executor: SimExecutor;
  readonly connections = new Set<ServerConnection>();
  readonly #endTicks: () => void;

  constructor(deps: GatewayDeps, name: string) {
    this.deps = deps;
    this.process = { name, isDead: false };
    const stepped = this.#stepped(deps.changeLog);
    this.log = deps.parts.log?.(stepped) ?? stepped;
    const whileAlive = (ms: number, callback: () => void): (() => void) =>
      deps.scheduler.after(ms, () => {
        if (!this.process.isDead) callback();
      });
    this.follower = new LogFollower(this.log, () => undefined, whileAlive);
    const Executor = deps.parts.Executor ?? SimExecutor;
    this.executor = new Executor(deps.postgres.as(this.process), deps.publish);
    this.#endTicks = this.#tickEverySecond();
  }

  connect(member: SimMember, client: ClientEnd): ServerConnection {
    const end = this.deps.parts.clientEnd?.(client) ?? client;
    const connection = new ServerConnection(this, member, end);
    this.connections.add(connection);
    return connection;
  }

  page(member: SimMember, request: PageRequest): Promise<PageAnswer> {
    const { postgres, scheduler } = this.deps;
    const now = (): Date => new Date(scheduler.now);
    return simPage({ postgres, process: this.process, now }, member, request);
  }

  hint(): void {
    if (!this.process.isDead) this.follower.hint(this.deps.workspaceId);
  }

  /** The bus says that somebody's rights may have changed. */
  accessChanged(userId: string): void {
    if (this.process.isDead || this.deps.parts.ignoresAccess) return;
    for (const connection of this.connections) connection.recheckAccess(userId);
  }

  /** Dies without a word. */
  async kill(): Promise<void> {
    this.#endTicks();
    this.follower.stop();
    const ends = [...this.connections];
    this.connections.clear();
    await this.deps.postgres.kill(this.process);
    for (const connection of ends) connection.end();
  }

  /** A deploy: clients are asked to come back elsewhere. */
  drain(): void {
    for (const connection of this.connections) connection.goAway('drain', 2_000);
  }

  #stepped(log: ChangeLog): ChangeLog {
    const { postgres } = this.deps;
    const once = <T>(work: () => Promise<T>): Promise<T> => postgres.once(this.process, work);
    return {
      head: (id) => once(() => log.head(id)),
      read: (id, after, limit) => once(() => log.read(id, after, limit)),
      tagAt: (id, seq) => once(() => log.tagAt(id, seq)),
    };
  }

  /** What time alone makes due: empty frames. */
  #tickEverySecond(): () => void {
    let cancel = (): void => undefined;
    const tick = (): void => {
      for (const connection of this.connections) connection.tick();
      cancel = this.deps.scheduler.after(1_000, tick);
    };
    cancel = this.deps.scheduler.after(1_000, tick);
    return () => cancel();
  }
}
