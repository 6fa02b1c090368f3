import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryDelivery } from '../dead-letters.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import {
  WhatsAppWebhooks,
  conversationOf,
  customer,
  textMessage,
} from '../testing/whatsapp-webhooks.ts';
import { dyingDb } from '../testing/dying-db.ts';
import { MAX_ATTEMPTS, ingestInbox } from './ingest-inbox.ts';

let desk: Desk;
let whatsapp: Inbox;
let webhooks: WhatsAppWebhooks;

beforeAll(async () => {
  desk = await Desk.open();
  whatsapp = await desk.inbox('whatsapp');
  webhooks = new WhatsAppWebhooks(desk, whatsapp);
});
afterAll(() => desk.close());

describe('an inbound message', () => {
  it('makes contact, card, conversation, episode and message', async () => {
    const from = customer();
    desk.vendors.customerSays('whatsapp', {
      accountId: whatsapp.accountId,
      from,
      name: 'Ada',
      text: 'Is bay 3 free?',
    });
    await desk.settle();
    const conversation = await conversationOf(desk, whatsapp, from);
    expect(conversation).toMatchObject({
      status: 'OPEN',
      scopeId: whatsapp.id,
      lastNumber: 2,
      lastInboundNumber: 2,
      lastMessagePreview: 'Is bay 3 free?',
      lastMessageDirection: 'INBOUND',
      lastMessageAuthorKind: 'CUSTOMER',
      lastMessageAuthorId: null,
      card: { name: 'Ada', phone: `+${from}` },
      episodes: [{ number: 1, resolvedAt: null }],
      events: [{ number: 1, kind: 'opened' }],
      messages: [
        {
          number: 2,
          episode: 1,
          direction: 'INBOUND',
          status: 'RECEIVED',
          text: 'Is bay 3 free?',
          authorKind: 'CUSTOMER',
        },
      ],
    });
    expect(conversation.waitingSince).not.toBe(null);
  });

  it('joins the conversation of its identity, in order of arrival (rule 15)', async () => {
    const from = customer();
    for (const text of ['one', 'two', 'three'])
      desk.vendors.customerSays('whatsapp', { accountId: whatsapp.accountId, from, text });
    await desk.settle();
    desk.vendors.customerSays('whatsapp', { accountId: whatsapp.accountId, from, text: 'four' });
    await desk.settle();
    const { messages } = await conversationOf(desk, whatsapp, from);
    expect(messages.map(({ number, text }) => [number, text])).toEqual([
      [2, 'one'],
      [3, 'two'],
      [4, 'three'],
      [5, 'four'],
    ]);
  });

  it('on each channel lands in its own inbox', async () => {
    const openphone = await desk.inbox('openphone');
    const webchat = await desk.inbox('webchat');
    desk.vendors.customerSays('openphone', {
      accountId: openphone.accountId,
      from: '+15550100777',
      text: 'by text',
    });
    desk.vendors.customerSays('openphone', {
      accountId: openphone.accountId,
      from: '+15550100777',
      text: 'by old text',
      variant: 'legacy',
    });
    desk.vendors.customerSays('webchat', {
      accountId: webchat.accountId,
      from: 'visitor-ada',
      name: 'Ada',
      text: 'by chat',
    });
    await desk.settle();
    expect(
      (await conversationOf(desk, openphone, '+15550100777')).messages.map((one) => one.text),
    ).toEqual(['by text', 'by old text']);
    expect(
      (await conversationOf(desk, webchat, 'visitor-ada')).messages.map((one) => one.text),
    ).toEqual(['by chat']);
  });
});

describe('a redelivery', () => {
  it('is stored once', async () => {
    const message = textMessage(customer(), 'wamid.once', 'Hi');
    expect(await webhooks.store(message, 'same')).toEqual({ stored: true });
    expect(await webhooks.store(message, 'same')).toEqual({ stored: false });
  });

  it('in another envelope is applied once', async () => {
    const from = customer();
    await webhooks.store([textMessage(from, `wamid.${from}`, 'Hi')]);
    await desk.settle();
    await webhooks.store([textMessage(from, `wamid.${from}`, 'Hi')]);
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).messages).toHaveLength(1);
  });

  it('within one batch is applied once', async () => {
    const from = customer();
    const value = textMessage(from, `wamid.${from}`, 'Hi');
    await webhooks.store([value, value]);
    await webhooks.store(value);
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).messages).toHaveLength(1);
  });
});

describe('a batch of many entries', () => {
  it('is applied whole, each message in its customer’s conversation', async () => {
    const [one, other] = [customer(), customer()];
    await webhooks.store(
      JSON.stringify(
        webhooks.envelope(
          textMessage(one, `a${one}`, '1'),
          textMessage(other, `a${other}`, '2'),
          textMessage(one, `b${one}`, '3'),
        ),
      ),
    );
    await desk.settle();
    expect(
      (await conversationOf(desk, whatsapp, one)).messages.map((message) => message.text),
    ).toEqual(['1', '3']);
    expect(
      (await conversationOf(desk, whatsapp, other)).messages.map((message) => message.text),
    ).toEqual(['2']);
  });
});

