import { newId } from '@frontdesk/core/ids';
import { receiveDelivery } from '../inbound/receive-delivery.ts';
import type { Desk, Inbox } from './desk.ts';

let customers = 0;

/** A WhatsApp number that nobody has written from. */
export const customer = (): string => `1555010${String((customers += 1)).padStart(4, '0')}`;

/** A text as it stands in a webhook; `at` in milliseconds. */
export const textMessage = (from: string, id: string, body: string, at = Date.now()) => ({
  contacts: [{ profile: { name: 'Ada' }, wa_id: from }],
  messages: [{ from, id, timestamp: String(Math.floor(at / 1_000)), type: 'text', text: { body } }],
});

/** Webhooks as Meta posts them, put straight into the store: for what a customer's phone would never send. */
export class WhatsAppWebhooks {
  readonly #desk: Desk;
  readonly #inbox: Inbox;

  constructor(desk: Desk, inbox: Inbox) {
    this.#desk = desk;
    this.#inbox = inbox;
  }

  envelope(...values: object[]) {
    const common = {
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: this.#inbox.accountId },
    };
    const entry = values.map((value) => ({
      id: 'WABA',
      changes: [{ field: 'messages', value: { ...common, ...value } }],
    }));
    return { object: 'whatsapp_business_account', entry };
  }

  /** A text is the body as it is; an object, or several, are put into one envelope. */
  store(value: string | object, dedupeKey: string = newId()): Promise<{ stored: boolean }> {
    const values: object[] = typeof value === 'object' ? [value].flat() : [];
    const body = typeof value === 'string' ? value : JSON.stringify(this.envelope(...values));
    return receiveDelivery(this.#desk.deps, {
      organizationId: this.#desk.organizationId,
      inboxId: this.#inbox.id,
      headers: { authorization: 'Bearer secret', 'x-kept': '1' },
      body: Buffer.from(body),
      dedupeKey,
    });
  }

  deliveries(state: string) {
    return this.#desk.deps.db.asWorker((tx) =>
      tx.inboundDelivery.findMany({ where: { inboxId: this.#inbox.id, state } }),
    );
  }
}

/** All that a customer's conversation is. */
export const conversationOf = (desk: Desk, inbox: Inbox, key: string) =>
  desk.deps.db.asWorker((tx) =>
    tx.conversation.findFirstOrThrow({
      where: { inboxId: inbox.id, identity: { key } },
      include: {
        messages: { orderBy: { number: 'asc' } },
        events: { orderBy: { number: 'asc' } },
        card: true,
        episodes: { orderBy: { number: 'asc' } },
      },
    }),
  );
