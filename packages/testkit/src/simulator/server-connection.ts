import type {
  Cursor,
  Delta,
  Goaway,
  Hello,
  Mutation,
  Pushed,
  Welcome,
} from '@frontdesk/core/sync-protocol';
import { HelloSchema, PushSchema } from '@frontdesk/core/sync-schemas';
import { greetReplica } from '@frontdesk/db/replica-store';
import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { Following } from '@frontdesk/sync/server/log-follower';
import { type NotConsumed, toldOf } from '@frontdesk/sync/server/not-consumed';
import { ReplicaFeed } from '@frontdesk/sync/server/replica-feed';
import { decidePaged, decideVersion } from '@frontdesk/sync/server/resume';
import { type Viewer, heldBefore } from '@frontdesk/sync/server/scope-filter';
import { type SyncAccess, readSyncAccess } from '@frontdesk/usecases/sync-access';
import type { SimMember } from './sim-executor.ts';
import type { SimGateway } from './sim-gateway.ts';

/** What a gateway says to one socket. */
export type ClientEnd = {
  delta(delta: Delta): void;
  goaway(goaway: Goaway): void;
  reset(reason: string): void;
  closed(): void;
};

type Answer<T> = (value: T) => void;

/**
 * One socket on a gateway: the product's `SyncConnection` without Socket.IO and presence, the same parts in the same order. What a client
 * says is checked by the same schemas.
 */
