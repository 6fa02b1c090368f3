import { newId } from '@frontdesk/core/ids';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProcedureDesk } from '../testing/procedures.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
});
afterAll(() => world.close());
afterEach(() => world.forgetProcedures());

const RESET = 'I forgot my password, please reset it';
const THE_REPLY = 'Hi Ada, I have sent a reset link to ada@guest.test.';

const openSteps = (run: Awaited<ReturnType<ProcedureDesk['run']>>) =>
  run.steps.filter(({ state }) => state === 'PROPOSED' || state === 'BLOCKED').map(({ id }) => id);

async function approveAll(conversationId: string, by = world.agent) {
  const run = await world.run(conversationId);
  const { lastNumber } = await world.conversation(conversationId);
  return world.desk.mutate(by, 'sopRun.approve', {
    runId: run.id,
    stepIds: openSteps(run),
    seenUpTo: lastNumber,
  });
}

describe('a procedure that may do everything', () => {
  it('goes from the message to the webhook, the reply and the tag', async () => {
    await world.procedure();
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run).toMatchObject({ state: 'DONE', autonomy: 'auto', sopVersion: 1, reason: null });
    expect(run.because).toContain('password');
    expect(run.steps.map(({ action, state }) => [action, state])).toEqual([
      ['send_reset_link', 'DONE'],
      ['send_reply', 'DONE'],
      ['add_tag', 'DONE'],
    ]);
    expect(world.receiver.calls.at(-1)?.body).toMatchObject({
      type: 'sop.reset_link',
      data: { contact: { email: 'ada@guest.test' } },
    });
    expect(world.phone(from)).toEqual([THE_REPLY]);
    const conversation = await world.conversation(conversationId);
    expect(conversation).toMatchObject({ aiRunId: null, assigneeId: null, waitingSince: null });
    expect(conversation.tags).toHaveLength(1);
    expect(conversation.messages.at(-1)).toMatchObject({ authorKind: 'AI', status: 'SENT' });
  });

  it('counts its runs, and those in which all was done', async () => {
    const sopId = await world.procedure();
    await world.customerWrites(RESET);
    await world.desk.settle();
    const sop = await world.desk.deps.db.asWorker((tx) =>
      tx.sop.findUnique({ where: { id: sopId } }),
    );
    expect(sop).toMatchObject({ runsEnded: 1, runsDone: 1, version: 1 });
  });

  it('owns the conversation while it works, and nobody does before and after', async () => {
    await world.procedure();
    world.receiver.plan(503);
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('RUNNING');
    expect(run.steps[0]).toMatchObject({ state: 'RUNNING' });
    expect(run.steps[0]?.error).toContain('It is tried again.');
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: run.id });
  });

  it('stops at a step that the organization’s own server refuses, and sends nothing after it', async () => {
    await world.procedure();
    world.receiver.plan(422);
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('FAILED');
    expect(run.steps.map(({ state }) => state)).toEqual(['FAILED', 'STOPPED', 'STOPPED']);
    expect(world.phone(from)).toEqual([]);
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: null });
  });

  it('waits for a person where something is not known, which the contact may get meanwhile', async () => {
    await world.procedure();
    const { conversationId, from } = await world.customerWrites(RESET, { email: null });
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('PROPOSED');
    expect(run.steps.map(({ state }) => state)).toEqual(['BLOCKED', 'BLOCKED', 'WAITING']);
    expect(run.steps[0]?.error).toBe('Not known: the customer’s e-mail address.');
    expect(await approveAll(conversationId)).toMatchObject({
      status: 'rejected',
      code: 'CONFLICT',
    });
    await world.desk.deps.db.asWorker(
      (tx) =>
        tx.$executeRaw`update contact_cards set email = 'ada@guest.test' where id = (select card_id from conversations where id = ${conversationId}::uuid)`,
    );
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE' });
    expect(world.phone(from)).toEqual([THE_REPLY]);
  });

  it.each(['+15550129999', 'Visitor'])(
    'greets nobody by “%s”, which stands for a name that is not known',
    async (name) => {
      await world.procedure();
      const { conversationId, from } = await world.customerWrites(RESET, { name });
      await world.desk.settle();
      const { steps } = await world.run(conversationId);
      expect(steps.map(({ error }) => error)).toContain('Not known: the customer’s name.');
      expect(world.phone(from)).toEqual([]);
    },
  );

  it('keeps to the version that it began with', async () => {
    const sopId = await world.procedure({ autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.desk.mutate(world.manager, 'sop.update', {
      sopId,
      actions: [{ type: 'send_reply', text: 'Something else' }],
    });
    await approveAll(conversationId);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE', sopVersion: 1 });
    expect(world.phone(from)).toEqual([THE_REPLY]);
  });
});

