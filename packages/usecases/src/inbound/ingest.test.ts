import { randomBytes } from 'node:crypto';
import { newId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryDelivery } from '../dead-letters.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { MAX_ATTEMPTS } from './ingest-inbox.ts';
import { receiveDelivery } from './receive-delivery.ts';

let desk: Desk;
let whatsapp: Inbox;

beforeAll(async () => {
  desk = await Desk.open();
  whatsapp = await desk.inbox('whatsapp');
});
afterAll(() => desk.close());

let customers = 0;
const customer = (): string => `1555010${String((customers += 1)).padStart(4, '0')}`;

const conversationOf = (key: string, inbox = whatsapp) =>
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
    const conversation = await conversationOf(from);
    expect(conversation).toMatchObject({
      status: 'OPEN',
      scopeId: whatsapp.id,
      lastNumber: 2,
      lastInboundNumber: 2,
      lastMessagePreview: 'Is bay 3 free?',
      lastMessageDirection: 'INBOUND',
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

  it('joins the conversation of its identity, in order of arrival', async () => {
    const from = customer();
    for (const text of ['one', 'two', 'three'])
      desk.vendors.customerSays('whatsapp', { accountId: whatsapp.accountId, from, text });
    await desk.settle();
    desk.vendors.customerSays('whatsapp', { accountId: whatsapp.accountId, from, text: 'four' });
    await desk.settle();
    const { messages } = await conversationOf(from);
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
      (await conversationOf('+15550100777', openphone)).messages.map((one) => one.text),
    ).toEqual(['by text', 'by old text']);
    expect((await conversationOf('visitor-ada', webchat)).messages.map((one) => one.text)).toEqual([
      'by chat',
    ]);
  });
});

/** A webhook as WhatsApp posts it, put straight into the store. */
const store = (value: object | string, key: string = newId()) =>
  receiveDelivery(desk.deps, {
    organizationId: desk.organizationId,
    inboxId: whatsapp.id,
    headers: { authorization: 'Bearer secret', 'x-kept': '1' },
    body: Buffer.from(typeof value === 'string' ? value : JSON.stringify(envelope(value))),
    dedupeKey: key,
  });

const envelope = (...values: object[]) => ({
  object: 'whatsapp_business_account',
  entry: values.map((value) => ({
    id: 'WABA',
    changes: [
      {
        field: 'messages',
        value: {
          messaging_product: 'whatsapp',
          metadata: { phone_number_id: whatsapp.accountId },
          ...value,
        },
      },
    ],
  })),
});

const textMessage = (from: string, id: string, body: string, at = Date.now()) => ({
  contacts: [{ profile: { name: 'Ada' }, wa_id: from }],
  messages: [{ from, id, timestamp: String(Math.floor(at / 1_000)), type: 'text', text: { body } }],
});

const deliveries = (state: string) =>
  desk.deps.db.asWorker((tx) =>
    tx.inboundDelivery.findMany({ where: { inboxId: whatsapp.id, state } }),
  );

describe('a redelivery', () => {
  it('is stored once', async () => {
    const message = textMessage(customer(), 'wamid.once', 'Hi');
    expect(await store(message, 'same')).toEqual({ stored: true });
    expect(await store(message, 'same')).toEqual({ stored: false });
  });

  it('in another envelope is applied once', async () => {
    const from = customer();
    await store(textMessage(from, `wamid.${from}`, 'Hi'));
    await desk.settle();
    await store(textMessage(from, `wamid.${from}`, 'Hi'));
    await desk.settle();
    expect((await conversationOf(from)).messages).toHaveLength(1);
  });

  it('within one batch is applied once', async () => {
    const from = customer();
    const value = textMessage(from, `wamid.${from}`, 'Hi');
    await store(JSON.stringify(envelope(value, value)));
    await store(value);
    await desk.settle();
    expect((await conversationOf(from)).messages).toHaveLength(1);
  });
});

describe('a batch of many entries', () => {
  it('is applied whole, each message in its customer’s conversation', async () => {
    const [one, other] = [customer(), customer()];
    await store(
      JSON.stringify(
        envelope(
          textMessage(one, `a${one}`, '1'),
          textMessage(other, `a${other}`, '2'),
          textMessage(one, `b${one}`, '3'),
        ),
      ),
    );
    await desk.settle();
    expect((await conversationOf(one)).messages.map((message) => message.text)).toEqual(['1', '3']);
    expect((await conversationOf(other)).messages.map((message) => message.text)).toEqual(['2']);
  });
});