export class ServerConnection {
  readonly #gateway: SimGateway;
  readonly #member: SimMember;
  readonly #client: ClientEnd;
  readonly #stops: (() => void)[] = [];
  #following: Following | undefined;
  #feed: ReplicaFeed | undefined;
  #replicaId: string | undefined;
  #lastMid = 0;
  #greeting: Promise<void> = Promise.resolve();
  #pushing: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(gateway: SimGateway, member: SimMember, client: ClientEnd) {
    this.#gateway = gateway;
    this.#member = member;
    this.#client = client;
  }

  hello(hello: Hello, answer: Answer<Welcome>): void {
    this.#greeting = this.#greeting.then(() => this.#hello(hello, answer));
    this.#guard(this.#greeting);
  }

  push(mutations: readonly Mutation[], answer: Answer<Pushed>): void {
    if (!PushSchema.safeParse({ mutations }).success) return this.goAway('upgrade');
    this.#pushing = this.#pushing.then(async () => {
      const pushed = await this.#run(mutations);
      if (pushed) answer(pushed);
    });
    this.#guard(this.#pushing);
  }

  applied(to: number): void {
    this.#feed?.applied(to);
  }

  tick(): void {
    this.#feed?.pump();
  }

  recheckAccess(userId: string): void {
    if (userId === this.#member.userId) this.#feed?.recheckAccess();
  }

  goAway(reason: Goaway['reason'], spreadMs = 0): void {
    if (this.#isOver) return;
    this.#stop();
    this.#client.goaway({ reason, spreadMs });
    this.#client.closed();
  }

  /** The process or the line is gone: the client hears that the socket closed, if it hears anything. */
  end(): void {
    if (this.#isOver) return;
    this.#stop();
    this.#client.closed();
  }

  async #hello(given: Hello, answer: Answer<Welcome>): Promise<void> {
    const hello = HelloSchema.parse(given);
    if (decideVersion(hello) !== 'serve') return answer(this.#welcome({ mode: 'upgrade' }));
    this.#feed?.stop();
    this.#feed = undefined;
    const { workspaceId, userId } = this.#member;
    const db = this.#db;
    const replica = await db.withOrg(workspaceId, (tx) => greetReplica(tx, hello.replicaId));
    if (replica && replica.userId !== userId) return this.goAway('wrong_user');
    const access = await readSyncAccess(db, workspaceId, userId);
    if (!access) return this.goAway('revoked');
    this.#replicaId = hello.replicaId;
    this.#lastMid = replica?.lastMid ?? 0;
    const isForgotten = !replica && hello.nextMid > 1;
    const welcome = await this.#begin(hello, access, isForgotten ? { forked: true } : {});
    if (this.#isOver) return;
    answer(welcome);
    this.tick();
  }

  async #begin(hello: Hello, access: SyncAccess, more: Partial<Welcome>): Promise<Welcome> {
    const { head, scopes } = access;
    const following = await this.#follow();
    await following.mustFollow(head.epoch);
    const { cursor } = hello;
    const { log, deps } = this.#gateway;
    const decision = await decidePaged(hello, head, (seq) => log.tagAt(deps.workspaceId, seq));
    if (decision.mode === 'resume' && cursor !== null) {
      const viewer: Viewer = { userScope: access.membershipId, replicaId: hello.replicaId };
      const markers = await this.#markersBetween(following, cursor.seq, head.seq);
      this.#open(viewer, { ...cursor, held: heldBefore(scopes, markers, viewer) }, following);
    }
    return this.#welcome({
      ...decision,
      epoch: head.epoch,
      head: head.seq,
      lastMid: this.#lastMid,
      scopes: [...scopes],
      ...more,
    });
  }

  #open(
    viewer: Viewer,
    start: Cursor & { readonly held: ReadonlySet<string> },
    following: Following,
  ): void {
    const { workspaceId, userId } = this.#member;
    const { deps } = this.#gateway;
    const feed = new ReplicaFeed(viewer, start, {
      after: (seq) => following.after(seq),
      send: (delta) => this.#client.delta(delta),
      access: async () => {
        const access = await readSyncAccess(this.#db, workspaceId, userId);
        return access?.scopes ?? null;
      },
      end: (reason) => this.goAway(reason),
      onError: () => undefined,
      now: () => deps.scheduler.now,
    });
    this.#feed = feed;
    this.#stops.push(() => feed.stop());
    if (this.#isOver) feed.stop();
  }

  async #follow(): Promise<Following> {
    if (this.#following) return this.#following;
    const { follower, deps } = this.#gateway;
    const following = await follower.follow(deps.workspaceId, {
      onAdvance: () => this.#feed?.pump(),
      onReset: (reason) => {
        this.#feed?.stop();
        this.#feed = undefined;
        this.#client.reset(reason);
      },
    });
    if (this.#isOver) following.stop();
    this.#stops.push(following.stop);
    this.#following = following;
    return following;
  }

  /** The viewer's grants and revocations in (`from`, `to`] of the log. */
  async #markersBetween(following: Following, from: number, to: number): Promise<LogEntry[]> {
    const { log, deps } = this.#gateway;
    const markers: LogEntry[] = [];
    for (let seq = from; seq < to;) {
      const isInMemory = following.tail() >= to;
      const entries = await (isInMemory
        ? following.after(seq)
        : log.read(deps.workspaceId, seq, 2_000));
      const last = entries.at(-1);
      if (!last) throw new Error(`the log ends at ${seq} before ${to}`);
      seq = last.seq;
      markers.push(...entries.filter((entry) => entry.seq <= to && isMarker(entry)));
    }
    return markers;
  }

  /** Runs mutations until one cannot; undefined when the connection is over. */
  async #run(mutations: readonly Mutation[]): Promise<Pushed | undefined> {
    const replicaId = this.#replicaId;
    if (replicaId === undefined) return { lastMid: 0, retryAfter: 1_000 };
    for (const mutation of mutations) {
      if (this.#isOver) return undefined;
      const push = { mutation, member: this.#member, replicaId };
      const answer = await this.#gateway.executor.push(push);
      if (answer.kind !== 'consumed') return this.#notConsumed(answer);
      this.#lastMid = Math.max(this.#lastMid, mutation.mid);
      this.#gateway.hint();
    }
    return { lastMid: this.#lastMid };
  }

  #notConsumed(answer: NotConsumed): Pushed | undefined {
    const told = toldOf(answer, this.#lastMid);
    if ('pushed' in told) return told.pushed;
    this.goAway(told.goaway);
    return undefined;
  }

  get #db() {
    return this.#gateway.deps.postgres.as(this.#gateway.process);
  }

  #welcome(fields: Partial<Welcome> & Pick<Welcome, 'mode'>): Welcome {
    const serverTime = new Date(this.#gateway.deps.scheduler.now).toISOString();
    return { epoch: '', head: 0, lastMid: 0, scopes: [], serverTime, ...fields };
  }

  /** Whatever fails here fails for want of the database: the client comes again. */
  #guard(work: Promise<void>): void {
    work.catch(() => this.end());
  }

  #stop(): void {
    this.#isOver = true;
    this.#gateway.connections.delete(this);
    for (const stop of this.#stops.splice(0)) stop();
  }
}

const isMarker = ({ op }: LogEntry): boolean => op === 'grant' || op === 'revoke';
