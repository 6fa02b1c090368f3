import type { Tx } from '@frontdesk/db/client';
import { idAt, newId } from '@frontdesk/core/ids';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';

let desk: Desk;
let whatsapp: Inbox;
let openphone: Inbox;

const DAY_AND_MORE = 25 * 3_600_000;

beforeAll(async () => {
  desk = await Desk.open();
  whatsapp = await desk.inbox('whatsapp');
  openphone = await desk.inbox('openphone');
});
afterAll(() => desk.close());
afterEach(() => desk.vendors.faults.clear());

const sendAnyway = async (talk: Talk, messageId: string, by = talk.agent) =>
  desk.mutate(by, 'message.send', {
    messageId,
    seenUpTo: (await talk.conversation()).lastNumber,
  });

type Written = { direction: string; text: string; status: string; authorKind: string };

/** A message that is five seconds old, as its writer's own transaction stores it. */
async function insert(tx: Tx, talk: Talk, written: Written): Promise<void> {
  const where = { id: talk.conversationId };
  const { lastNumber: number, episode } = await tx.conversation.update({
    where,
    data: { lastNumber: { increment: 1 } },
  });
  const { organizationId } = desk;
  const { conversationId, inbox } = talk;
  const row = { id: newId(), organizationId, conversationId, scopeId: inbox.id };
  const createdAt = new Date(Date.now() - 5_000);
  await tx.message.create({
    data: { ...row, ...written, number, episode, type: 'TEXT', createdAt },
  });
}

/** Somebody waits for a row that somebody else has. */
const somebodyWaits = () =>
  vi.waitFor(async () => {
    const [row] = await desk.deps.db.asWorker(
      (tx) => tx.$queryRaw<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_locks
        where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
    );
    expect(row?.waiting).toBeGreaterThan(0);
  }, 5_000);

describe('rule 12: what a message to a customer had seen', () => {
  it('is checked behind the conversation’s lock: who writes first is seen', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const { lastNumber } = await talk.conversation();
    let reply: ReturnType<typeof talk.reply> | undefined;
    await desk.deps.db.asWorker(async (tx) => {
      await lockConversation(tx, talk.conversationId);
      reply = talk.reply('Booked', { seenUpTo: lastNumber });
      await somebodyWaits();
      await insert(tx, talk, {
        direction: 'INBOUND',
        text: 'Never mind!',
        status: 'RECEIVED',
        authorKind: 'CUSTOMER',
      });
    });
    expect(await reply).toMatchObject({ status: 'needs_look' });
  });

  it('a customer’s message waits for that lock as well', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    talk.say('Stop');
    await desk.vendors.idle();
    let ingest: Promise<unknown> | undefined;
    await desk.deps.db.asWorker(async (tx) => {
      await lockConversation(tx, talk.conversationId);
      ingest = desk.runLane('ingest-inbox', whatsapp.id);
      await somebodyWaits();
      expect(await tx.message.count({ where: { text: 'Stop' } })).toBe(0);
    });
    await ingest;
    expect((await talk.conversation()).messages.at(-1)?.text).toBe('Stop');
  });

  it('two agents on both sides of a broken line: one goes out, the other’s two wait as one', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const colleague = await desk.member('AGENT', [whatsapp.id]);
    const { lastNumber: seenUpTo } = await talk.conversation();
    await talk.reply('I have it', { by: colleague, seenUpTo });
    const first = await talk.reply('I am on it', { seenUpTo });
    const second = await talk.reply('One moment', { seenUpTo });
    await desk.settle();
    expect([first.status, second.status]).toEqual(['needs_look', 'needs_look']);
    expect(talk.phone.map((one) => one.text)).toEqual(['I have it']);
  });

  it('holds for an answer that the AI gave meanwhile', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const { lastNumber: seenUpTo } = await talk.conversation();
    const answer = { direction: 'OUTBOUND', text: 'Yes', status: 'SENT', authorKind: 'AI' };
    await desk.deps.db.asWorker((tx) => insert(tx, talk, answer));
    expect(await talk.reply('As a person', { seenUpTo })).toMatchObject({ status: 'needs_look' });
  });
});