describe('what cannot be read', () => {
  it.each(['not json at all', '{"unknown":"shape"}', '[]', ''])(
    'is kept and shown as unparsed: %j',
    async (body) => {
      const before = await deliveries('UNPARSED');
      await store(body);
      await desk.settle();
      const added = (await deliveries('UNPARSED')).slice(before.length);
      expect(added).toMatchObject([
        { error: expect.stringContaining('whatsapp_business_account') },
      ]);
      expect(Buffer.from(added[0]!.body).toString()).toBe(body);
    },
  );

  it('keeps no header that proves a sender', async () => {
    const [one] = await deliveries('UNPARSED');
    expect(one?.headers).toEqual({ 'x-kept': '1' });
  });
});

describe('a text', () => {
  it.each([
    ['of 100,000 characters', '長'.repeat(100_000)],
    ['in many scripts', 'مرحبا שלום ไทย 東京 👩‍👩‍👧 \u202Eabc'],
  ])('%s is stored whole', async (_what, text) => {
    const from = customer();
    await store(textMessage(from, `wamid.${from}`, text));
    await desk.settle();
    const { messages } = await conversationOf(from);
    const body = await desk.deps.db.asWorker((tx) =>
      tx.messageBody.findUnique({ where: { messageId: messages[0]!.id } }),
    );
    expect(body?.text ?? messages[0]?.text).toBe(text);
    expect(messages[0]?.truncated).toBe(text.length > 8_000);
  });

  it('keeps everything but NUL and lone surrogates', async () => {
    const from = customer();
    const body = JSON.stringify(envelope(textMessage(from, `wamid.${from}`, 'a§b§c')))
      .replace('§', '\\u0000')
      .replace('§', '\\ud83d');
    await store(body);
    await desk.settle();
    expect((await conversationOf(from)).messages[0]?.text).toBe('a\uFFFDb\uFFFDc');
  });
});

describe('a message after the end', () => {
  const setStatus = async (id: string, status: string) =>
    desk.deps.db.asWorker((tx) => tx.conversation.update({ where: { id }, data: { status } }));

  it.each(['RESOLVED', 'CLOSED'])(
    'of a %s conversation opens it again in a new episode',
    async (status) => {
      const from = customer();
      await store(textMessage(from, `a${from}`, 'first'));
      await desk.settle();
      await setStatus((await conversationOf(from)).id, status);
      await store(textMessage(from, `b${from}`, 'second'));
      await desk.settle();
      expect(await conversationOf(from)).toMatchObject({
        status: 'OPEN',
        episode: 2,
        episodes: [{ number: 1 }, { number: 2 }],
        events: [{ kind: 'opened' }, { kind: 'reopened', number: 3 }],
        messages: [{ episode: 1 }, { episode: 2, number: 4 }],
      });
    },
  );

  it('leaves SPAM where it is', async () => {
    const from = customer();
    await store(textMessage(from, `a${from}`, 'first'));
    await desk.settle();
    await setStatus((await conversationOf(from)).id, 'SPAM');
    await store(textMessage(from, `b${from}`, 'second'));
    await desk.settle();
    expect(await conversationOf(from)).toMatchObject({
      status: 'SPAM',
      episode: 1,
      messages: [{}, { text: 'second' }],
    });
  });

  it('ends a snooze, and a PENDING conversation is open again', async () => {
    const from = customer();
    await store(textMessage(from, `a${from}`, 'first'));
    await desk.settle();
    const { id } = await conversationOf(from);
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id },
        data: { status: 'PENDING', snoozedUntil: new Date(Date.now() + 3_600_000) },
      }),
    );
    await store(textMessage(from, `b${from}`, 'second'));
    await desk.settle();
    expect(await conversationOf(from)).toMatchObject({
      status: 'OPEN',
      snoozedUntil: null,
      events: [{}, { kind: 'status' }, { kind: 'snoozed' }],
    });
  });
});

