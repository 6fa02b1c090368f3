import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Inbox } from '../testing/desk.ts';
import {
  WhatsAppWebhooks,
  conversationOf,
  customer,
  textMessage,
} from '../testing/whatsapp-webhooks.ts';

let desk: Desk;
let whatsapp: Inbox;
let webhooks: WhatsAppWebhooks;

beforeAll(async () => {
  desk = await Desk.open();
  whatsapp = await desk.inbox('whatsapp');
  webhooks = new WhatsAppWebhooks(desk, whatsapp);
});
afterAll(() => desk.close());

describe('a message after the end', () => {
  const setStatus = async (id: string, status: string) =>
    desk.deps.db.asWorker((tx) => tx.conversation.update({ where: { id }, data: { status } }));

  it.each(['RESOLVED', 'CLOSED'])(
    'of a %s conversation opens it again in a new episode',
    async (status) => {
      const from = customer();
      await webhooks.store([textMessage(from, `a${from}`, 'first')]);
      await desk.settle();
      await setStatus((await conversationOf(desk, whatsapp, from)).id, status);
      await webhooks.store([textMessage(from, `b${from}`, 'second')]);
      await desk.settle();
      expect(await conversationOf(desk, whatsapp, from)).toMatchObject({
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
    await webhooks.store([textMessage(from, `a${from}`, 'first')]);
    await desk.settle();
    await setStatus((await conversationOf(desk, whatsapp, from)).id, 'SPAM');
    await webhooks.store([textMessage(from, `b${from}`, 'second')]);
    await desk.settle();
    expect(await conversationOf(desk, whatsapp, from)).toMatchObject({
      status: 'SPAM',
      episode: 1,
      messages: [{}, { text: 'second' }],
    });
  });

  it('ends a snooze, and a PENDING conversation is open again', async () => {
    const from = customer();
    await webhooks.store([textMessage(from, `a${from}`, 'first')]);
    await desk.settle();
    const { id } = await conversationOf(desk, whatsapp, from);
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id },
        data: { status: 'PENDING', snoozedUntil: new Date(Date.now() + 3_600_000) },
      }),
    );
    await webhooks.store([textMessage(from, `b${from}`, 'second')]);
    await desk.settle();
    expect(await conversationOf(desk, whatsapp, from)).toMatchObject({
      status: 'OPEN',
      snoozedUntil: null,
      events: [{}, { kind: 'status' }, { kind: 'snoozed' }],
    });
  });
});

describe('a reaction', () => {
  it('points at its message, and neither reopens nor waits for an answer', async () => {
    const from = customer();
    await webhooks.store([textMessage(from, `a${from}`, 'first')]);
    await desk.settle();
    const before = await conversationOf(desk, whatsapp, from);
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id: before.id },
        data: { status: 'RESOLVED', waitingSince: null },
      }),
    );
    await webhooks.store({
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
    const after = await conversationOf(desk, whatsapp, from);
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
    await webhooks.store([textMessage(from, `a${from}`, 'what'), quoting]);
    await desk.settle();
    const { messages } = await conversationOf(desk, whatsapp, from);
    expect(messages[1]?.replyToId).toBe(messages[0]?.id);
  });
});

describe('a late message', () => {
  it('is marked, and keeps both times', async () => {
    const from = customer();
    await webhooks.store([textMessage(from, `a${from}`, 'late', Date.now() - 7_200_000)]);
    await desk.settle();
    const [message] = (await conversationOf(desk, whatsapp, from)).messages;
    expect(message?.metadata).toEqual({ late: true });
    expect(message!.createdAt.getTime() - message!.vendorAt!.getTime()).toBeGreaterThan(7_000_000);
  });

  it('is also one that comes after a younger one', async () => {
    const from = customer();
    await webhooks.store([textMessage(from, `b${from}`, 'younger')]);
    await webhooks.store([textMessage(from, `a${from}`, 'older', Date.now() - 30_000)]);
    await desk.settle();
    expect(
      (await conversationOf(desk, whatsapp, from)).messages.map((one) => one.metadata),
    ).toEqual([{}, { late: true }]);
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
    await webhooks.store(named(text(`a${from}`, { from, from_user_id: `US.${from}` })));
    await desk.settle();
    await webhooks.store({
      contacts: [{ profile: { name: 'Ada' }, user_id: `US.${from}` }],
      messages: [text(`b${from}`, { from_user_id: `US.${from}` })],
    });
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).messages.map((one) => one.text)).toEqual([
      `a${from}`,
      `b${from}`,
    ]);
  });
});

describe('a customer whom the vendor calls something else now', () => {
  const named = (from: string, id: string, name: string) => ({
    ...textMessage(from, id, id),
    contacts: [{ profile: { name }, wa_id: from }],
  });

  it('goes by the new name, unless somebody here has given them one', async () => {
    const from = customer();
    await webhooks.store(named(from, `a${from}`, 'Ada'));
    await desk.settle();
    await webhooks.store(named(from, `b${from}`, 'Ada L.'));
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).card.name).toBe('Ada L.');
    const { contactId } = (await conversationOf(desk, whatsapp, from)).card;
    await desk.mutate(await desk.member('OWNER'), 'contact.update', {
      contactId,
      name: 'Countess',
    });
    await webhooks.store(named(from, `c${from}`, 'Ada Lovelace'));
    await desk.settle();
    expect((await conversationOf(desk, whatsapp, from)).card.name).toBe('Countess');
  });
});
