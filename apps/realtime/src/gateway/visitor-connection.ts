import type { Refusal } from '@frontdesk/core/errors';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import type {
  VisitorAck,
  VisitorClientEvents,
  VisitorHistory,
  VisitorSay,
  VisitorServerEvents,
} from '@frontdesk/core/visitor-protocol';
import {
  VisitorHistorySchema,
  VisitorMarkSchema,
  VisitorSaySchema,
  VisitorTypingSchema,
} from '@frontdesk/core/visitor-schemas';
import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { OpenedVisitor, Visitor } from '@frontdesk/usecases/visitors/visitor';
import {
  receiveVisitorMessage,
  receiveVisitorReceipt,
} from '@frontdesk/usecases/visitors/visitor-delivery';
import {
  findVisitorConversation,
  firstNames,
  isShownToVisitor,
  readVisitorMessages,
  readVisitorPage,
} from '@frontdesk/usecases/visitors/visitor-messages';
import type { DefaultEventsMap, Socket } from 'socket.io';
import type { EventRate } from './event-rate.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { AWAY } from './socket-identity.ts';

export type VisitorSocket = Socket<
  VisitorClientEvents,
  VisitorServerEvents,
  DefaultEventsMap,
  { opened: OpenedVisitor }
>;

export type VisitorRates = { readonly messages: EventRate; readonly marks: EventRate };

/** One page with the chat open. */
export class VisitorConnection {
  readonly #deps: GatewayDeps;
  readonly #socket: VisitorSocket;
  readonly #visitor: Visitor;
  readonly #rates: VisitorRates;
  readonly #sees: ReadonlySet<string>;
  readonly #unwatch: () => void;
  /** What the log says is worked off in its order. */
  #work: Promise<void> = Promise.resolve();
  #conversationId: string | null = null;
  #presence: PresenceState = { users: [], typing: [] };
  #agentName: string | null = null;
  #isOnline = false;
  #isOpening = false;
  #isReady = false;

  constructor(deps: GatewayDeps, socket: VisitorSocket, rates: VisitorRates) {
    this.#deps = deps;
    this.#socket = socket;
    this.#visitor = socket.data.opened.visitor;
    this.#rates = rates;
    this.#sees = new Set([this.#visitor.inboxId]);
    socket.on('message', (say, answer) => this.#message(say, answer));
    socket.on('received', (mark) => this.#mark(mark, 'delivered'));
    socket.on('read', (mark) => this.#mark(mark, 'read'));
    socket.on('typing', (state) => this.#typing(state));
    socket.on('history', (page, answer) => this.#history(page, answer));
    this.#unwatch = deps.presence.watch({
      workspaceId: this.#visitor.organizationId,
      held: () => this.#sees,
      show: (state) => this.#showPresence(state),
    });
  }

  get organizationId(): string {
    return this.#visitor.organizationId;
  }

  /** Tells the page where the conversation stands. Anything that the log says meanwhile comes after it. */
  open(): void {
    this.#isOpening = true;
    this.#queue(async () => {
      this.#conversationId ??= await findVisitorConversation(this.#deps, this.#visitor);
      const history = this.#conversationId
        ? await readVisitorPage(this.#deps, this.#visitor, this.#conversationId)
        : { messages: [], hasMore: false };
      const { token, inboxName, visitor } = this.#socket.data.opened;
      this.#socket.emit('session', {
        visitorToken: token,
        name: visitor.name,
        inboxName,
        teamOnline: this.#isOnline,
        ...history,
      });
      this.#isReady = true;
      this.#showPresence(this.#presence);
    });
  }