describe('a reaction', () => {
  it('points at its message, and neither reopens nor waits for an answer', async () => {
    const from = customer();
    await store(textMessage(from, `a${from}`, 'first'));
    await desk.settle();
    const before = await conversationOf(from);
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id: before.id },
        data: { status: 'RESOLVED', waitingSince: null },
      }),
    );
    await store({
      messages: [
        {
          from,
          id: `r${from}`,
          timestamp: '1763600000',
          type: 'reaction',
          reaction: { message_id: `a${from}`, emoji: '👍' },
        },
      ],
    });
    await desk.settle();
    const after = await conversationOf(from);
    expect(after).toMatchObject({
      status: 'RESOLVED',
      waitingSince: null,
      lastInboundNumber: before.lastInboundNumber,
    });
    expect(after.messages[1]).toMatchObject({
      type: 'REACTION',
      text: '👍',
      replyToId: before.messages[0]?.id,
    });
  });
});

describe('a quote', () => {
  it('finds its message also when that comes in the same batch', async () => {
    const from = customer();
    const quoting = textMessage(from, `b${from}`, 'this');
    Object.assign(quoting.messages[0]!, { context: { id: `a${from}` } });
    await store(JSON.stringify(envelope(textMessage(from, `a${from}`, 'what'), quoting)));
    await desk.settle();
    const { messages } = await conversationOf(from);
    expect(messages[1]?.replyToId).toBe(messages[0]?.id);
  });
});

describe('a late message', () => {
  it('is marked, and keeps both times', async () => {
    const from = customer();
    await store(textMessage(from, `a${from}`, 'late', Date.now() - 7_200_000));
    await desk.settle();
    const [message] = (await conversationOf(from)).messages;
    expect(message?.metadata).toEqual({ late: true });
    expect(message!.createdAt.getTime() - message!.vendorAt!.getTime()).toBeGreaterThan(7_000_000);
  });

  it('is also one that comes after a younger one', async () => {
    const from = customer();
    await store(textMessage(from, `b${from}`, 'younger'));
    await store(textMessage(from, `a${from}`, 'older', Date.now() - 30_000));
    await desk.settle();
    expect((await conversationOf(from)).messages.map((one) => one.metadata)).toEqual([
      {},
      { late: true },
    ]);
  });
});

describe('a customer with several keys', () => {
  it('stays in one conversation when the vendor names another of them', async () => {
    const from = customer();
    const named = (message: object) => ({
      contacts: [{ profile: { name: 'Ada' }, wa_id: from, user_id: `US.${from}` }],
      messages: [message],
    });
    const text = (id: string, who: object) => ({
      id,
      timestamp: '1763600000',
      type: 'text',
      text: { body: id },
      ...who,
    });
    await store(named(text(`a${from}`, { from, from_user_id: `US.${from}` })));
    await desk.settle();
    await store({
      contacts: [{ profile: { name: 'Ada' }, user_id: `US.${from}` }],
      messages: [text(`b${from}`, { from_user_id: `US.${from}` })],
    });
    await desk.settle();
    expect((await conversationOf(from)).messages.map((one) => one.text)).toEqual([
      `a${from}`,
      `b${from}`,
    ]);
  });
});

describe('a delivery that cannot be applied', () => {
  /** An external id longer than an index takes. */
  const poison = (from: string) =>
    textMessage(from, 'x'.repeat(9_000) + randomBytes(6_000).toString('hex'), 'poison');

  it('holds the ones behind it only for a while, and is then put aside, visible', async () => {
    const [one, bad, other] = [customer(), customer(), customer()];
    await store(textMessage(one, `a${one}`, 'before'));
    await store(poison(bad));
    await store(textMessage(other, `a${other}`, 'behind'));
    let rounds = 0;
    while ((await desk.runLane('ingest-inbox', whatsapp.id)) !== null) rounds += 1;
    expect(rounds).toBe(MAX_ATTEMPTS - 1);
    expect((await conversationOf(one)).messages).toHaveLength(1);
    expect((await conversationOf(other)).messages).toHaveLength(1);
    expect(await deliveries('FAILED')).toMatchObject([
      { attempts: MAX_ATTEMPTS, error: expect.any(String) },
    ]);
  });

  it('is tried again when a manager asks for it', async () => {
    const [failed] = await deliveries('FAILED');
    const by = {
      actor: await desk.member('MANAGER', [whatsapp.id]),
      rights: { role: 'MANAGER' as const, inboxIds: new Set([whatsapp.id]) },
    };
    expect(await retryDelivery(desk.deps, by, failed!.id)).toMatchObject({ ok: true });
    expect(await deliveries('STORED')).toMatchObject([{ id: failed!.id }]);
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
