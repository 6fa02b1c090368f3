import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readConversation } from '../pipeline/read-conversation.ts';
import { pausingDb } from '../testing/dying-db.ts';
import { ProcedureDesk } from '../testing/procedures.ts';
import { deliverWebhookCalls } from '../webhooks-out/deliver-webhook-calls.ts';
import { takeStep } from './take-step.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
});
afterAll(() => world.close());
afterEach(() => world.forgetProcedures());

const RESET = 'I forgot my password, please reset it';

const asWorker = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => world.desk.deps.db.asWorker(work);

async function approveAll(conversationId: string) {
  const { id: runId, steps } = await world.run(conversationId);
  const { lastNumber: seenUpTo } = await world.conversation(conversationId);
  const stepIds = steps.map(({ id }) => id);
  return world.desk.mutate(world.agent, 'sopRun.approve', { runId, stepIds, seenUpTo });
}

const setEmail = (conversationId: string, email: string) =>
  asWorker(
    (tx) => tx.$executeRaw`
    update contact_cards set email = ${email} where id = (select card_id from conversations where id = ${conversationId}::uuid)`,
  );

/** As if every wait were over. */
async function later(conversationId: string): Promise<void> {
  await asWorker(
    (tx) =>
      tx.$executeRaw`update webhook_calls set next_attempt_at = clock_timestamp() where conversation_id = ${conversationId}::uuid`,
  );
  await world.desk.runLane('read-conversation', conversationId);
  await world.desk.settle();
}

describe('a plan', () => {
  it('calls a person as the organization does, whatever another one calls them', async () => {
    const [userId, elsewhere] = [newId(), await world.desk.organization()];
    await world.desk.deps.db.system(async (tx) => {
      await tx.user.create({ data: { id: userId, email: `${userId}@fairway.test`, name: 'Tom' } });
      for (const [organizationId, displayName] of [
        [elsewhere, 'Tom of the rival'],
        [world.desk.organizationId, 'Tom Costa'],
      ] as const)
        await tx.membership.create({
          data: {
            id: newId(),
            organizationId,
            scopeId: organizationId,
            userId,
            displayName,
            role: 'AGENT',
          },
        });
    });
    await world.procedure({
      actions: [{ type: 'assign', userId, teamId: null }],
      autonomy: 'approve',
    });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect((await world.run(conversationId)).steps[0]?.input).toMatchObject({ name: 'Tom Costa' });
  });

  it('is a plan too where a customer’s name makes its reply absurdly long: a person shortens it', async () => {
    await world.procedure({
      actions: [{ type: 'send_reply', text: '{{contact.name}} '.repeat(450) }],
    });
    const name = 'ก'.repeat(200);
    const { conversationId, from } = await world.customerWrites(RESET, { name });
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run).toMatchObject({ state: 'PROPOSED', steps: [{ state: 'BLOCKED' }] });
    expect(run.steps[0]?.error).toContain('longer than 8000 characters');
    expect(await approveAll(conversationId)).toMatchObject({ code: 'CONFLICT' });
    const stepId = must(run.steps[0], 'its step').id;
    const text = 'Hi {{contact.name}}!';
    await world.desk.mutate(world.agent, 'sopRun.edit', { runId: run.id, stepId, text });
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    expect(world.phone(from)).toEqual([`Hi ${name}!`]);
  });
});

describe('a reply that a colleague has just changed', () => {
  it('does not go out by the approval of who saw another one', async () => {
    await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }], autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const { id: runId, steps } = await world.run(conversationId);
    const { lastNumber: seenUpTo } = await world.conversation(conversationId);
    const stepId = must(steps[0], 'its step').id;
    const args = { runId, stepIds: [stepId], seenUpTo };
    await world.desk.mutate(world.manager, 'sopRun.edit', { runId, stepId, text: 'Go away.' });
    const approve = (seen: string) =>
      world.desk.mutate(world.agent, 'sopRun.approve', {
        ...args,
        seenReplies: { [stepId]: seen },
      });
    expect(await approve('Hi!')).toMatchObject({ status: 'rejected', code: 'CONFLICT' });
    await world.desk.settle();
    expect(world.phone(from)).toEqual([]);
    expect(await approve('Go away.')).toMatchObject({ status: 'applied' });
  });
});