  /** Entries of the workspace's log, in order, and the conversations that began with them by identity key. */
  see(entries: readonly LogEntry[], begun: ReadonlyMap<string, string>): void {
    // Whatever came before the page is opened is read with it.
    if (!this.#isOpening) return;
    this.#conversationId ??= begun.get(this.#visitor.identityKey) ?? null;
    const ours = entries.filter(
      ({ entity, row }) => OF_A_CHAT.has(entity) && row?.['conversationId'] !== undefined,
    );
    const isForUs = ours.some(({ row }) => row?.['conversationId'] === this.#conversationId);
    if (isForUs || !this.#isReady) this.#queue(() => this.#show(ours));
  }

  stop(): void {
    this.#unwatch();
    this.#say(false);
  }

  async #show(entries: readonly LogEntry[]): Promise<void> {
    const conversationId = this.#conversationId;
    if (conversationId === null) return;
    const rows = entries.flatMap(({ entity, row }) =>
      row?.['conversationId'] === conversationId ? [{ entity, row }] : [],
    );
    const shown = new Set<string>();
    for (const { entity, row } of rows) {
      const id = entity === 'attachments' ? row['messageId'] : row['id'];
      if (typeof id !== 'string') continue;
      if (entity !== 'messages' || isShownToVisitor(row['status'])) shown.add(id);
      else if (row['status'] === 'REVOKED') this.#socket.emit('removed', { id });
    }
    if (shown.size === 0) return;
    const messages = await readVisitorMessages(this.#deps, this.#visitor, conversationId, [
      ...shown,
    ]);
    for (const message of messages) {
      this.#socket.emit('message', message);
      if (message.from === 'team') continue;
      const { id, number } = message;
      this.#socket.emit('receipt', { id, number, status: 'received' });
    }
  }

  #message(given: unknown, answer: unknown): void {
    const reply = (ack: VisitorAck): void => {
      if (typeof answer === 'function') answer(ack);
    };
    const wait = this.#rates.messages.take(this.#visitor.id);
    if (wait !== null) return reply({ ok: false, refusal: { ...TOO_MANY, retryAfter: wait } });
    const say = VisitorSaySchema.safeParse(given);
    if (!say.success) return reply({ ok: false, refusal: INVALID });
    this.#say(false);
    this.#store(say.data).then(
      () => reply({ ok: true }),
      (error: unknown) => {
        this.#deps.log.warn({ error: String(error) }, "a visitor's message could not be stored");
        reply({ ok: false, refusal: AWAY });
      },
    );
  }

  #store(say: VisitorSay): Promise<void> {
    return receiveVisitorMessage(this.#deps, this.#visitor, say);
  }

  #mark(given: unknown, status: 'delivered' | 'read'): void {
    const mark = VisitorMarkSchema.safeParse(given);
    if (!mark.success || this.#rates.marks.take(this.#visitor.id) !== null) return;
    this.#queue(async () => {
      const conversationId = this.#conversationId;
      if (conversationId === null) return;
      const { upTo } = mark.data;
      await receiveVisitorReceipt(this.#deps, this.#visitor, { conversationId, upTo, status });
    });
  }

  #typing(given: unknown): void {
    const typing = VisitorTypingSchema.safeParse(given);
    if (!typing.success || this.#rates.marks.take(this.#visitor.id) !== null) return;
    this.#say(typing.data.on);
  }

  #say(on: boolean): void {
    if (this.#conversationId === null) return;
    const { organizationId, inboxId } = this.#visitor;
    this.#deps.presence.sayTyping(organizationId, {
      conversationId: this.#conversationId,
      inboxId,
      on,
    });
  }

  #history(given: unknown, answer: unknown): void {
    const page = VisitorHistorySchema.safeParse(given);
    if (!page.success || typeof answer !== 'function') return;
    const reply = (history: VisitorHistory): void => void answer(history);
    const conversationId = this.#conversationId;
    if (conversationId === null || this.#rates.marks.take(this.#visitor.id) !== null) {
      return reply({ messages: [], hasMore: conversationId !== null });
    }
    this.#queue(async () =>
      reply(await readVisitorPage(this.#deps, this.#visitor, conversationId, page.data.before)),
    );
  }

  #showPresence(state: PresenceState): void {
    this.#presence = state;
    if (!this.#isReady) {
      this.#isOnline = state.users.length > 0;
      return;
    }
    const isOnline = state.users.length > 0;
    if (isOnline !== this.#isOnline) this.#socket.emit('agent', { online: isOnline });
    this.#isOnline = isOnline;
    const replying = state.users.find(({ conversations }) =>
      conversations.some(
        (at) => at.conversationId === this.#conversationId && at.activity === 'replying',
      ),
    );
    this.#queue(() => this.#showAgent(replying?.userId));
  }

  async #showAgent(userId: string | undefined): Promise<void> {
    const name = userId === undefined ? null : await this.#nameOf(userId);
    if (name === this.#agentName) return;
    this.#agentName = name;
    this.#socket.volatile.emit('typing', { agentName: name });
  }

  async #nameOf(userId: string): Promise<string> {
    const { organizationId } = this.#visitor;
    const names = await this.#deps.db.asWorker((tx) => firstNames(tx, organizationId, [userId]));
    return names.get(userId) ?? '';
  }

  /** What fails here fails for want of the database: the page connects again and reads what it has missed. */
  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#deps.log.warn({ error: String(error) }, 'a visitor could not be served');
      this.#socket.disconnect(true);
    });
  }
}

/** Entities that a chat is made of. */
const OF_A_CHAT: ReadonlySet<string> = new Set(['messages', 'attachments']);

const INVALID: Refusal = {
  code: 'VALIDATION_ERROR',
  message: 'This message cannot be sent as it is.',
};
const TOO_MANY: Refusal = {
  code: 'RATE_LIMIT_EXCEEDED',
  message: 'Too many messages. Wait a little.',
};
