import type { Refusal } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import { EventFeed } from '@frontdesk/sync/server/event-feed';
import { type Principal, actorOf, authenticate } from '@frontdesk/usecases/auth/authenticate';
import { readSyncAccess } from '@frontdesk/usecases/sync-access';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type * as z from 'zod';
import type { EventRate } from './event-rate.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { originOfHandshake } from './handshake-origin.ts';
import { AWAY } from './socket-identity.ts';
import { eventsOf, presenceEvents } from './third-party-events.ts';
import {
  AUTHENTICATE_WITHIN_MS,
  AuthenticateSchema,
  type Authenticated,
  ConversationSchema,
  type Done,
  MessageSendSchema,
  type MessageSend,
  type Sent,
  type ThirdPartyClientEvents,
  type ThirdPartyServerEvents,
} from './third-party-protocol.ts';

/** Typed by what is emitted, not by what arrives: programs send what they like. */
export type ThirdPartySocket = Socket<DefaultEventsMap, ThirdPartyServerEvents>;

const NOBODY: PresenceState = { users: [], typing: [] };
const NOTHING: ReadonlySet<string> = new Set();

/** One program on `/`. */
export class ThirdPartyConnection {
  readonly #deps: GatewayDeps;
  readonly #socket: ThirdPartySocket;
  readonly #rate: EventRate;
  readonly #joined = new Set<string>();
  readonly #stops: (() => void)[] = [];
  #principal: Principal | undefined;
  #feed: EventFeed | undefined;
  #shown: PresenceState = NOBODY;
  #isOver = false;

