import type {
  Goaway,
  Hello,
  Mutation,
  Pushed,
  SyncClientEvents,
  SyncServerEvents,
  Welcome,
} from '@frontdesk/core/sync-protocol';
import {
  AppliedSchema,
  HelloSchema,
  PresenceSaySchema,
  PushSchema,
} from '@frontdesk/core/sync-schemas';
import { coalesced } from '@frontdesk/sync/server/coalesced';
import type { Following } from '@frontdesk/sync/server/log-follower';
import { type NotConsumed, toldOf } from '@frontdesk/sync/server/not-consumed';
import { type FeedStart, ReplicaFeed } from '@frontdesk/sync/server/replica-feed';
import { decideVersion } from '@frontdesk/sync/server/resume';
import type { Viewer } from '@frontdesk/sync/server/scope-filter';
import { Turns } from '@frontdesk/sync/server/turns';
import { type Principal, actorOf } from '@frontdesk/usecases/auth/authenticate';
import type { Actor } from '@frontdesk/usecases/mutation-handler';
import { type SyncAccess, readSyncAccess } from '@frontdesk/usecases/sync-access';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { Device } from '../presence/presence-hub.ts';
import { sendDelta } from './encoded-delta.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { originOfHandshake } from './handshake-origin.ts';
import { placeInLog } from './place-in-log.ts';

export type SyncSocket = Socket<
  SyncClientEvents,
  SyncServerEvents,
  DefaultEventsMap,
  { principal: Principal }
>;

/** One browser on `/sync`: says hello, follows the log from its cursor, pushes its queue. */
export class SyncConnection {
  readonly #deps: GatewayDeps;
  readonly #socket: SyncSocket;
  readonly #principal: Principal;
  readonly #actor: Actor;
  readonly #stops: (() => void)[] = [];
  #following: Following | undefined;
  #feed: ReplicaFeed | undefined;
  #replicaId: string | undefined;
  #lastMid = 0;
  /** A client that says hello again gets one feed, not two. */
  readonly #hellos = new Turns(HELLOS);
  /** Pushes run one after another, in the order in which they came. */
  readonly #pushes = new Turns(PUSHES);
  #isWatching = false;
  #isOver = false;

  constructor(deps: GatewayDeps, socket: SyncSocket) {
    this.#deps = deps;
    this.#socket = socket;
    this.#principal = socket.data.principal;
    this.#actor = actorOf(this.#principal, originOfHandshake(socket.handshake, deps.settings));
    socket.on('hello', (hello, answer) => {
      const greeting = this.#hellos.take(() => this.#hello(hello, answer));
      if (greeting) this.#guard(greeting);
      else this.goAway('drain', CROWDED_MS);
    });
    socket.on('applied', (applied) => this.#applied(applied));
    socket.on('push', (push, answer) => this.#push(push, answer));
    let said: unknown;
    // One at a time: of what is said while something is looked up only the last counts.
    const say = coalesced(
      () => this.#say(said),
      (error) => this.#fail(error),
    );
    socket.on('presence', (given) => {
      said = given;
      say();
    });
    socket.on('disconnect', () => this.#stop());
    this.#stops.push(this.#watchSession());
  }

  get socket(): SyncSocket {
    return this.#socket;
  }

  /** Looks whether anything is to be sent that time alone makes due. */
  tick(): void {
    this.#feed?.pump();
  }

  /** Asks the client to come back somewhere within so many milliseconds; it closes the socket itself. */
  sendElsewhere(spreadMs: number): void {
    if (!this.#isOver) this.#socket.emit('goaway', { reason: 'drain', spreadMs });
  }

  /** Says why, and closes. */
  goAway(reason: Goaway['reason'], spreadMs = 0): void {
    if (this.#isOver) return;
    const device = this.#device();
    // Who may not be here any more is not shown as if about to come back.
    if (device && reason !== 'drain') this.#deps.presence.leave(device);
    this.#stop();
    this.#socket.emit('goaway', { reason, spreadMs });
    this.#socket.disconnect(true);
  }

  get #organizationId(): string {
    return this.#principal.member.organizationId;
  }

  #watchSession(): () => void {
    return this.#deps.sessions.watch({
      userId: this.#principal.member.userId,
      sessionId: this.#principal.sessionId,
      end: () => this.goAway('revoked'),
      recheck: () => this.#feed?.recheckAccess(),
    });
  }

  async #hello(given: unknown, answer: unknown): Promise<void> {
    if (!isAnswer<Welcome>(answer)) return this.goAway('upgrade');
    const hello = HelloSchema.safeParse(given);
    const version = hello.success ? decideVersion(hello.data) : 'upgrade';
    if (version === 'elsewhere') return this.goAway('drain', NEWER_CLIENT_SPREAD_MS);
    if (!hello.success || version === 'upgrade') {
      return answer(this.#welcome({ mode: 'upgrade' }));
    }
    const { replicaId } = hello.data;
    this.#feed?.stop();
    this.#feed = undefined;
    const { userId } = this.#principal.member;
    const following = await this.#follow();
    const replica = await this.#deps.greeter.greet(this.#organizationId, replicaId);
    if (replica && replica.userId !== userId) return this.goAway('wrong_user');
    const access = await this.#access(hello.data.cursor?.seq ?? 0);
    if (!access) return this.goAway('revoked');
    await following.mustFollow(access.head.epoch);
    this.#replicaId = replicaId;
    this.#lastMid = replica?.lastMid ?? 0;
    // Rule 26: a replica that was forgotten starts anew under another id and keeps the uids of its work.
    const isForgotten = !replica && hello.data.nextMid > 1;
    answer(
      await this.#begin(
        { hello: hello.data, access, following },
        isForgotten ? { forked: true } : {},
      ),
    );
    this.tick();
    this.#watchPresence();
  }

