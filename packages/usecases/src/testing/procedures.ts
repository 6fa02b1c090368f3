import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { SopFields } from '@frontdesk/core/mutations/arguments';
import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Actor } from '../mutation-handler.ts';
import { createWebhook } from '../webhooks-out/outgoing-webhooks.ts';
import { Desk, type Inbox } from './desk.ts';
import { CLUB_INTENTS, teach } from './teach.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

let customers = 0;

/** A desk whose reader has learnt three intents, with a webhook of the club's own that really answers. */
export class ProcedureDesk {
  readonly desk: Desk;
  readonly inbox: Inbox;
  readonly receiver: WebhookReceiver;
  readonly manager: Actor & { userId: string; membershipId: string };
  readonly agent: Actor & { userId: string; membershipId: string };
  readonly intents: Readonly<Record<string, string>>;
  webhookId = '';
  tagId = '';

  private constructor(
    parts: Pick<ProcedureDesk, 'desk' | 'inbox' | 'receiver' | 'manager' | 'agent' | 'intents'>,
  ) {
    this.desk = parts.desk;
    this.inbox = parts.inbox;
    this.receiver = parts.receiver;
    this.manager = parts.manager;
    this.agent = parts.agent;
    this.intents = parts.intents;
  }

  static async open(): Promise<ProcedureDesk> {
    const desk = await Desk.open();
    const inbox = await desk.inbox('whatsapp');
    const intents = Object.fromEntries(await teach(desk, CLUB_INTENTS));
    const manager = await desk.member('MANAGER', [inbox.id]);
    const agent = await desk.member('AGENT', [inbox.id]);
    const receiver = await WebhookReceiver.open();
    const world = new ProcedureDesk({ desk, inbox, receiver, manager, agent, intents });
    const rights = { role: 'OWNER', inboxIds: new Set<string>() } as const;
    const webhook = await createWebhook(
      desk.deps,
      { actor: manager, rights },
      { name: 'Member portal', url: receiver.url },
    );
    if (!webhook.ok) throw new Error(webhook.refusal.message);
    receiver.secrets.push(webhook.value.secret);
    world.webhookId = webhook.value.id;
    world.tagId = newId();
    await desk.mutate(manager, 'tag.create', {
      tagId: world.tagId,
      name: 'Password',
      color: '#7a5cc4',
    });
    return world;
  }

  async close(): Promise<void> {
    await this.receiver.close();
    await this.desk.close();
  }

  /** Reset link, reply, tag: what the club does for who has forgotten a password. */
  resetActions(): SopAction[] {
    return [
      { type: 'send_reset_link', webhookId: this.webhookId },
      {
        type: 'send_reply',
        text: 'Hi {{contact.firstName}}, I have sent a reset link to {{contact.email}}.',
      },
      { type: 'add_tag', tagId: this.tagId },
    ];
  }

  /** Writes a procedure for who has forgotten a password; returns its id. */
  async procedure(fields: Partial<SopFields> = {}): Promise<string> {
    const sopId = newId();
    const result = await this.desk.mutate(this.manager, 'sop.create', {
      sopId,
      title: 'Password reset',
      intentId: must(this.intents['password_reset'], 'intent'),
      keywords: ['password', 'reset', 'trackman'],
      steps: ['Send the link to the address on file.', 'Tell the guest.'],
      actions: this.resetActions(),
      priority: 0,
      enabled: true,
      autonomy: 'auto',
      minutesSaved: 5,
      ...fields,
    });
    if (result.status !== 'applied') throw new Error(JSON.stringify(result));
    return sopId;
  }

  /** Takes every procedure out of the way of the next test. */
  async forgetProcedures(): Promise<void> {
    const sops = await this.desk.deps.db.asWorker((tx) =>
      tx.sop.findMany({ where: { deletedAt: null } }),
    );
    for (const { id } of sops) await this.desk.mutate(this.manager, 'sop.delete', { sopId: id });
  }

  /** A customer with an address on file, whose message is stored and not yet read. */
  async customerWrites(
    text: string,
    more: { from?: string; email?: string | null; name?: string } = {},
  ): Promise<{ from: string; conversationId: string }> {
    const { email = 'ada@guest.test', name = 'Ada Byron' } = more;
    const from = more.from ?? `1555012${String((customers += 1)).padStart(4, '0')}`;
    this.desk.vendors.customerSays('whatsapp', {
      accountId: this.inbox.accountId,
      from,
      name,
      text,
    });
    await this.desk.vendors.idle();
    await this.desk.runLane('ingest-inbox', this.inbox.id);
    const conversationId = await this.desk.deps.db.asWorker(async (tx) => {
      const found = await tx.conversation.findFirstOrThrow({
        where: { inboxId: this.inbox.id, identity: { key: from } },
      });
      await tx.contactCard.update({ where: { id: found.cardId }, data: { email } });
      return found.id;
    });
    return { from, conversationId };
  }

  conversation(id: string) {
    return this.desk.deps.db.asWorker((tx) =>
      tx.conversation.findUniqueOrThrow({
        where: { id },
        include: { messages: { orderBy: { number: 'asc' } }, tags: true },
      }),
    );
  }

  runs(conversationId: string) {
    return this.desk.deps.db.asWorker((tx) =>
      tx.sopRun.findMany({
        where: { conversationId },
        orderBy: [{ number: 'asc' }, { id: 'asc' }],
        include: { steps: { orderBy: { position: 'asc' } } },
      }),
    );
  }

  async run(conversationId: string) {
    return must((await this.runs(conversationId)).at(-1), 'a run');
  }

  /** What is on the customer's phone. */
  phone(from: string): string[] {
    return this.desk.vendors
      .received('whatsapp', this.inbox.accountId, from)
      .map((message) => message.text);
  }
}
