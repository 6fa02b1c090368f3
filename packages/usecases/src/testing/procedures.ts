import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { SopFields } from '@frontdesk/core/mutations/arguments';
import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Actor } from '../mutation-handler.ts';
import { addExamples } from '../reading/examples.ts';
import { trainReaderOf } from '../reading/train-reader.ts';
import { wantTraining } from '../reading/want-training.ts';
import { createWebhook } from '../webhooks-out/outgoing-webhooks.ts';
import { Desk, type Inbox } from './desk.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

/** What the reader of a tested desk has learnt; far enough apart that it is sure. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  password_reset: [
    'I forgot my password',
    'I need to reset my TrackMan password',
    'My password does not work any more, please send me a reset link',
    'How do I reset the password of my account?',
    'Locked out of TrackMan, wrong password',
    'Can you reset my password please',
    'the password reset mail never came',
    'I cannot sign in, I have forgotten my password',
  ],
  opening_hours: [
    'When do you open tomorrow?',
    'What are your opening hours on Sunday?',
    'Are you open on the holiday?',
    'How late are you open tonight?',
    'until when are you open today',
    'What time do you close on Friday?',
    'opening times please',
    'Do you open before nine on Saturday?',
  ],
  refund_request: [
    'I want my money back for the cancelled booking',
    'Please refund my last payment',
    'You charged my card twice, refund one of them',
    'Can I get a refund for yesterday’s bay?',
    'refund please, the simulator was broken',
    'When will the refund be on my card?',
    'I would like to be refunded for the lesson',
    'money back please, nobody was there',
  ],
};

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
    const intents = await teach(desk);
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

async function teach(desk: Desk): Promise<Record<string, string>> {
  const { organizationId } = desk;
  const intents: Record<string, string> = {};
  await desk.deps.db.asWorker(async (tx) => {
    for (const [name, examples] of Object.entries(EXAMPLES)) {
      const id = newId();
      intents[name] = id;
      await tx.intent.create({
        data: { id, organizationId, scopeId: organizationId, name, exampleCount: examples.length },
      });
      await addExamples(
        tx,
        organizationId,
        examples.map((text) => ({ intentId: id, text, messageId: null })),
      );
    }
    await wantTraining(tx, organizationId);
  });
  await trainReaderOf(desk.deps, organizationId);
  return intents;
}
