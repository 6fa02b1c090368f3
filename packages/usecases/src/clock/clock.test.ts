import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';

let desk: Desk;
let inbox: Inbox;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('whatsapp');
});
afterAll(() => desk.close());

const turn = () => desk.runLane('tick', 'clock');
const episode = (talk: Talk) =>
  desk.deps.db.asWorker((tx) =>
    tx.episode.findFirstOrThrow({
      where: { conversationId: talk.conversationId },
      orderBy: { number: 'desc' },
    }),
  );

/** Answered, and silent since then. */
async function idle(minutes: number): Promise<Talk> {
  const talk = await Talk.begin(desk, inbox);
  await talk.reply('Bye');
  await desk.settle();
  await talk.age(minutes * 60_000);
  return talk;
}

describe('an idle conversation', () => {
  it('has its episode’s transcript frozen after 30 minutes, and keeps its status', async () => {
    const [young, old] = [await idle(29), await idle(31)];
    await turn();
    expect(await episode(young)).toMatchObject({ resolvedAt: null, transcript: null });
    expect(await episode(old)).toMatchObject({
      resolvedAt: expect.any(Date),
      transcript: [{}, { text: 'Bye' }],
    });
    expect(await old.conversation()).toMatchObject({ status: 'OPEN' });
    old.say('Again');
    await desk.settle();
    expect(await old.conversation()).toMatchObject({ status: 'OPEN', episode: 2 });
    expect(await episode(old)).toMatchObject({ number: 2, resolvedAt: null });
  });

  it('is resolved only where the inbox says so', async () => {
    await desk.mutate(await desk.member('OWNER'), 'inbox.update', {
      inboxId: inbox.id,
      autoResolve: true,
    });
    const talk = await idle(31);
    await turn();
    expect(await talk.conversation()).toMatchObject({
      status: 'RESOLVED',
      resolvedAt: expect.any(Date),
    });
    expect((await talk.conversation()).events.at(-1)).toMatchObject({
      kind: 'status',
      actorKind: 'SYSTEM',
      data: { idle: true },
    });
  });

  it('is left alone while the customer waits for an answer, however long', async () => {
    const talk = await Talk.begin(desk, inbox);
    await talk.age(24 * 3_600_000);
    await turn();
    expect(await talk.conversation()).toMatchObject({ status: 'OPEN' });
    expect(await episode(talk)).toMatchObject({ resolvedAt: null });
  });

  it('is left alone while an answer that failed leaves the customer waiting', async () => {
    const talk = await Talk.begin(desk, inbox);
    desk.vendors.faults.plan({
      operation: 'send',
      fault: { kind: 'refuse', as: 'unreachable' },
      to: talk.customer,
    });
    await talk.reply('Bye');
    await desk.settle();
    await talk.age(31 * 60_000);
    await turn();
    expect(await episode(talk)).toMatchObject({ resolvedAt: null });
  });
});

describe('the clock', () => {
  it('ends a snooze', async () => {
    const talk = await Talk.begin(desk, inbox);
    const until = new Date(Date.now() + 30);
    await desk.mutate(talk.agent, 'conversation.snooze', {
      conversationId: talk.conversationId,
      until: until.toISOString(),
    });
    await expect
      .poll(async () => (await turn(), (await talk.conversation()).snoozedUntil))
      .toBe(null);
  });

  it('finds deliveries, sends and claims that the queue has forgotten', async () => {
    const talk = await Talk.begin(desk, inbox);
    await talk.reply('Forgotten');
    await desk.takeJobs();
    await turn();
    expect(await desk.takeJobs()).toEqual([]);
    await desk.deps.db.asWorker(
      (tx) => tx.$executeRaw`
      update sends set next_attempt_at = now() - interval '1 minute', updated_at = now() - interval '1 minute' where conversation_id = ${talk.conversationId}::uuid`,
    );
    await turn();
    expect(await desk.takeJobs()).toEqual([
      { job: 'drain-conversation', lane: talk.conversationId, organizationId: desk.organizationId },
    ]);
    talk.say('Forgotten too');
    await desk.vendors.idle();
    await desk.takeJobs();
    await desk.deps.db.asWorker(
      (tx) =>
        tx.$executeRaw`update inbound_deliveries set received_at = now() - interval '1 minute' where state = 'STORED'`,
    );
    await turn();
    expect(await desk.takeJobs()).toContainEqual({
      job: 'ingest-inbox',
      lane: inbox.id,
      organizationId: desk.organizationId,
    });
  });

  it('has a claim without a result declared uncertain', async () => {
    const talk = await Talk.begin(desk, inbox);
    const { messageId } = await talk.reply('Claimed');
    await desk.takeJobs();
    await desk.deps.db.asWorker(
      (tx) => tx.$executeRaw`
      update sends set state = 'CLAIMED', attempt_id = gen_random_uuid(), claimed_at = now() - interval '21 seconds' where message_id = ${messageId}::uuid`,
    );
    await turn();
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({ status: 'UNCERTAIN' });
    expect(talk.phone).toEqual([]);
  });
});
