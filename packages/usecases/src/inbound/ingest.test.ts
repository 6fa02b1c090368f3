import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Inbox } from '../testing/desk.ts';

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