describe('a procedure that asks first', () => {
  it('does nothing before its approval, and then says who approved', async () => {
    await world.procedure({ autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    const before = world.receiver.calls.length;
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'PROPOSED' });
    expect([world.phone(from), world.receiver.calls.length]).toEqual([[], before]);
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('DONE');
    expect(run.steps.every((step) => step.approvedById === world.agent.userId)).toBe(true);
    expect(run.steps.every((step) => step.startedAt !== null && step.endedAt !== null)).toBe(true);
    expect(world.phone(from)).toEqual([THE_REPLY]);
  });

  it('is not approved by who has not seen the customer’s newest message', async () => {
    await world.procedure({ autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const run = await world.run(conversationId);
    const { lastNumber: seenUpTo } = await world.conversation(conversationId);
    await world.customerWrites('wait, I found it', { from });
    await world.desk.settle();
    await world.desk.deps.db.asWorker(
      (tx) =>
        tx.$executeRaw`update messages set created_at = created_at - interval '10 seconds' where conversation_id = ${conversationId}::uuid`,
    );
    const stepIds = openSteps(run);
    expect(
      await world.desk.mutate(world.agent, 'sopRun.approve', { runId: run.id, stepIds, seenUpTo }),
    ).toMatchObject({ status: 'rejected', code: 'CONFLICT' });
  });

  it('does single steps, skips others, and sends an edited text', async () => {
    await world.procedure({ autonomy: 'approve' });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    const { id: runId, steps } = await world.run(conversationId);
    const [link, reply] = steps.map(({ id }) => id);
    await world.desk.mutate(world.agent, 'sopRun.skip', { runId, stepId: link! });
    await world.desk.mutate(world.agent, 'sopRun.edit', {
      runId,
      stepId: reply!,
      text: 'Hello {{contact.firstName}}, done.',
    });
    const { lastNumber: seenUpTo } = await world.conversation(conversationId);
    await world.desk.mutate(world.agent, 'sopRun.approve', { runId, stepIds: [reply!], seenUpTo });
    await world.desk.settle();
    expect(world.phone(from)).toEqual(['Hello Ada, done.']);
    const run = await world.run(conversationId);
    expect(run.steps.map(({ state }) => state)).toEqual(['SKIPPED', 'DONE', 'PROPOSED']);
    expect(run.state).toBe('PROPOSED');
  });

  it('is put aside by a person, and comes back for no repeated reading', async () => {
    await world.procedure({ autonomy: 'approve' });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    const { id: runId } = await world.run(conversationId);
    await world.desk.mutate(world.agent, 'sopRun.dismiss', { runId });
    expect(await world.run(conversationId)).toMatchObject({ state: 'DISMISSED' });
    expect(await approveAll(conversationId).catch(String)).toMatchObject({ status: 'rejected' });
  });
});

describe('a reply that comes too late', () => {
  it('for the channel’s window is not sent, and the run says why', async () => {
    await world.procedure({ autonomy: 'approve', actions: [{ type: 'send_reply', text: 'Hi!' }] });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    await world.desk.deps.db.asWorker(
      (tx) =>
        tx.$executeRaw`update conversations set last_inbound_at = last_inbound_at - interval '25 hours' where id = ${conversationId}::uuid`,
    );
    expect(await approveAll(conversationId)).toMatchObject({ status: 'applied' });
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('FAILED');
    expect(run.reason).toContain('24 hours');
    expect(world.phone(from)).toEqual([]);
  });
});

describe('a procedure that suggests', () => {
  it('counts a reply of its words, sent by a person, as done', async () => {
    await world.procedure({
      autonomy: 'suggest',
      actions: [{ type: 'send_reply', text: 'Hi {{contact.firstName}}!' }],
    });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      autonomy: 'suggest',
    });
    const { lastNumber: seenUpTo } = await world.conversation(conversationId);
    const messageId = newId();
    const args = { messageId, conversationId, text: 'Hi Ada!', attachmentIds: [], seenUpTo };
    await world.desk.mutate(world.agent, 'conversation.reply', args);
    const run = await world.run(conversationId);
    expect(run.state).toBe('DONE');
    expect(run.steps[0]).toMatchObject({ state: 'DONE', result: { messageId, byPerson: true } });
  });
});

describe('an action', () => {
  it('never does more than its kind allows: a webhook waits for a person though the procedure does not', async () => {
    await world.procedure({
      actions: [
        { type: 'add_tag', tagId: world.tagId },
        { type: 'call_webhook', webhookId: world.webhookId },
      ],
    });
    const before = world.receiver.calls.length;
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    const run = await world.run(conversationId);
    expect(run.state).toBe('PROPOSED');
    expect(run.steps.map(({ state }) => state)).toEqual(['DONE', 'PROPOSED']);
    expect(await world.conversation(conversationId)).toMatchObject({ aiRunId: null });
    await approveAll(conversationId);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE' });
    expect(world.receiver.calls.length).toBe(before + 1);
  });

  it('mails no link by itself to an address that a visitor of the web chat has typed', async () => {
    await world.procedure();
    const before = world.receiver.calls.length;
    const { desk } = world;
    const webchat = await desk.inbox('webchat');
    const [from, accountId] = ['visitor-types-an-address', webchat.accountId];
    desk.vendors.customerSays('webchat', { accountId, from, text: RESET });
    await desk.vendors.idle();
    await desk.runLane('ingest-inbox', webchat.id);
    const { id } = await desk.deps.db.asWorker((tx) =>
      tx.conversation.findFirstOrThrow({ where: { inboxId: webchat.id } }),
    );
    await desk.deps.db.asWorker((tx) =>
      tx.contactCard.updateMany({
        where: { inboxId: webchat.id },
        data: { email: 'someone-else@guest.test', name: 'Mallory' },
      }),
    );
    await desk.settle();
    const run = await world.run(id);
    expect(run.state).toBe('PROPOSED');
    expect(run.steps.map(({ state }) => state)).toEqual(['PROPOSED', 'WAITING', 'WAITING']);
    expect(world.receiver.calls.length).toBe(before);
  });

  it('hands over to a person, marks as urgent and sets a status, each in its turn', async () => {
    await world.procedure({
      actions: [
        { type: 'escalate', reason: 'A member is locked out.' },
        { type: 'assign', userId: world.agent.userId, teamId: null },
        { type: 'set_status', status: 'PENDING' },
      ],
    });
    const { conversationId } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE' });
    expect(await world.conversation(conversationId)).toMatchObject({
      priority: 'URGENT',
      status: 'PENDING',
      assigneeId: world.agent.userId,
      aiRunId: null,
    });
  });
});
