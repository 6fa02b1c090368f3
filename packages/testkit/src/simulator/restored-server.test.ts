import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForgetsResent } from './broken-servers.ts';
import { problemsAtRest } from './oracle.ts';
import { drainOutbox } from './outside-writes.ts';
import { comeToRest } from './rest.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { World, type Parts } from './world.ts';

let database: SimDatabase;

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

/** A reply leaves the house; then the server is set back to before it was written. */
async function replyThenRestore(parts: Parts): Promise<World> {
  const world = await World.open({ ...database, seed: 16, parts });
  await comeToRest(world);
  await world.backUp();
  const tab = world.browsers[0]!.tabs[0]!;
  const note = { id: world.ids.next(), item: world.items[0], text: 'to a customer', hot: false };
  tab.mutate('note.send', note as never);
  await comeToRest(world);
  drainOutbox(world);
  await comeToRest(world);
  await world.restore(true);
  await comeToRest(world);
  drainOutbox(world);
  expect(await comeToRest(world)).toBeNull();
  return world;
}

describe('scenario 16: a server that is set back to its backup', () => {
  it('is told again what it has forgotten, and nothing leaves the house twice (rule 10)', async () => {
    const world = await replyThenRestore({});
    expect([...world.witness.delivered.values()]).toEqual([1]);
    expect(await problemsAtRest(world)).toEqual([]);
    await world.close();
  });

  it('would send twice if it took that for new work: the simulator notices', async () => {
    const world = await replyThenRestore({ server: { Executor: ForgetsResent } });
    expect(await problemsAtRest(world)).toEqual([
      expect.stringMatching(/rule 10: delivered 2 times/),
    ]);
    await world.close();
  });
});