  constructor(deps: GatewayDeps, socket: ThirdPartySocket, rate: EventRate) {
    this.#deps = deps;
    this.#socket = socket;
    this.#rate = rate;
    const late = setTimeout(() => this.#end(NOT_AUTHENTICATED), AUTHENTICATE_WITHIN_MS);
    this.#stops.push(() => clearTimeout(late));
    this.#on('authenticate', AuthenticateSchema, ({ token }) => this.#authenticate(token, late));
    this.#on('join:conversation', ConversationSchema, ({ conversationId }) =>
      this.#join(conversationId),
    );
    this.#on('leave:conversation', ConversationSchema, ({ conversationId }) =>
      this.#leave(conversationId),
    );
    this.#on('typing:start', ConversationSchema, ({ conversationId }) =>
      this.#type(conversationId, true),
    );
    this.#on('typing:stop', ConversationSchema, ({ conversationId }) =>
      this.#type(conversationId, false),
    );
    this.#on('message:send', MessageSendSchema, (message) => this.#send(message));
    socket.on('disconnect', () => this.#stop());
    const given = AuthenticateSchema.safeParse(socket.handshake.auth);
    if (given.success) {
      this.#answer(() => this.#authenticate(given.data.token, late), undefined);
    }
  }

  tick(): void {
    this.#feed?.pump();
  }

  close(): void {
    this.#end({
      code: 'SERVICE_UNAVAILABLE',
      message: 'This gateway ends. Connect again.',
      retryAfter: 1,
    });
  }

  #on<E extends keyof ThirdPartyClientEvents, T>(
    event: E,
    schema: z.ZodType<T>,
    handle: (given: T) => Promise<object>,
  ): void {
    const listen = (given: unknown, answer: unknown): void => {
      const key = this.#principal?.sessionId ?? this.#principal?.member.userId ?? this.#socket.id;
      const wait = this.#rate.take(key);
      const parsed = schema.safeParse(given);
      this.#answer(async () => {
        if (wait !== null) throw new Refused({ ...TOO_MANY, retryAfter: wait });
        if (!parsed.success) throw new Refused(INVALID);
        return handle(parsed.data);
      }, answer);
    };
    this.#socket.on(event as string, listen);
  }

  /** Hands the outcome to whoever asked, or a refusal to `error` when nobody waits for an answer. */
  #answer(work: () => Promise<object>, answer: unknown): void {
    work()
      .catch((error: unknown) => ({ error: this.#refusalOf(error) }))
      .then((outcome) => {
        if (typeof answer === 'function') answer(outcome);
        else if ('error' in outcome) this.#socket.emit('error', outcome as { error: Refusal });
      });
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof Refused) return error.refusal;
    this.#deps.log.warn({ error: String(error) }, "a program's event could not be served");
    return AWAY;
  }

  async #authenticate(token: string, late: NodeJS.Timeout): Promise<Authenticated> {
    if (this.#principal) throw new Refused({ code: 'CONFLICT', message: 'Already authenticated.' });
    const found = await authenticate(this.#deps, token);
    if (!found.ok) throw new Refused(found.refusal);
    const { member } = found.value;
    if (found.value.use !== 'full' || !can(member.rights, 'conversation.read'))
      throw new Refused(NO_READING);
    if (this.#isOver || this.#principal) throw new Refused(NOT_AUTHENTICATED);
    this.#principal = found.value;
    clearTimeout(late);
    await this.#follow(found.value, token);
    const { userId, organizationId, rights } = member;
    const who = { userId, organizationId, role: rights.role };
    this.#socket.emit('authenticated', who);
    return who;
  }

  async #follow({ member, sessionId }: Principal, token: string): Promise<void> {
    const { userId, organizationId } = member;
    const { db, follower, sessions, presence, log } = this.#deps;
    const following = await follower.follow(organizationId, {
      onAdvance: () => this.#feed?.pump(),
      onReset: () => this.close(),
    });
    this.#stops.push(following.stop);
    const access = await readSyncAccess(db, organizationId, userId);
    if (!access) throw new Refused(NOT_AUTHENTICATED);
    const viewer = { userScope: access.membershipId, replicaId: null };
    const feed = new EventFeed(
      viewer,
      { seq: access.head.seq, held: access.scopes },
      {
        after: (seq) => following.after(seq),
        show: ({ entries }) => this.#show(eventsOf(entries)),
        access: async () => (await readSyncAccess(db, organizationId, userId))?.scopes ?? null,
        end: (reason) => (reason === 'revoked' ? this.#end(NOT_AUTHENTICATED) : this.close()),
        onError: (error) => log.warn({ error: String(error) }, 'feed'),
      },
    );
    this.#feed = feed;
    this.#stops.push(
      () => feed.stop(),
      sessions.watch({
        userId,
        sessionId,
        stillHolds: async () => (await authenticate(this.#deps, token)).ok,
        end: () => this.#end(NOT_AUTHENTICATED),
        recheck: () => feed.recheckAccess(),
      }),
      presence.watch({
        workspaceId: organizationId,
        held: () => this.#feed?.held ?? NOTHING,
        show: (state) => this.#showPresence(state, userId),
      }),
      () => presence.leave({ workspaceId: organizationId, id: this.#socket.id, userId }),
    );
    if (this.#isOver) this.#stop();
  }

  #show(events: ReturnType<typeof eventsOf>): void {
    // Who does not read is noticed by its missing pongs, within 45 s.
    // Names and data are paired where events are made.
    for (const [name, data] of events) (this.#socket as Socket).emit(name, data);
  }

  #showPresence(state: PresenceState, self: string): void {
    this.#show(presenceEvents(this.#shown, state, { joined: this.#joined, self }));
    this.#shown = state;
  }

  async #join(conversationId: string): Promise<Done> {
    await this.#reach(conversationId);
    this.#joined.add(conversationId);
    return { ok: true };
  }

  async #leave(conversationId: string): Promise<Done> {
    this.#joined.delete(conversationId);
    return { ok: true };
  }

  async #type(conversationId: string, isTyping: boolean): Promise<Done> {
    const { member, inboxId } = await this.#reach(conversationId);
    const place = { conversationId, inboxId, activity: 'replying' } as const;
    const { organizationId: workspaceId, userId } = member;
    const device = { workspaceId, id: this.#socket.id, userId };
    this.#deps.presence.say(device, isTyping ? place : null);
    return { ok: true };
  }

  async #send(message: MessageSend): Promise<Sent> {
    const { member } = await this.#reach(message.conversationId);
    const principal = this.#principal;
    if (!principal) throw new Refused(NOT_AUTHENTICATED);
    const { organizationId } = member;
    const messageId = message.messageId ?? newId();
    const { conversationId, text, attachmentIds, replyToId } = message;
    const seenUpTo = message.seenUpTo ?? (await this.#newestNumber(organizationId, conversationId));
    const result = await this.#deps.executor.execute({
      name: 'conversation.reply',
      args: {
        messageId,
        conversationId,
        text,
        attachmentIds,
        seenUpTo,
        ...(replyToId ? { replyToId } : {}),
      },
      actor: actorOf(principal, originOfHandshake(this.#socket.handshake, this.#deps.settings)),
      uid: messageId,
    });
    if (result.status === 'applied' || result.status === 'needs_look') {
      return { messageId, status: result.status === 'applied' ? 'PENDING' : 'HELD' };
    }
    throw new Refused({
      code:
        result.code === 'NOT_FOUND' || result.code === 'AUTHORIZATION_ERROR'
          ? result.code
          : 'VALIDATION_ERROR',
      message: result.message ?? 'This could not be sent.',
    });
  }

  async #newestNumber(organizationId: string, conversationId: string): Promise<number> {
    const row = await this.#deps.db.withOrg(organizationId, (tx) =>
      tx.conversation.findUnique({ where: { id: conversationId }, select: { lastNumber: true } }),
    );
    return row?.lastNumber ?? 0;
  }

  /** The member and the conversation's inbox, which the member sees; NOT_FOUND for every other conversation. */
  async #reach(conversationId: string): Promise<{ member: Principal['member']; inboxId: string }> {
    const member = this.#principal?.member;
    if (!member || !this.#feed) throw new Refused(NOT_AUTHENTICATED);
    const { organizationId } = member;
    const inboxId = await this.#deps.conversationInboxes.inboxOf(organizationId, conversationId);
    if (inboxId !== undefined && this.#feed.held.has(inboxId)) return { member, inboxId };
    throw new Refused({ code: 'NOT_FOUND', message: 'There is no such conversation.' });
  }

  #end(refusal: Refusal): void {
    if (this.#isOver) return;
    this.#stop();
    this.#socket.emit('error', { error: refusal });
    this.#socket.disconnect(true);
  }

  #stop(): void {
    this.#isOver = true;
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/** Carries a refusal to the one place that answers. */
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

const NOT_AUTHENTICATED: Refusal = { code: 'AUTHENTICATION_ERROR', message: 'Authenticate first.' };
const NO_READING: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'This key may not read conversations.',
};
const INVALID: Refusal = { code: 'VALIDATION_ERROR', message: 'The event is not valid.' };
const TOO_MANY: Refusal = {
  code: 'RATE_LIMIT_EXCEEDED',
  message: 'Too many events. Wait a little.',
};