  /** What the member may see at the tail of the log, if that has come to a cursor's seq; else as the database says. */
  async #access(from: number): Promise<SyncAccess | null> {
    const { userId } = this.#principal.member;
    const known = await this.#deps.access.atTail(this.#organizationId, userId, from);
    return known === undefined
      ? readSyncAccess(this.#deps.db, this.#organizationId, userId)
      : known;
  }

  async #begin(
    asked: { readonly hello: Hello; readonly access: SyncAccess; readonly following: Following },
    more: Partial<Welcome>,
  ): Promise<Welcome> {
    const { head, scopes } = asked.access;
    const workspaceId = this.#organizationId;
    const { decision, viewer, start } = await placeInLog(this.#deps.changeLog, {
      workspaceId,
      ...asked,
    });
    if (start && !this.#isOver) this.#feed = this.#openFeed(viewer, start, asked.following);
    return this.#welcome({
      ...decision,
      epoch: head.epoch,
      head: head.seq,
      lastMid: this.#lastMid,
      scopes: [...scopes],
      ...more,
    });
  }

  #openFeed(viewer: Viewer, start: FeedStart, following: Following): ReplicaFeed {
    const feed = new ReplicaFeed(viewer, start, {
      after: (seq) => following.after(seq),
      send: (delta) => sendDelta(this.#socket, delta),
      access: async () => {
        const { userId } = this.#principal.member;
        return (await readSyncAccess(this.#deps.db, this.#organizationId, userId))?.scopes ?? null;
      },
      end: (reason) => this.goAway(reason),
      onError: (error) => this.#deps.log.warn({ error: String(error) }, 'feed'),
      now: () => this.#deps.now().getTime(),
    });
    this.#stops.push(() => feed.stop());
    return feed;
  }

  async #follow(): Promise<Following> {
    if (this.#following) return this.#following;
    const following = await this.#deps.follower.follow(this.#organizationId, {
      onAdvance: () => this.#feed?.pump(),
      onReset: (reason) => {
        this.#feed?.stop();
        this.#feed = undefined;
        this.#socket.emit('reset', { reason });
      },
    });
    if (this.#isOver) following.stop();
    this.#stops.push(following.stop);
    this.#following = following;
    return following;
  }

  #applied(given: unknown): void {
    const applied = AppliedSchema.safeParse(given);
    if (applied.success) this.#feed?.applied(applied.data.to);
  }

  #push(given: unknown, answer: unknown): void {
    const push = PushSchema.safeParse(given);
    // A client of ours never says such things; an old one is to be replaced, not half understood.
    if (!push.success || !isAnswer<Pushed>(answer)) return this.goAway('upgrade');
    const pushing = this.#pushes.take(async () => {
      const pushed = await this.#run(push.data.mutations);
      if (pushed) answer(pushed);
    });
    if (pushing) this.#guard(pushing);
    else answer({ lastMid: this.#lastMid, retryAfter: CROWDED_MS });
  }

  /** Runs mutations until one cannot; undefined when the connection is over. */
  async #run(mutations: readonly Mutation[]): Promise<Pushed | undefined> {
    const replicaId = this.#replicaId;
    if (replicaId === undefined) return { lastMid: 0, retryAfter: 1_000 };
    for (const { mid, uid, name, version, args, after, resent } of mutations) {
      if (this.#isOver) return undefined;
      const answer = await this.#deps.executor.push({
        name,
        version,
        args,
        uid,
        actor: this.#actor,
        replica: { replicaId, mid },
        ...(after ? { after } : {}),
        ...(resent ? { resent } : {}),
      });
      if (answer.kind !== 'consumed') return this.#notConsumed(answer);
      this.#lastMid = Math.max(this.#lastMid, mid);
    }
    return { lastMid: this.#lastMid };
  }

  #notConsumed(answer: NotConsumed): Pushed | undefined {
    const told = toldOf(answer, this.#lastMid);
    if ('pushed' in told) return told.pushed;
    this.goAway(told.goaway);
    return undefined;
  }

  async #say(given: unknown): Promise<void> {
    const say = PresenceSaySchema.safeParse(given);
    if (!say.success || !this.#feed) return;
    const { conversationId, activity, leaving } = say.data;
    const device = this.#device();
    if (!device) return;
    if (leaving) return this.#deps.presence.leave(device);
    const inboxId =
      conversationId === null
        ? undefined
        : await this.#deps.conversationInboxes.inboxOf(this.#organizationId, conversationId);
    if (this.#isOver) return;
    const isSeen = inboxId !== undefined && this.#feed.held.has(inboxId);
    const place = conversationId !== null && isSeen ? { conversationId, inboxId, activity } : null;
    this.#deps.presence.say(device, place);
  }

  /** A browser is one device, whichever socket it is on. */
  #device(): Device | undefined {
    const { userId } = this.#principal.member;
    const id = this.#replicaId;
    return id === undefined ? undefined : { workspaceId: this.#organizationId, id, userId };
  }

  #watchPresence(): void {
    const device = this.#device();
    if (this.#isOver || !device || !this.#feed || this.#isWatching) return;
    this.#isWatching = true;
    const { presence } = this.#deps;
    const unwatch = presence.watch({
      workspaceId: this.#organizationId,
      held: () => this.#feed?.held ?? NOTHING,
      show: (state) => this.#socket.volatile.emit('presence', state),
    });
    this.#stops.push(unwatch, () => presence.lose(device));
    presence.arrive(device);
  }

  #welcome(fields: Partial<Welcome> & Pick<Welcome, 'mode'>): Welcome {
    const serverTime = this.#deps.now().toISOString();
    return { epoch: '', head: 0, lastMid: 0, scopes: [], serverTime, ...fields };
  }

  /** Whatever fails here fails for want of the database: the client comes again. */
  #guard(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#deps.log.warn({ error: String(error) }, 'a socket could not be served');
    this.#stop();
    this.#socket.disconnect(true);
  }

  #stop(): void {
    this.#isOver = true;
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/** Rule 111: so many of one socket may wait or be under way. A client of ours has one of each. */
const HELLOS = 4;
const PUSHES = 4;
/** When to come again with what was one too many, in milliseconds. */
const CROWDED_MS = 1_000;

/** Until a gateway of its own release is up a newer client tries again, about this often: in milliseconds. */
const NEWER_CLIENT_SPREAD_MS = 10_000;

const NOTHING: ReadonlySet<string> = new Set();

/** Clients choose what they send: an answer is wanted only where there is somebody to hear it. */
const isAnswer = <T>(answer: unknown): answer is (value: T) => void => typeof answer === 'function';
