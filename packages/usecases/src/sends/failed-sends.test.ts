import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkInboxHealth } from '../inboxes/inbox-health.ts';
import { drainConversation } from '../pipeline/drain-conversation.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { type Death, dyingDb } from '../testing/dying-db.ts';
import { Talk } from '../testing/talk.ts';
import { MAX_ATTEMPTS } from './record-outcome.ts';

let desk: Desk;
let whatsapp: Inbox;
let openphone: Inbox;

beforeAll(async () => {
  desk = await Desk.open();
  [whatsapp, openphone] = [await desk.inbox('whatsapp'), await desk.inbox('openphone')];
});
afterAll(() => desk.close());
afterEach(() => desk.vendors.faults.clear());

const resetRates = () => desk.deps.db.asWorker((tx) => tx.$executeRaw`delete from send_rates`);

describe('a vendor that refuses', () => {
  it('for good: the message failed, with why, and its author is told', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'refuse', as: 'unreachable' } });
    const { messageId } = await talk.reply('Hi');
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'FAILED',
      errorText: expect.stringContaining('cannot reach'),
      send: { state: 'DEAD' },
    });
    expect(await talk.notifications()).toMatchObject([{ kind: 'send_failed', itemId: messageId }]);
    expect((await talk.conversation()).waitingSince).not.toBe(null);
    await desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo: 99 });
    await desk.settle();
    expect(talk.phone).toHaveLength(1);
  });

  it('for now: tried again with growing waits, and given to a person in the end', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'refuse', as: 'server-error' },
      times: MAX_ATTEMPTS,
      to: talk.customer,
    });
    const { messageId } = await talk.reply('Hi');
    for (let n = 0; n < MAX_ATTEMPTS; n += 1) {
      await desk.settle();
      await talk.age(400_000);
      await resetRates();
      await talk.drain();
    }
    expect(talk.phone).toEqual([]);
    expect(await talk.message(messageId)).toMatchObject({
      status: 'FAILED',
      send: { state: 'DEAD', attempts: MAX_ATTEMPTS },
    });
  });

  it('because it is too fast: nothing else leaves this inbox meanwhile', async () => {
    const [one, other] = [await Talk.begin(desk, whatsapp), await Talk.begin(desk, whatsapp)];
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'refuse', as: 'rate-limit' },
      to: one.customer,
    });
    await one.reply('A');
    await one.drain();
    await other.reply('B');
    expect(await other.drain()).toBeGreaterThan(0);
    expect(other.phone).toEqual([]);
    await resetRates();
    await other.drain();
    expect(other.phone).toHaveLength(1);
    // Else it comes due in another test, and meets what is planned there.
    await one.age(60_000);
    await one.drain();
    expect(one.phone).toHaveLength(1);
  });

  it('our credentials: the inbox says so, and its sends wait until it is well again', async () => {
    const inbox = await desk.inbox('whatsapp');
    const talk = await Talk.begin(desk, inbox);
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'refuse', as: 'token-invalid' },
      to: talk.customer,
    });
    const { messageId } = await talk.reply('Hi');
    await desk.settle();
    const health = () =>
      desk.deps.db.asWorker((tx) => tx.inbox.findUniqueOrThrow({ where: { id: inbox.id } }));
    expect(await health()).toMatchObject({
      health: 'error',
      healthReason: expect.stringContaining('credentials'),
    });
    expect(await talk.message(messageId)).toMatchObject({
      status: 'QUEUED',
      send: { state: 'QUEUED', attempts: 0 },
    });
    expect(await checkInboxHealth(desk.deps, desk.organizationId, inbox.id)).toBe('ok');
    await desk.settle();
    expect(talk.phone).toHaveLength(1);
    expect(await talk.message(messageId)).toMatchObject({ status: 'SENT' });
  });
});

describe('a lost answer', () => {
  it('is uncertain, never sent again by itself, and settled by a later status', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'lost-answer' } });
    const { messageId } = await talk.reply('Once');
    await talk.drain();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'UNCERTAIN',
      send: { state: 'UNCERTAIN' },
    });
    for (let n = 0; n < 3; n += 1) {
      await talk.age(30_000);
      await talk.drain();
    }
    expect(talk.phone).toHaveLength(1);
    desk.vendors.customerReads('whatsapp', whatsapp.accountId, talk.customer);
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'READ',
      errorText: null,
      send: { state: 'ACCEPTED' },
    });
  });

  it('is settled by asking, where the vendor can be asked', async () => {
    const talk = await Talk.begin(desk, openphone);
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'lost-answer' } });
    const { messageId } = await talk.reply('Once');
    await talk.drain();
    expect(await talk.message(messageId)).toMatchObject({ status: 'UNCERTAIN' });
    await talk.age(6_000);
    await talk.drain();
    expect(await talk.message(messageId)).toMatchObject({
      status: 'SENT',
      send: { state: 'ACCEPTED' },
    });
    expect(talk.phone).toHaveLength(1);
  });

  it('does not hold up what comes after it, and goes again when a person says so', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'reset' } });
    const { messageId } = await talk.reply('First');
    await talk.reply('Second');
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['Second']);
    expect(
      await desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo: 99 }),
    ).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['Second', 'First']);
  });
});

describe('a process that is killed while it sends', () => {
  const deaths: Death[] = [0, 1, 2, 3].flatMap((at) =>
    (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
  );

  it.each(deaths)(
    'at transaction $at, $when: the customer has it at most once, and it is never lost silently',
    async (death) => {
      const talk = await Talk.begin(desk, whatsapp);
      const { messageId } = await talk.reply('Exactly once');
      const { db, died } = dyingDb(desk.deps.db, death);
      const run = drainConversation({ ...desk.deps, db }, talk.conversationId, desk.organizationId);
      await Promise.race([died, run]);
      await desk.settle();
      await talk.age(60_000);
      await talk.drain();
      await desk.settle();
      const { status } = await talk.message(messageId);
      expect(talk.phone.length).toBeLessThanOrEqual(1);
      expect([status, talk.phone.length]).toBeOneOf([
        ['SENT', 1],
        ['UNCERTAIN', 1],
        ['UNCERTAIN', 0],
      ]);
    },
  );
});

describe('an answer that comes while the database is away', () => {
  it('is written down once the database is back', async () => {
    const talk = await Talk.begin(desk, whatsapp);
    const { messageId } = await talk.reply('Hi');
    let count = 0;
    const away: typeof desk.deps.db.asWorker = (work, options) => {
      count += 1;
      if (count === 2 || count === 3) return Promise.reject(new Error('the database is away'));
      return desk.deps.db.asWorker(work, options);
    };
    await drainConversation(
      { ...desk.deps, db: { ...desk.deps.db, asWorker: away } },
      talk.conversationId,
      desk.organizationId,
    );
    expect(await talk.message(messageId)).toMatchObject({ status: 'SENT' });
    expect(talk.phone).toHaveLength(1);
  });
});