describe('a reset link', () => {
  it('goes to no other address than the one that was approved', async () => {
    await world.procedure({
      autonomy: 'approve',
      actions: [{ type: 'send_reset_link', webhookId: world.webhookId }],
    });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    const calls = world.receiver.requests.length;
    await setEmail(conversationId, 'mallory@evil.test');
    await approveAll(conversationId);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'FAILED' });
    expect((await world.run(conversationId)).reason).toContain('another one');
    expect(world.receiver.requests).toHaveLength(calls);
  });
});

describe('a run that is stopped while its webhook is being called', () => {
  it.each([
    ['says that it was done where it was', 204, 'DONE', 'DONE'],
    ['says nothing of the kind where it was not', 503, 'CANCELLED', 'STOPPED'],
  ])('%s, and does nothing after it', async (_name, status, call, step) => {
    await world.procedure();
    world.receiver.plan(503, status);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await asWorker(
      (tx) =>
        tx.$executeRaw`update webhook_calls set next_attempt_at = clock_timestamp() where conversation_id = ${conversationId}::uuid`,
    );
    const slow = pausingDb(world.desk.deps.db, 1);
    const calling = deliverWebhookCalls({ ...world.desk.deps, db: slow.db }, conversationId);
    await slow.reached;
    const { id: runId } = await world.run(conversationId);
    await world.desk.mutate(world.agent, 'sopRun.takeOver', { runId });
    slow.go();
    await calling;
    await later(conversationId);
    const run = await world.run(conversationId);
    expect([run.state, ...run.steps.map(({ state }) => state)]).toEqual([
      'STOPPED',
      step,
      'STOPPED',
      'STOPPED',
    ]);
    const calls = await asWorker((tx) => tx.webhookCall.findMany({ where: { conversationId } }));
    expect(calls.map(({ state }) => state)).toEqual([call]);
    expect(world.phone(from)).toEqual([]);
  });
});

describe('a contact that is blocked in mid-run', () => {
  it('gets nothing more by itself', async () => {
    await world.procedure();
    world.receiver.plan(503);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await asWorker(
      (tx) => tx.$executeRaw`
      update contact_cards set blocked = true where id = (select card_id from conversations where id = ${conversationId}::uuid)`,
    );
    await later(conversationId);
    expect(await world.run(conversationId)).toMatchObject({
      state: 'STOPPED',
      reason: 'The contact is blocked.',
    });
    expect(world.phone(from)).toEqual([]);
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: null });
  });
});

describe('a procedure that is switched off in mid-run', () => {
  it.each([
    ['disabled', 'sop.update', { enabled: false }],
    ['turned off', 'sop.update', { autonomy: 'off' }],
    ['deleted', 'sop.delete', {}],
  ] as const)('does nothing more by itself: %s', async (_how, name, change) => {
    const sopId = await world.procedure();
    world.receiver.plan(503);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const command = { name, args: { sopId, ...change }, actor: world.manager, uid: newId() };
    expect(await world.desk.executor.execute(command)).toMatchObject({ status: 'applied' });
    await later(conversationId);
    expect(await world.run(conversationId)).toMatchObject({
      state: 'STOPPED',
      reason: 'The procedure was switched off.',
    });
    expect(world.phone(from)).toEqual([]);
  });

  it('does what a person has approved', async () => {
    const sopId = await world.procedure({
      actions: [{ type: 'send_reply', text: 'Hi!' }],
      autonomy: 'approve',
    });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.desk.mutate(world.manager, 'sop.delete', { sopId });
    await approveAll(conversationId);
    await world.desk.settle();
    expect(world.phone(from)).toEqual(['Hi!']);
  });
});

describe('a step that breaks on our side', () => {
  it('ends its run in words, and the conversation is nobody’s again', async () => {
    await world.procedure({
      actions: [
        { type: 'add_tag', tagId: world.tagId },
        { type: 'send_reply', text: 'Hi!' },
      ],
    });
    const { conversationId, from } = await world.customerWrites(RESET);
    const { deps, organizationId } = world.desk;
    const withOrg = () => Promise.reject(new TypeError('cannot read this of that'));
    await readConversation(
      { ...deps, db: { ...deps.db, withOrg } },
      conversationId,
      organizationId,
    );
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'FAILED',
      reason: 'Something went wrong on our side.',
      steps: [{ state: 'FAILED' }, { state: 'STOPPED' }],
    });
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: null });
    expect(world.phone(from)).toEqual([]);
  });
});

