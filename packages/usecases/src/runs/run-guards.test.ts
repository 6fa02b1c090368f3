import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProcedureDesk } from '../testing/procedures.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
});
afterAll(() => world.close());
afterEach(() => world.forgetProcedures());

const RESET = 'I forgot my password, please reset it';
const REPLY = [{ type: 'send_reply', text: 'Hi {{contact.firstName}}!' }] as const;

describe('a procedure that may do everything does less', () => {
  it('where a person has the conversation', async () => {
    const { conversationId, from } = await world.customerWrites('Hello there');
    await world.desk.settle();
    await world.desk.mutate(world.agent, 'conversation.assign', {
      conversationId,
      userId: world.agent.userId,
    });
    await world.procedure({ actions: [...REPLY] });
    await world.customerWrites(RESET, { from });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      autonomy: 'approve',
      reason: 'AGENT is on this conversation.',
    });
    expect(world.phone(from)).toEqual([]);
    const told = await world.desk.deps.db.asWorker((tx) =>
      tx.notification.findMany({ where: { conversationId, kind: 'run' } }),
    );
    expect(told.map(({ scopeId }) => scopeId)).toEqual([world.agent.membershipId]);
  });

  it('where the reader is not sure', async () => {
    await world.procedure({ actions: [...REPLY], keywords: ['trackman', 'wallet', 'blue'] });
    const { conversationId, from } = await world.customerWrites('trackman wallet blue');
    await world.desk.settle();
    const runs = await world.runs(conversationId);
    expect(runs.every(({ state }) => state === 'PROPOSED')).toBe(true);
    expect(world.phone(from)).toEqual([]);
  });

  it('after three answers in ten minutes, so that two machines stop', async () => {
    await world.procedure({ actions: [...REPLY] });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    for (let n = 0; n < 6; n += 1) {
      await world.customerWrites(`${RESET}, please${' please'.repeat(n)}`, { from });
      await world.desk.settle();
    }
    expect(world.phone(from)).toHaveLength(3);
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      autonomy: 'suggest',
      reason: 'The AI has answered here 3 times in 10 minutes.',
    });
  });

  it.each([
    'Automatic reply: I forgot my password, please reset it',
    'I am out of the office. I forgot my password, please reset it',
    'Abwesenheitsnotiz: I forgot my password, please reset it',
  ])('for an automatic answer: %s', async (text) => {
    await world.procedure({ actions: [...REPLY] });
    const { conversationId, from } = await world.customerWrites(text);
    await world.desk.settle();
    expect(world.phone(from)).toEqual([]);
    expect((await world.runs(conversationId)).every(({ autonomy }) => autonomy === 'suggest')).toBe(
      true,
    );
  });

  it('where the customer repeats what was answered', async () => {
    await world.procedure({ actions: [...REPLY] });
    const { from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.customerWrites(RESET, { from });
    await world.desk.settle();
    expect(world.phone(from)).toHaveLength(1);
  });
});

describe('nothing is proposed', () => {
  it('to a blocked contact, in spam, or where a person has answered meanwhile', async () => {
    await world.procedure({ actions: [...REPLY] });
    const blocked = await world.customerWrites(RESET);
    const spam = await world.customerWrites(RESET);
    const answered = await world.customerWrites(RESET);
    const { db } = world.desk.deps;
    await db.asWorker(
      (tx) =>
        tx.$executeRaw`update contact_cards set blocked = true where id = (select card_id from conversations where id = ${blocked.conversationId}::uuid)`,
    );
    const { conversationId } = spam;
    await world.desk.mutate(world.agent, 'conversation.setStatus', {
      conversationId,
      status: 'SPAM',
    });
    await db.asWorker(async (tx) => {
      const { id, organizationId, scopeId, messages } = await tx.conversation.findUniqueOrThrow({
        where: { id: answered.conversationId },
        include: { messages: true },
      });
      await tx.message.create({
        data: {
          id: world.agent.membershipId,
          organizationId,
          scopeId,
          conversationId: id,
          number: 99,
          episode: 1,
          direction: 'OUTBOUND',
          type: 'TEXT',
          text: `${messages.length}`,
          status: 'SENT',
          authorKind: 'USER',
        },
      });
    });
    await world.desk.settle();
    for (const one of [blocked, spam, answered])
      expect(await world.runs(one.conversationId)).toEqual([]);
  });

  it('by a procedure that is off, disabled or deleted', async () => {
    await world.procedure({ autonomy: 'off' });
    await world.procedure({ enabled: false });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect(await world.runs(conversationId)).toEqual([]);
  });
});

describe('several messages', () => {
  it('of one breath are read as one: the newest decides', async () => {
    await world.procedure({ actions: [...REPLY] });
    const { conversationId, from } = await world.customerWrites('Hi');
    await world.customerWrites(RESET, { from });
    await world.desk.settle();
    expect(await world.runs(conversationId)).toMatchObject([{ state: 'DONE', number: 3 }]);
    expect(world.phone(from)).toEqual(['Hi Ada!']);
  });

  it('that say more after the one that fits make a person look first', async () => {
    await world.procedure({ actions: [...REPLY] });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.customerWrites('no wait, do not', { from });
    await world.desk.settle();
    expect(world.phone(from)).toEqual([]);
    const runs = await world.runs(conversationId);
    expect(runs.every(({ state }) => state === 'PROPOSED')).toBe(true);
  });

  it('pause a run that is under way, unless they ask for the same', async () => {
    await world.procedure();
    world.receiver.plan(503);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'RUNNING' });
    await world.customerWrites('What a lovely day it is', { from });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      reason: 'The customer has written again.',
    });
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: null });
  });
});