describe('a batch that is too large for one transaction', () => {
  const big = (from: string) =>
    Array.from({ length: 1_200 }, (_, n) => textMessage(from, `big${from}-${n}`, String(n)));

  /** Up to the messages: reading each of them is another lane, and long. */
  async function ingest(): Promise<void> {
    await desk.runLane('ingest-inbox', whatsapp.id);
    await desk.takeJobs();
  }

  it('is applied piece by piece, whole and in order', async () => {
    const from = customer();
    await webhooks.store(big(from));
    await ingest();
    const { messages } = await conversationOf(desk, whatsapp, from);
    expect(messages.map((one) => one.text)).toEqual(big(from).map((_, n) => String(n)));
    expect(await webhooks.deliveries('STORED')).toEqual([]);
  });

  it('goes on after its process was killed between two pieces', async () => {
    const from = customer();
    await webhooks.store(big(from));
    const { db, died } = dyingDb(desk.deps.db, { at: 1, when: 'committed' });
    await Promise.race([died, ingestInbox({ ...desk.deps, db }, whatsapp.id)]);
    expect((await conversationOf(desk, whatsapp, from)).messages).toHaveLength(1_000);
    await ingest();
    expect((await conversationOf(desk, whatsapp, from)).messages).toHaveLength(1_200);
  });
});

describe('what cannot be read', () => {
  it.each(['not json at all', '{"unknown":"shape"}', '[]', ''])(
    'is kept and shown as unparsed: %j',
    async (body) => {
      const before = await webhooks.deliveries('UNPARSED');
      await webhooks.store(body);
      await desk.settle();
      const added = (await webhooks.deliveries('UNPARSED')).slice(before.length);
      expect(added).toMatchObject([
        { error: expect.stringContaining('whatsapp_business_account') },
      ]);
      expect(Buffer.from(added[0]!.body).toString()).toBe(body);
    },
  );

  it('keeps no header that proves a sender', async () => {
    const [one] = await webhooks.deliveries('UNPARSED');
    expect(one?.headers).toEqual({ 'x-kept': '1' });
  });
});

describe('a text', () => {
  it.each([
    ['of 100,000 characters', '長'.repeat(100_000)],
    ['in many scripts', 'مرحبا שלום ไทย 東京 👩‍👩‍👧 \u202Eabc'],
  ])('%s is stored whole', async (_what, text) => {
    const from = customer();
    await webhooks.store([textMessage(from, `wamid.${from}`, text)]);
    await desk.settle();
    const { messages } = await conversationOf(desk, whatsapp, from);
    const body = await desk.deps.db.asWorker((tx) =>
      tx.messageBody.findUnique({ where: { messageId: messages[0]!.id } }),
    );
    expect(body?.text ?? messages[0]?.text).toBe(text);
    expect(messages[0]?.truncated).toBe(text.length > 8_000);
  });

  it('keeps everything but NUL and lone surrogates', async () => {
    const from = customer();
    const body = JSON.stringify(webhooks.envelope(textMessage(from, `wamid.${from}`, 'a§b§c')))
      .replace('§', '\\u0000')
      .replace('§', '\\ud83d');
    await webhooks.store(body);
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).messages[0]?.text).toBe('a\uFFFDb\uFFFDc');
  });
});

describe('a delivery that cannot be applied', () => {
  /** An external id longer than an index takes. */
  const poison = (from: string) =>
    textMessage(from, 'x'.repeat(9_000) + randomBytes(6_000).toString('hex'), 'poison');

  it('holds the ones behind it only for a while, and is then put aside, visible', async () => {
    const [one, bad, other] = [customer(), customer(), customer()];
    await webhooks.store([textMessage(one, `a${one}`, 'before')]);
    await webhooks.store(poison(bad));
    await webhooks.store([textMessage(other, `a${other}`, 'behind')]);
    let rounds = 0;
    while ((await desk.runLane('ingest-inbox', whatsapp.id)) !== null) rounds += 1;
    expect(rounds).toBe(MAX_ATTEMPTS - 1);
    expect((await conversationOf(desk, whatsapp, one)).messages).toHaveLength(1);
    expect((await conversationOf(desk, whatsapp, other)).messages).toHaveLength(1);
    expect(await webhooks.deliveries('FAILED')).toMatchObject([
      { attempts: MAX_ATTEMPTS, error: expect.any(String) },
    ]);
  });

  it('is tried again when a manager asks for it', async () => {
    const [failed] = await webhooks.deliveries('FAILED');
    const by = {
      actor: await desk.member('MANAGER', [whatsapp.id]),
      rights: { role: 'MANAGER' as const, inboxIds: new Set([whatsapp.id]) },
    };
    expect(await retryDelivery(desk.deps, by, failed!.id)).toMatchObject({ ok: true });
    expect(await webhooks.deliveries('STORED')).toMatchObject([{ id: failed!.id }]);
    expect(await retryDelivery(desk.deps, by, failed!.id)).toMatchObject({
      ok: false,
      refusal: { code: 'CONFLICT' },
    });
    expect(
      await retryDelivery(
        desk.deps,
        { ...by, rights: { role: 'MANAGER', inboxIds: new Set() } },
        failed!.id,
      ),
    ).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
  });
});