describe('a held message (rule 125)', () => {
  async function twoHeld() {
    const talk = await Talk.begin(desk, whatsapp);
    const { lastNumber: seenUpTo } = await talk.conversation();
    talk.say('Wait');
    await desk.settle();
    await talk.age(5_000);
    const first = await talk.reply('A', { seenUpTo });
    // Its author has seen everything by now, and still it does not overtake.
    const second = await talk.reply('B');
    return { talk, first, second };
  }

  it('holds its author’s later ones, and nobody else’s', async () => {
    const { talk, second } = await twoHeld();
    expect(second.status).toBe('needs_look');
    const colleague = await desk.member('AGENT', [whatsapp.id]);
    expect(await talk.reply('C', { by: colleague })).toMatchObject({ status: 'applied' });
  });

  it('is released oldest first', async () => {
    const { talk, first, second } = await twoHeld();
    expect(await sendAnyway(talk, second.messageId)).toMatchObject({ code: 'CONFLICT' });
    expect(await sendAnyway(talk, first.messageId)).toMatchObject({ status: 'applied' });
    expect(await sendAnyway(talk, second.messageId)).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['A', 'B']);
  });

  it('is released by a person only, and stays held for who does not see what came since', async () => {
    const { talk, first } = await twoHeld();
    const { messageId } = first;
    const program = { ...talk.agent, kind: 'SYSTEM' } as const;
    expect(await sendAnyway(talk, messageId, program)).toMatchObject({
      status: 'rejected',
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo: 1 })).toMatchObject(
      { status: 'needs_look' },
    );
    await desk.settle();
    expect(talk.phone).toEqual([]);
  });
});

describe('a customer’s message under three seconds old (rule 126)', () => {
  it('holds what was written long before it came in, and not what is written now', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const { lastNumber: seenUpTo } = await talk.conversation();
    talk.say('Oh and');
    await desk.settle();
    const args = { conversationId: talk.conversationId, attachmentIds: [], seenUpTo };
    const written = (messageId: string) =>
      desk.mutate(talk.agent, 'conversation.reply', { ...args, messageId, text: 'Booked' });
    expect(await written(newId())).toMatchObject({ status: 'applied' });
    talk.say('Wait');
    await desk.settle();
    expect(await written(idAt(Date.now() - 3_600_000))).toMatchObject({ status: 'needs_look' });
  });
});

describe('a text whose window is over (rule 127)', () => {
  it('is kept when it comes in too late', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    await talk.age(DAY_AND_MORE);
    const { status, messageId } = await talk.reply('Hello again');
    expect(status).toBe('needs_look');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'HELD',
      text: 'Hello again',
      errorCode: 'window_closed',
      send: { state: 'HELD' },
    });
    expect(talk.phone).toEqual([]);
  });

  it('is kept when it is too late once its turn comes, with what its author wrote behind it', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const sent = [await talk.reply('A'), await talk.reply('B')];
    await talk.age(DAY_AND_MORE);
    await desk.settle();
    expect(talk.phone).toEqual([]);
    for (const { messageId } of sent)
      expect(await talk.message(messageId)).toMatchObject({
        status: 'HELD',
        errorCode: 'window_closed',
      });
    expect(await talk.notifications()).toMatchObject([{ kind: 'needs_look' }]);
  });

  it('is kept when only the vendor says that it is too late', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'refuse', as: 'window-closed' },
    });
    const { messageId } = await talk.reply('Just in time?');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'HELD',
      errorCode: 'window_closed',
    });
  });

  it('goes once the customer has written again', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    await talk.age(DAY_AND_MORE);
    const { messageId } = await talk.reply('Hello again');
    expect(await sendAnyway(talk, messageId)).toMatchObject({ code: 'CONFLICT' });
    talk.say('I am back');
    await desk.settle();
    expect(await sendAnyway(talk, messageId)).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['Hello again']);
  });

  it('is no matter for a channel without a window', async () => {
    const talk = await Talk.begin(desk, openphone);
    await talk.age(DAY_AND_MORE);
    await talk.reply('Still there?');
    await desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'Still there?' }]);
  });
});

describe('a claim (rule 27)', () => {
  it('is committed before the vendor is called, and without a result it is uncertain and never repeated', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'lost-answer' } });
    const { messageId } = await talk.reply('Once');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'UNCERTAIN',
      send: { attempts: 1, attemptId: expect.any(String) },
    });
    await talk.age(60_000);
    await talk.drain();
    expect(talk.phone).toHaveLength(1);
  });
});
