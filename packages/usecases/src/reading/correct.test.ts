import { newId } from '@frontdesk/core/ids';
import { must } from '@frontdesk/core/assert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConversation } from '../pipeline/read-conversation.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { pausingDb } from '../testing/dying-db.ts';
import { Talk } from '../testing/talk.ts';
import { CLUB_INTENTS, teach } from '../testing/teach.ts';

let desk: Desk;
let inbox: Inbox;
let intents: ReadonlyMap<string, string>;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('webchat');
  intents = await teach(desk, CLUB_INTENTS);
});
afterAll(() => desk.close());

const idOf = (name: keyof typeof CLUB_INTENTS): string => must(intents.get(name), name);

const readings = ({ conversationId }: Talk) =>
  desk.deps.db.asWorker((tx) =>
    tx.classification.findMany({ where: { conversationId }, orderBy: { number: 'desc' } }),
  );

/** What the customer says next, as it was read. */
async function says(talk: Talk, text: string) {
  talk.say(text);
  await desk.settle();
  return must((await readings(talk))[0], 'reading');
}

const correct = (talk: Talk, classificationId: string, intentId: string | null) =>
  desk.mutate(talk.agent, 'classification.correct', { classificationId, intentId });

/** What is due at once and what was put off for a moment. */
async function learn(): Promise<void> {
  await desk.settle();
  await desk.runLane('train-reader', desk.organizationId);
}

async function procedureFor(intent: keyof typeof CLUB_INTENTS): Promise<string> {
  const owner = await desk.member('OWNER');
  const sopId = newId();
  const result = await desk.mutate(owner, 'sop.create', {
    sopId,
    title: 'Give the money back',
    intentId: idOf(intent),
    keywords: [],
    steps: ['Look the payment up.'],
    actions: [{ type: 'send_reply', text: 'We have refunded it.' }],
    priority: 0,
    enabled: true,
    autonomy: 'suggest',
    minutesSaved: 5,
  });
  expect(result.status).toBe('applied');
  return sopId;
}

const countOf = async (intentId: string) =>
  (await desk.deps.db.asWorker((tx) => tx.intent.findUniqueOrThrow({ where: { id: intentId } })))
    .exampleCount;

describe('a message', () => {
  it('is read by what the intents’ examples have taught, and its conversation shows it', async () => {
    const talk = await Talk.begin(desk, inbox);
    const reading = await says(talk, 'hi, I have forgotten my password again');
    expect(reading).toMatchObject({
      intentId: idOf('password_reset'),
      provider: 'embedded',
      language: 'en',
    });
    expect(reading.confidence).toBeGreaterThan(0.5);
    const { intentId, intentConfidence } = await talk.conversation();
    expect([intentId, intentConfidence]).toEqual([idOf('password_reset'), reading.confidence]);
  });

  it('that nothing was learnt of leaves the best guesses to choose from', async () => {
    const talk = await Talk.begin(desk, inbox);
    const reading = await says(talk, 'qwertz xyzzy plugh');
    expect(reading.intentId).toBe(null);
    expect((await talk.conversation()).intentId).toBe(null);
  });
});

