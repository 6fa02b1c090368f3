import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConversation } from '../pipeline/read-conversation.ts';
import { type Death, dyingDb } from '../testing/dying-db.ts';
import { ProcedureDesk } from '../testing/procedures.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
  await world.procedure();
});
afterAll(() => world.close());

const RESET = 'I forgot my password, please reset it';

/** More transactions than a run of three steps takes, from the pipeline to its end. */
const TRANSACTIONS = 26;

/** Ahead of a transaction is as behind the one before it. */
const deaths: Death[] = Array.from({ length: TRANSACTIONS }, (_, at) => at).flatMap((at) =>
  (['rolled-back', 'committed'] as const).map((when) => ({ at, when })),
);

describe('a worker that is killed behind a message', () => {
  it.each(deaths)('at transaction $at, $when, loses no step and does none twice', async (death) => {
    const { conversationId, from } = await world.customerWrites(RESET);
    const callsBefore = new Set(world.receiver.calls.map(({ id }) => id));
    const { db, died } = dyingDb(world.desk.deps.db, death);
    const { organizationId, deps } = world.desk;
    await Promise.race([died, readConversation({ ...deps, db }, conversationId, organizationId)]);
    // A claimed call is due again when its claim has run out; a lost job is poked again by the clock.
    await deps.db.asWorker(
      (tx) =>
        tx.$executeRaw`update webhook_calls set next_attempt_at = clock_timestamp() where conversation_id = ${conversationId}::uuid`,
    );
    await world.desk.runLane('read-conversation', conversationId);
    await world.desk.settle();
    const [run, ...others] = await world.runs(conversationId);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ state: 'DONE' });
    expect(run?.steps.map(({ state }) => state)).toEqual(['DONE', 'DONE', 'DONE']);
    expect(world.phone(from)).toEqual(['Hi Ada, I have sent a reset link to ada@guest.test.']);
    const conversation = await world.conversation(conversationId);
    expect(conversation.tags).toHaveLength(1);
    expect(conversation.messages).toHaveLength(2);
    expect(conversation.aiRunId).toBe(null);
    const calls = world.receiver.calls.filter(({ id }) => !callsBefore.has(id));
    expect(calls).toHaveLength(1);
  });

  it('has been killed at every transaction of a run, and beyond its last', async () => {
    const { conversationId } = await world.customerWrites(RESET);
    let count = 0;
    const { db } = world.desk.deps;
    const counting: typeof db = {
      ...db,
      withOrg: (...args) => ((count += 1), db.withOrg(...args)),
      asWorker: (...args) => ((count += 1), db.asWorker(...args)),
    };
    const { organizationId, deps } = world.desk;
    await readConversation({ ...deps, db: counting }, conversationId, organizationId);
    await world.desk.settle();
    expect(count).toBeGreaterThan(10);
    expect(count).toBeLessThan(TRANSACTIONS);
  });
});
