import type { Autonomy, SopAction } from '@frontdesk/core/sops/actions';
import { type Customer, Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { CLUB_INTENTS } from '@frontdesk/usecases/testing/teach';
import { WebhookReceiver } from '@frontdesk/usecases/testing/webhook-receiver';
import { queryDatabase } from './database.ts';
import { eventually } from './expect-eventually.ts';

type Sop = {
  readonly title?: string;
  readonly intent?: keyof typeof CLUB_INTENTS | null;
  readonly keywords?: readonly string[];
  readonly steps?: readonly string[];
  readonly actions?: readonly SopAction[];
  readonly autonomy: Autonomy;
};

export const FORGOTTEN = 'I forgot my TrackMan password, please send me a reset link';

/** A club whose reader has learnt three intents, with a member portal of its own that really answers. */
export class ProcedureDesk {
  readonly desk: Desk;
  readonly inbox: TestInbox;
  readonly receiver: WebhookReceiver;
  readonly webhookId: string;
  readonly tagId: string;

  private constructor(
    parts: Pick<ProcedureDesk, 'desk' | 'inbox' | 'receiver' | 'webhookId' | 'tagId'>,
  ) {
    this.desk = parts.desk;
    this.inbox = parts.inbox;
    this.receiver = parts.receiver;
    this.webhookId = parts.webhookId;
    this.tagId = parts.tagId;
  }

  static async open(url: string): Promise<ProcedureDesk> {
    const [desk, receiver] = await Promise.all([Desk.open(url), WebhookReceiver.open()]);
    const { owner } = desk;
    const [inbox, webhook, tag] = await Promise.all([
      desk.inbox('whatsapp'),
      owner.must<{ id: string; secret: string }>('POST', '/ai/webhooks', {
        name: 'Member portal',
        url: receiver.url,
      }),
      owner.must<{ id: string }>('POST', '/tags', { name: 'Password', color: '#7a5cc4' }),
    ]);
    receiver.secrets.push(webhook.secret);
    await teach(owner, CLUB_INTENTS);
    return new ProcedureDesk({ desk, inbox, receiver, webhookId: webhook.id, tagId: tag.id });
  }

  async close(): Promise<void> {
    await this.desk.close();
    await this.receiver.close();
  }

  /** Reset link, reply, tag: what the club does for who has forgotten a password. */
  resetActions(): readonly SopAction[] {
    return [
      { type: 'send_reset_link', webhookId: this.webhookId },
      {
        type: 'send_reply',
        text: 'Hi {{contact.firstName}}, I have sent a reset link to {{contact.email}}.',
      },
      { type: 'add_tag', tagId: this.tagId },
    ];
  }

  /** Writes a procedure, by default the one for a forgotten password, in place of those that were there. */
  async onlyProcedure(sop: Sop): Promise<string> {
    const { owner } = this.desk;
    const { data } = await owner.must<{ data: { id: string }[] }>('GET', '/sops');
    await Promise.all(data.map(({ id }) => owner.must('DELETE', `/sops/${id}`)));
    const { id } = await owner.must<{ id: string }>('POST', '/sops', {
      title: 'Password reset',
      intent: 'password_reset',
      keywords: ['password', 'reset', 'trackman'],
      steps: ['Send the link to the address on file.', 'Tell the guest.'],
      actions: this.resetActions(),
      ...sop,
    });
    return id;
  }

  /** Somebody who has written before, so that their address is on file; null: there is none. */
  async member(name: string, email: string | null): Promise<Customer> {
    const customer = this.desk.customer(this.inbox, name);
    customer.says('Good morning');
    const cardOf = () =>
      queryDatabase<{ contactId: string }>(
        `SELECT k.contact_id AS "contactId" FROM contact_cards k JOIN classifications f ON f.conversation_id IN
           (SELECT c.id FROM conversations c WHERE c.card_id = k.id) WHERE k.phone = $1`,
        [`+${customer.key}`],
      );
    await eventually(async () => (await cardOf()).length, 'the greeting is read').toBe(1);
    const [card] = await cardOf();
    if (email !== null)
      await this.desk.owner.must('PATCH', `/contacts/${card?.contactId}`, { email });
    return customer;
  }
}

/** Imports intents, and waits until the reader has learnt them. */
async function teach(
  owner: Person,
  intents: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  await owner.must('PUT', '/ai/intents', {
    intents: Object.entries(intents).map(([name, examples]) => ({ name, examples })),
  });
  await readerKnowsAll(owner);
}

/** The reader has learnt what there is to learn by now. */
export async function readerKnowsAll({ organizationId }: Person): Promise<void> {
  await eventually(async () => {
    const [row] = await queryDatabase<{ behind: number }>(
      'SELECT wanted - trained AS behind FROM reader_models WHERE organization_id = $1',
      [organizationId],
    );
    return row?.behind;
  }, 'the reader is trained').toBe(0);
}
