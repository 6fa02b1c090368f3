import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drainConversation } from '../pipeline/drain-conversation.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { pausingDb } from '../testing/dying-db.ts';
import { Talk } from '../testing/talk.ts';

let desk: Desk;
let whatsapp: Inbox;
let openphone: Inbox;
let webchat: Inbox;
let receipts: readonly { status: 'sent' | 'delivered' | 'read' | 'failed'; afterMs: number }[] = [];

beforeAll(async () => {
  desk = await Desk.open({ receipts: () => receipts });
  [whatsapp, openphone, webchat] = [
    await desk.inbox('whatsapp'),
    await desk.inbox('openphone'),
    await desk.inbox('webchat'),
  ];
});
afterAll(() => desk.close());
afterEach(() => {
  receipts = [];
  desk.vendors.faults.clear();
});

const after = (...statuses: (typeof receipts)[number]['status'][]) =>
  statuses.map((status) => ({ status, afterMs: 0 }));

describe('a reply', () => {
  it('goes out on WhatsApp and its receipts come back', async () => {
    receipts = after('sent', 'delivered');
    const talk = await Talk.begin(desk, whatsapp);
    const { status, messageId } = await talk.reply('Yes, until noon');
    expect(status).toBe('applied');
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'Yes, until noon', correlation: messageId }]);
    expect(await talk.message(messageId)).toMatchObject({
      status: 'DELIVERED',
      send: { state: 'ACCEPTED', attempts: 1 },
    });
    desk.vendors.customerReads('whatsapp', whatsapp.accountId, talk.customer);
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'READ',
      readAt: expect.any(Date),
    });
  });

  it('goes out on OpenPhone and its delivery comes back', async () => {
    receipts = after('delivered');
    const talk = await Talk.begin(desk, openphone);
    const { messageId } = await talk.reply('On our way');
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'On our way' }]);
    expect(await talk.message(messageId)).toMatchObject({ status: 'DELIVERED' });
  });

  it('is accepted at once for a web-chat visitor, whose pages follow the log', async () => {
    const talk = await Talk.begin(desk, webchat);
    const { messageId } = await talk.reply('Hi there');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'SENT',
      send: { state: 'ACCEPTED' },
    });
  });

  it('answers the customer: nobody waits any more, and the list shows it', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    expect((await talk.conversation()).waitingSince).not.toBe(null);
    await talk.reply('Yes');
    expect(await talk.conversation()).toMatchObject({
      waitingSince: null,
      lastMessagePreview: 'Yes',
      lastMessageDirection: 'OUTBOUND',
      lastMessageAuthorKind: 'USER',
      lastMessageAuthorId: talk.agent.userId,
    });
  });

  it('quotes what it answers', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const externalId = talk.say('Bay 3?');
    await desk.settle();
    const { messages } = await talk.conversation();
    await talk.reply('Free', { replyToId: messages[1]!.id });
    await desk.settle();
    expect(talk.phone).toMatchObject([{ replyTo: externalId }]);
  });

  it('keeps the order in which it was written', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    for (const text of ['1', '2', '3', '4']) await talk.reply(text);
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['1', '2', '3', '4']);
  });

  it('after resolution opens the conversation again in a new episode', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    await desk.mutate(talk.agent, 'conversation.setStatus', {
      conversationId: talk.conversationId,
      status: 'RESOLVED',
    });
    await talk.reply('One more thing');
    expect(await talk.conversation()).toMatchObject({
      status: 'OPEN',
      episode: 2,
      resolvedAt: null,
    });
  });
});

describe('a reply that the channel does not take is refused, and nothing is stored:', () => {
  const nothingStored = async (talk: Talk) =>
    expect(
      (await talk.conversation()).messages.filter((one) => one.direction === 'OUTBOUND'),
    ).toEqual([]);

  it('too long', async () => {
    const talk = await Talk.begin(desk, openphone);
    const result = await talk.reply('x'.repeat(1_601));
    expect(result).toMatchObject({
      status: 'rejected',
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('1600'),
    });
    await nothingStored(talk);
  });

  it('later than its window, from a program', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    await talk.age(25 * 3_600_000);
    expect(await talk.reply('Hello again', { by: { ...talk.agent, kind: 'API' } })).toMatchObject({
      status: 'rejected',
      code: 'CONFLICT',
      message: expect.stringContaining('24 hours'),
    });
    await nothingStored(talk);
  });

  it('by who does not see the inbox, as if there were none', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const stranger = await desk.member('AGENT', [openphone.id]);
    const abroad = await desk.member('OWNER', [], await desk.organization());
    for (const by of [stranger, abroad])
      expect(await talk.reply('Hi', { by })).toMatchObject({
        status: 'rejected',
        code: 'NOT_FOUND',
      });
    expect(
      await talk.reply('Hi', { by: await desk.member('VIEWER', [whatsapp.id]) }),
    ).toMatchObject({ status: 'rejected', code: 'AUTHORIZATION_ERROR' });
    await nothingStored(talk);
  });
});