describe('a correction', () => {
  it('counts from now on, keeps what the machine had said, and changes the next reading', async () => {
    const talk = await Talk.begin(desk, inbox);
    const text = 'The screen in bay four went black';
    const read = await says(talk, text);
    const intent = read.intentId === idOf('opening_hours') ? 'refund_request' : 'opening_hours';
    const before = await countOf(idOf(intent));
    expect(await correct(talk, read.id, idOf(intent))).toMatchObject({
      status: 'applied',
    });
    expect((await readings(talk))[0]).toMatchObject({
      intentId: idOf(intent),
      confidence: 1,
      readIntentId: read.intentId,
      correctedById: talk.agent.userId,
      correctedAt: expect.any(Date),
    });
    expect(await talk.conversation()).toMatchObject({
      intentId: idOf(intent),
      intentConfidence: 1,
    });
    expect(await countOf(idOf(intent))).toBe(before + 1);
    await learn();
    const other = await Talk.begin(desk, inbox);
    expect((await says(other, text)).intentId).toBe(idOf(intent));
    expect((await says(other, 'screen went black in bay four!')).intentId).toBe(idOf(intent));
  });

  it('of a correction moves the example; to none of the intents, it takes it away', async () => {
    const talk = await Talk.begin(desk, inbox);
    const read = await says(talk, 'My glove is somewhere in your place');
    const counts = async () => [
      await countOf(idOf('opening_hours')),
      await countOf(idOf('refund_request')),
    ];
    const [hours = 0, refunds = 0] = await counts();
    await correct(talk, read.id, idOf('opening_hours'));
    expect(await counts()).toEqual([hours + 1, refunds]);
    await correct(talk, read.id, idOf('refund_request'));
    expect(await counts()).toEqual([hours, refunds + 1]);
    await correct(talk, read.id, null);
    expect(await counts()).toEqual([hours, refunds]);
    expect((await readings(talk))[0]).toMatchObject({
      intentId: null,
      confidence: 1,
      readIntentId: read.intentId,
    });
    expect((await talk.conversation()).intentId).toBe(null);
  });

  it('of an older message leaves what the conversation is about now', async () => {
    const talk = await Talk.begin(desk, inbox);
    const old = await says(talk, 'When do you close tonight?');
    await says(talk, 'And please refund my booking');
    await correct(talk, old.id, idOf('password_reset'));
    expect((await talk.conversation()).intentId).toBe(idOf('refund_request'));
  });

  it('that says the same again teaches nothing anew', async () => {
    const talk = await Talk.begin(desk, inbox);
    const read = await says(talk, 'Sunday, are you there?');
    const wanted = () =>
      desk.deps.db.asWorker((tx) =>
        tx.readerModel.findUniqueOrThrow({ where: { organizationId: desk.organizationId } }),
      );
    await correct(talk, read.id, idOf('opening_hours'));
    const after = (await wanted()).wanted;
    await correct(talk, read.id, idOf('opening_hours'));
    expect((await wanted()).wanted).toBe(after);
  });

  let sopId: string | undefined;

  it.each([4, 5, 6, 7, 8, 9, 10])(
    'made at transaction %i of the lane has the procedure looked for by what it says',
    async (at) => {
      const talk = await Talk.begin(desk, inbox);
      sopId ??= await procedureFor('refund_request');
      talk.say('Are you open on public holidays?');
      await desk.vendors.idle();
      await desk.runLane('ingest-inbox', inbox.id);
      const { db, reached, go } = pausingDb(desk.deps.db, at);
      const { conversationId } = talk;
      const lane = readConversation({ ...desk.deps, db }, conversationId, desk.organizationId);
      await Promise.race([reached, lane]);
      const reading = must((await readings(talk))[0], 'reading');
      expect(reading.intentId).toBe(idOf('opening_hours'));
      await correct(talk, reading.id, idOf('refund_request'));
      go();
      await lane;
      await desk.settle();
      const [steps, runs] = await desk.deps.db.asWorker(async (tx) => [
        await tx.pipelineStep.count({ where: { conversationId } }),
        await tx.sopRun.findMany({ where: { conversationId } }),
      ]);
      expect(steps).toBe(0);
      expect(runs).toMatchObject([{ sopId, state: 'PROPOSED' }]);
      // The next one here is read as if this one had never been.
      await correct(talk, reading.id, null);
      await learn();
    },
  );

  it('to what the reader held for less likely gives its procedure the whole weight of a person’s word', async () => {
    const talk = await Talk.begin(desk, inbox);
    sopId ??= await procedureFor('refund_request');
    const read = await says(talk, 'My glove is somewhere in your place');
    const guesses = read.alternatives as { intentId: string }[];
    expect([read.intentId, ...guesses.map(({ intentId }) => intentId)]).toContain(
      idOf('refund_request'),
    );
    await correct(talk, read.id, idOf('refund_request'));
    await desk.settle();
    const { conversationId } = talk;
    const [run] = await desk.deps.db.asWorker((tx) =>
      tx.sopRun.findMany({ where: { conversationId } }),
    );
    expect(run).toMatchObject({ sopId, state: 'PROPOSED' });
    expect(run?.score).toBeGreaterThan(0.5);
    await correct(talk, read.id, null);
    await learn();
  });

  it.each([
    ['a reading that is not there', () => newId(), () => idOf('refund_request')],
    ['an intent that is not there', null, () => newId()],
  ] as const)('of %s is refused', async (_, reading, intent) => {
    const talk = await Talk.begin(desk, inbox);
    const read = await says(talk, 'Hello there');
    const result = await correct(talk, reading?.() ?? read.id, intent());
    expect(result).toMatchObject({ status: 'rejected', code: 'NOT_FOUND' });
  });

  it('is not for viewers, nor for whoever does not see the inbox', async () => {
    const talk = await Talk.begin(desk, inbox);
    const { id: classificationId } = await says(talk, 'Hello there');
    const as = async (actor: Parameters<Desk['mutate']>[0]) =>
      (
        await desk.mutate(actor, 'classification.correct', {
          classificationId,
          intentId: idOf('refund_request'),
        })
      ).code;
    expect(await as(await desk.member('VIEWER', [inbox.id]))).toBe('AUTHORIZATION_ERROR');
    expect(await as(await desk.member('AGENT', []))).toBe('NOT_FOUND');
    const stranger = await desk.organization();
    expect(await as(await desk.member('OWNER', [], stranger))).toBe('NOT_FOUND');
  });

  it('does not reach for another organization’s intents', async () => {
    const talk = await Talk.begin(desk, inbox);
    const { id: classificationId } = await says(talk, 'Hello there');
    const theirs = await teach(desk, CLUB_INTENTS, await desk.organization());
    const intentId = must(theirs.get('refund_request'), 'intent');
    const args = { classificationId, intentId };
    expect(await desk.mutate(talk.agent, 'classification.correct', args)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