describe('a customer who says something else while a step is under way', () => {
  it('has its call waited for, and the run ends with it', async () => {
    await world.procedure({
      actions: [{ type: 'send_reset_link', webhookId: world.webhookId }],
    });
    world.receiver.plan(503);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.customerWrites('What a lovely day it is', { from });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'PROPOSED' });
    await later(conversationId);
    expect(await world.run(conversationId)).toMatchObject({
      state: 'DONE',
      steps: [{ state: 'DONE', result: { status: 204 } }],
    });
  });

  it('leaves the rest to a person, who may let it go on', async () => {
    await world.procedure();
    world.receiver.plan(503);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.customerWrites('What a lovely day it is', { from });
    await world.desk.settle();
    await later(conversationId);
    const { state, steps } = await world.run(conversationId);
    expect([state, ...steps.map((step) => step.state)]).toEqual([
      'PROPOSED',
      'DONE',
      'PROPOSED',
      'PROPOSED',
    ]);
    expect(world.phone(from)).toEqual([]);
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE' });
    expect(world.phone(from)).toHaveLength(1);
  });

  it('finds a step that a process had begun when it died put back before a person', async () => {
    await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }], autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await approveAll(conversationId);
    expect(await asWorker((tx) => takeStep(tx, conversationId))).toMatchObject({ kind: 'step' });
    await world.customerWrites('What a lovely day it is', { from });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      steps: [{ state: 'PROPOSED', approvedById: null }],
    });
    expect(world.phone(from)).toEqual([]);
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    expect(world.phone(from)).toEqual(['Hi!']);
  });
});

describe('an answer of the AI that a person has to look at', () => {
  it('is the reason that is told where the next one has to wait for it', async () => {
    await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }] });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await asWorker(
      (tx) =>
        tx.$executeRaw`update messages set status = 'HELD' where conversation_id = ${conversationId}::uuid and author_kind = 'AI'`,
    );
    await world.customerWrites(`${RESET}!`, { from });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'FAILED',
      reason: 'An earlier answer of the AI is still held. Send or discard that one first.',
    });
  });
});

describe('an approved answer that does not leave', () => {
  it('is told to who approved it', async () => {
    await world.procedure({ actions: [{ type: 'send_reply', text: 'Hi!' }], autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await approveAll(conversationId);
    // Up to the stored reply; the lane of the sends has not run when the customer writes again.
    await world.desk.runLane('read-conversation', conversationId);
    await world.customerWrites('Never mind!', { from });
    await asWorker(
      (tx) =>
        tx.$executeRaw`update messages set created_at = created_at - interval '1 minute' where conversation_id = ${conversationId}::uuid`,
    );
    await world.desk.settle();
    expect(world.phone(from)).toEqual([]);
    const told = await asWorker((tx) =>
      tx.notification.findMany({ where: { conversationId, kind: 'needs_look' } }),
    );
    expect(told.map(({ scopeId }) => scopeId)).toEqual([world.agent.membershipId]);
  });
});

describe('two machines that are slow', () => {
  const LONG = RESET.replace(' ', ' '.repeat(20_000));
  it.each([
    ['say the same again and again', () => RESET, 2],
    ['say the same at length', () => LONG, 2],
    ['always say something else', (n: number) => `${RESET} (${n})`, 12],
  ])('stop though they %s', async (_name, text, most) => {
    await world.procedure({ actions: [{ type: 'add_tag', tagId: world.tagId }, ANSWER] });
    const { conversationId, from } = await world.customerWrites(text(0));
    await world.desk.settle();
    for (let n = 1; n <= most + 2; n += 1) {
      await asWorker(async (tx) => {
        await tx.$executeRaw`
          update messages set created_at = created_at - interval '11 minutes' where conversation_id = ${conversationId}::uuid`;
        await tx.$executeRaw`delete from send_rates`;
      });
      await world.customerWrites(text(n), { from });
      await world.desk.settle();
    }
    const { messages } = await world.conversation(conversationId);
    expect(messages.filter(({ authorKind }) => authorKind === 'AI')).toHaveLength(most);
    expect(await world.run(conversationId)).toMatchObject({ autonomy: 'suggest' });
  });
});

const ANSWER = { type: 'send_reply', text: 'Hi {{contact.firstName}}!' } as const;
