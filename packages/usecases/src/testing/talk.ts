import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { Actor } from '../mutation-handler.ts';
import type { Desk, Inbox } from './desk.ts';

let customers = 0;

const KEYS: Record<string, (n: string) => string> = {
  whatsapp: (n) => `1555010${n}`,
  openphone: (n) => `+1555010${n}`,
  webchat: (n) => `visitor-${n}-page`,
};

/** One customer and one agent in one conversation. */
export class Talk {
  readonly desk: Desk;
  readonly inbox: Inbox;
  readonly agent: Actor & { userId: string; membershipId: string };
  readonly customer: string;
  conversationId = '';
  /** The vendor's id of the customer's first message. */
  firstSaid = '';

  private constructor(desk: Desk, inbox: Inbox, agent: Talk['agent'], customer: string) {
    this.desk = desk;
    this.inbox = inbox;
    this.agent = agent;
    this.customer = customer;
  }

  /** Begins with the customer's first message, which the agent has seen. */
  static async begin(desk: Desk, inbox: Inbox, agent?: Talk['agent']): Promise<Talk> {
    const customer = must(KEYS[inbox.kind], inbox.kind)(String((customers += 1)).padStart(4, '0'));
    const talk = new Talk(desk, inbox, agent ?? (await desk.member('AGENT', [inbox.id])), customer);
    talk.firstSaid = talk.say('Hello?');
    await desk.settle();
    talk.conversationId = (await talk.conversation({ byKey: true })).id;
    return talk;
  }

  say(text: string): string {
    return this.desk.vendors.customerSays(this.inbox.kind, {
      accountId: this.inbox.accountId,
      from: this.customer,
      name: 'Ada',
      text,
    });
  }

  conversation(by: { byKey?: boolean } = {}) {
    const where = by.byKey
      ? { inboxId: this.inbox.id, identity: { key: this.customer } }
      : { id: this.conversationId };
    return this.desk.deps.db.asWorker((tx) =>
      tx.conversation.findFirstOrThrow({
        where,
        include: {
          messages: { orderBy: { number: 'asc' } },
          events: { orderBy: { number: 'asc' } },
          identity: true,
        },
      }),
    );
  }

  async reply(
    text: string,
    more: { seenUpTo?: number; attachmentIds?: string[]; by?: Actor; replyToId?: string } = {},
  ): Promise<MutationResult & { messageId: string }> {
    const messageId = newId();
    const {
      seenUpTo = (await this.conversation()).lastNumber,
      attachmentIds = [],
      by = this.agent,
      ...rest
    } = more;
    const args = {
      messageId,
      conversationId: this.conversationId,
      text,
      attachmentIds,
      seenUpTo,
      ...rest,
    };
    return { ...(await this.desk.mutate(by, 'conversation.reply', args)), messageId };
  }

  message(id: string) {
    return this.desk.deps.db.asWorker((tx) =>
      tx.message.findUniqueOrThrow({ where: { id }, include: { send: true } }),
    );
  }

  /** What is on the customer's phone. */
  get phone() {
    return this.desk.vendors.received(this.inbox.kind, this.inbox.accountId, this.customer);
  }

  /** As if everything of this conversation had happened that much earlier. */
  async age(ms: number): Promise<void> {
    await this.desk.deps.db.asWorker(async (tx) => {
      await tx.$executeRaw`update messages set created_at = created_at - ${ms}::float8 * interval '1 millisecond' where conversation_id = ${this.conversationId}::uuid`;
      await tx.$executeRaw`update sends set claimed_at = claimed_at - ${ms}::float8 * interval '1 millisecond',
        next_attempt_at = next_attempt_at - ${ms}::float8 * interval '1 millisecond' where conversation_id = ${this.conversationId}::uuid`;
      await tx.$executeRaw`update conversations set last_inbound_at = last_inbound_at - ${ms}::float8 * interval '1 millisecond',
        last_message_at = last_message_at - ${ms}::float8 * interval '1 millisecond' where id = ${this.conversationId}::uuid`;
    });
  }

  drain(): Promise<number | null> {
    return this.desk.runLane('drain-conversation', this.conversationId);
  }

  notifications(membershipId = this.agent.membershipId) {
    return this.desk.deps.db.asWorker((tx) =>
      tx.notification.findMany({
        where: { scopeId: membershipId, conversationId: this.conversationId },
      }),
    );
  }
}