describe('seen up to', () => {
  it('holds a reply whose author had not seen the customer’s last message, until confirmed', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const seenUpTo = (await talk.conversation()).lastNumber;
    talk.say('Never mind!');
    await desk.settle();
    await talk.age(5_000);
    const { status, messageId } = await talk.reply('Booked', { seenUpTo });
    await desk.settle();
    expect(status).toBe('needs_look');
    expect(talk.phone).toEqual([]);
    expect(await talk.message(messageId)).toMatchObject({
      status: 'HELD',
      send: { state: 'HELD' },
    });
    expect(await talk.notifications()).toMatchObject([{ kind: 'needs_look', itemId: messageId }]);
    expect((await talk.conversation()).waitingSince).not.toBe(null);
    const { lastNumber } = await talk.conversation();
    expect(
      await desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo: lastNumber }),
    ).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'Booked' }]);
    expect((await talk.conversation()).events.at(-1)).toMatchObject({
      kind: 'send_forced',
      actorId: talk.agent.userId,
    });
  });

  it('lets a reply pass that crossed a message under three seconds old', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const seenUpTo = (await talk.conversation()).lastNumber;
    talk.say('Oh and');
    await desk.settle();
    expect(await talk.reply('Booked', { seenUpTo })).toMatchObject({ status: 'applied' });
  });

  it('holds a reply that crossed a colleague’s, at once', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const seenUpTo = (await talk.conversation()).lastNumber;
    await talk.reply('I have it', { by: await desk.member('AGENT', [whatsapp.id]) });
    expect(await talk.reply('I have it too', { seenUpTo })).toMatchObject({ status: 'needs_look' });
  });

  it('does not hold a reply for a colleague who wrote behind it, having seen it', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    await talk.reply('First');
    await talk.reply('Second', { by: await desk.member('AGENT', [whatsapp.id]) });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['First', 'Second']);
  });

  it('is checked again when a send that had to wait is claimed, and holds what its author wrote behind it', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const first = await talk.reply('A');
    const second = await talk.reply('B');
    talk.say('Stop!');
    await desk.vendors.idle();
    await desk.runLane('ingest-inbox', whatsapp.id);
    await talk.age(5_000);
    await desk.settle();
    expect(talk.phone).toEqual([]);
    for (const { messageId } of [first, second])
      expect(await talk.message(messageId)).toMatchObject({ status: 'HELD' });
    expect(await talk.notifications()).toMatchObject([
      { kind: 'needs_look', itemId: first.messageId },
    ]);
    const { lastNumber: seenUpTo } = await talk.conversation();
    expect(
      await desk.mutate(talk.agent, 'message.send', { messageId: second.messageId, seenUpTo }),
    ).toMatchObject({ code: 'CONFLICT' });
    expect(await talk.reply('C')).toMatchObject({ status: 'needs_look' });
    await desk.mutate(talk.agent, 'message.discard', { messageId: first.messageId });
    expect(
      await desk.mutate(talk.agent, 'message.send', {
        messageId: second.messageId,
        seenUpTo: seenUpTo + 2,
      }),
    ).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'B' }]);
  });
});

describe('a receipt', () => {
  it.each([
    [['sent', 'delivered', 'read']],
    [['read', 'delivered', 'sent']],
    [['delivered', 'sent', 'read']],
    [['sent', 'read', 'delivered', 'delivered']],
    [['read']],
  ] as const)('never moves a message backwards: %j', async (statuses) => {
    receipts = after(...statuses);
    const talk = await Talk.begin(desk, whatsapp);
    const { messageId } = await talk.reply('Hi');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'READ',
      deliveredAt: expect.any(Date),
      sentAt: expect.any(Date),
    });
  });

  it.each([
    [['failed'], 'FAILED'],
    [['sent', 'failed', 'delivered'], 'FAILED'],
    [['delivered', 'failed'], 'DELIVERED'],
  ] as const)(
    'of failure is the last word unless it was delivered: %j',
    async (statuses, status) => {
      receipts = after(...statuses);
      const talk = await Talk.begin(desk, whatsapp);
      const { messageId } = await talk.reply('Hi');
      await desk.settle();
      expect(await talk.message(messageId)).toMatchObject({
        status,
        send: { state: status === 'FAILED' ? 'DEAD' : 'ACCEPTED' },
      });
    },
  );

  it('that is faster than the answer is kept and applied', async () => {
    receipts = after('delivered');
    const talk = await Talk.begin(desk, openphone);
    const { messageId } = await talk.reply('Quick');
    // The claim, and then what came of it.
    const { db, reached, go } = pausingDb(desk.deps.db, 1);
    const run = drainConversation({ ...desk.deps, db }, talk.conversationId, desk.organizationId);
    await reached;
    await desk.vendors.idle();
    await desk.runLane('ingest-inbox', openphone.id);
    expect(await talk.message(messageId)).toMatchObject({ status: 'SENDING' });
    go();
    await run;
    expect(await talk.message(messageId)).toMatchObject({ status: 'DELIVERED' });
  });
});
