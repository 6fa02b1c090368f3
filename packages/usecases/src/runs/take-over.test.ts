import { newId } from '@frontdesk/core/ids';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Executor } from '../execute.ts';
import { HANDLERS } from '../mutations/handlers.ts';
import { ProcedureDesk } from '../testing/procedures.ts';
import { takeForRun } from './conversation-owner.ts';
import { mutationOf, stepUid } from './step-mutation.ts';
import { takeStep } from './take-step.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
});
afterAll(() => world.close());
afterEach(() => world.forgetProcedures());

const RESET = 'I forgot my password, please reset it';

/** A run in its middle: the webhook was told to come back later, the reply has not gone out. */
async function inMidRun() {
  await world.procedure();
  world.receiver.plan(503);
  const { conversationId, from } = await world.customerWrites(RESET);
  await world.desk.settle();
  const run = await world.run(conversationId);
  expect(run.state).toBe('RUNNING');
  return { conversationId, from, runId: run.id };
}

/** As if every wait were over. */
async function later(conversationId: string): Promise<void> {
  await world.desk.deps.db.asWorker(
    (tx) =>
      tx.$executeRaw`update webhook_calls set next_attempt_at = clock_timestamp() where conversation_id = ${conversationId}::uuid`,
  );
  await world.desk.runLane('read-conversation', conversationId);
  await world.desk.settle();
}

describe('a person who takes over in the middle of a run', () => {
  it('owns the conversation, and nothing more is done', async () => {
    const { conversationId, from, runId } = await inMidRun();
    const calls = world.receiver.requests.length;
    const result = await world.desk.mutate(world.agent, 'sopRun.takeOver', { runId });
    expect(result.status).toBe('applied');
    await later(conversationId);
    expect(await world.run(conversationId)).toMatchObject({
      state: 'STOPPED',
      endedById: world.agent.userId,
      reason: 'AGENT took over.',
    });
    expect(await world.conversation(conversationId)).toMatchObject({
      assigneeId: world.agent.userId,
      aiRunId: null,
    });
    expect([world.phone(from), world.receiver.requests.length]).toEqual([[], calls]);
  });

  it.each(['conversation.assign', 'conversation.reply', 'conversation.setStatus'] as const)(
    'does so by %s too',
    async (name) => {
      const { conversationId, from } = await inMidRun();
      const { lastNumber: seenUpTo } = await world.conversation(conversationId);
      const args = {
        'conversation.assign': { conversationId, userId: world.agent.userId },
        'conversation.setStatus': { conversationId, status: 'RESOLVED' },
        'conversation.reply': {
          messageId: newId(),
          conversationId,
          text: 'I am on it.',
          attachmentIds: [],
          seenUpTo,
        },
      } as const;
      const command = { name, args: args[name], actor: world.agent, uid: newId() };
      expect((await world.desk.executor.execute(command)).status).toBe('applied');
      await later(conversationId);
      expect(await world.run(conversationId)).toMatchObject({ state: 'STOPPED' });
      expect(world.phone(from)).toEqual(name === 'conversation.reply' ? ['I am on it.'] : []);
    },
  );

  it('holds back what the AI had queued and no vendor has seen', async () => {
    await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }] });
    const { conversationId, from } = await world.customerWrites(RESET);
    // Up to the stored reply; the lane of the sends has not run.
    await world.desk.runLane('read-conversation', conversationId);
    await world.desk.mutate(world.agent, 'conversation.assign', {
      conversationId,
      userId: world.agent.userId,
    });
    await world.desk.settle();
    const { messages } = await world.conversation(conversationId);
    expect(messages.at(-1)).toMatchObject({ authorKind: 'AI', status: 'HELD' });
    expect(world.phone(from)).toEqual([]);
  });

  it('comes before a step that a process has begun and not yet done', async () => {
    const { conversationId, runId, execute } = await begunStep();
    await world.desk.mutate(world.agent, 'sopRun.takeOver', { runId });
    expect(await execute()).toMatchObject({ status: 'rejected', code: 'AUTHORIZATION_ERROR' });
    expect((await world.run(conversationId)).steps[0]).toMatchObject({ state: 'STOPPED' });
    expect((await world.conversation(conversationId)).messages).toHaveLength(1);
  });

  it('leaves a step that was done as done, though no process came to say so', async () => {
    const { conversationId, runId, execute } = await begunStep();
    expect(await execute()).toMatchObject({ status: 'applied' });
    await world.desk.mutate(world.agent, 'sopRun.takeOver', { runId });
    expect((await world.run(conversationId)).steps[0]).toMatchObject({ state: 'DONE' });
  });
});

/** An approved reply that a process has begun; `execute` is what that process does next. */
async function begunStep() {
  await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }], autonomy: 'approve' });
  const { conversationId } = await world.customerWrites(RESET);
  await world.desk.settle();
  const { id: runId, steps } = await world.run(conversationId);
  const { lastNumber: seenUpTo } = await world.conversation(conversationId);
  const stepIds = steps.map(({ id }) => id);
  await world.desk.mutate(world.agent, 'sopRun.approve', { runId, stepIds, seenUpTo });
  const taken = await world.desk.deps.db.asWorker((tx) => takeStep(tx, conversationId));
  if (taken.kind !== 'step') throw new Error(taken.kind);
  const { organizationId, step } = taken;
  const actor = {
    kind: 'AI',
    organizationId,
    userId: null,
    membershipId: null,
    runStepId: step.id,
  } as const;
  const execute = () =>
    world.desk.executor.execute({ ...mutationOf(step), actor, uid: stepUid(step.id) });
  return { conversationId, runId, execute };
}

describe('the AI', () => {
  it('may do nothing that is not a step being carried out, whatever it is asked', async () => {
    await world.procedure({ autonomy: 'approve' });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    const { steps } = await world.run(conversationId);
    const executor = new Executor(world.desk.deps, HANDLERS);
    const ai = {
      kind: 'AI',
      organizationId: world.desk.organizationId,
      userId: null,
      membershipId: null,
    } as const;
    const args = { conversationId, status: 'CLOSED' };
    for (const actor of [ai, ...steps.map(({ id }) => ({ ...ai, runStepId: id }))])
      expect(
        await executor.execute({ name: 'conversation.setStatus', args, actor, uid: newId() }),
      ).toMatchObject({ status: 'rejected', code: 'AUTHORIZATION_ERROR' });
    expect(await world.conversation(conversationId)).toMatchObject({ status: 'OPEN' });
  });

  it('never owns a conversation together with a person, nor with another run', async () => {
    await world.procedure();
    const { conversationId } = await inMidRun();
    const { db } = world.desk.deps;
    expect(await db.asWorker((tx) => takeForRun(tx, conversationId, newId()))).toBe(false);
    await expect(
      db.asWorker(
        (tx) => tx.$executeRaw`
        update conversations set assignee_id = ${world.agent.userId}::uuid where id = ${conversationId}::uuid`,
      ),
    ).rejects.toThrow('conversations_one_owner');
  });

  it('is taken by one of two runs that begin at the same moment', async () => {
    await world.procedure({ autonomy: 'approve' });
    const one = await world.customerWrites(RESET);
    const other = await world.customerWrites(RESET);
    await world.desk.settle();
    const runs = [await world.run(one.conversationId), await world.run(other.conversationId)];
    const { db } = world.desk.deps;
    const taken = await Promise.all(
      runs.map(({ id }) => db.asWorker((tx) => takeForRun(tx, one.conversationId, id))),
    );
    expect(taken.toSorted()).toEqual([false, true]);
  });
});
