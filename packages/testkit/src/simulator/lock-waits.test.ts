import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { Scheduler, settle } from './scheduler.ts';
import { openSimDatabase, type SimDatabase } from './sim-database.ts';
import { SteppedPostgres } from './stepped-postgres.ts';

const OWNER = { name: 'test', isDead: false };

let database: SimDatabase;
let scheduler: Scheduler;
let postgres: SteppedPostgres;
let done: string[];

beforeAll(async () => {
  database = await openSimDatabase();
});

afterAll(() => database.close());

beforeEach(() => {
  const chance = new Chance(1);
  scheduler = new Scheduler(chance);
  postgres = new SteppedPostgres({ scheduler, chance, sessions: database.sessions });
  done = [];
});

/** Everything that can happen now. */
async function happen(): Promise<void> {
  do await settle();
  while (await scheduler.step());
}

/** A transaction that takes locks one after another, each when it is let, and ends when it is let once more. */
async function taking(name: string, ...keys: readonly number[]): Promise<() => Promise<void>> {
  let go = Promise.withResolvers<void>();
  const pause = async (): Promise<void> => {
    await go.promise;
    go = Promise.withResolvers<void>();
  };
  postgres
    .transaction(OWNER, { role: 'frontdesk_worker' }, async (tx) => {
      for (const key of keys) {
        await postgres.query(tx, { text: 'select pg_advisory_xact_lock($1)', values: [key] });
        done.push(`${name} has ${key}`);
        await pause();
      }
    })
    .then(
      () => done.push(`${name} ends`),
      (error: { code?: string }) => done.push(`${name} fails: ${error.code ?? 'no code'}`),
    );
  await happen();
  return async () => {
    go.resolve();
    await happen();
  };
}

describe('statements that wait for a lock', () => {
  it('go on one after another, in the order in which they came, as who holds it ends', async () => {
    const first = await taking('first', 1);
    const second = await taking('second', 1);
    const third = await taking('third', 1);
    expect(done).toEqual(['first has 1']);
    await first();
    await second();
    await third();
    expect(done).toEqual([
      'first has 1',
      'second has 1',
      'first ends',
      'third has 1',
      'second ends',
      'third ends',
    ]);
    expect(postgres.isIdle).toBe(true);
  });

  it('go on when their lock is free, whoever else still waits', async () => {
    const first = await taking('first', 1);
    const other = await taking('other', 2);
    await taking('waits long', 1);
    await taking('waits', 2);
    await other();
    expect(done).toEqual(['first has 1', 'other has 2', 'waits has 2', 'other ends']);
    await first();
    expect(done).toContain('waits long has 1');
    await postgres.breakAll();
  });

  it('are told of a ring at once: who closes it fails, and the others go on', async () => {
    const one = await taking('one', 1, 2);
    const two = await taking('two', 2, 3);
    const three = await taking('three', 3, 1);
    await one();
    await two();
    await three();
    expect(done.slice(3)).toEqual(['two has 3', 'three fails: 40P01']);
    await two();
    expect(done.slice(5)).toEqual(['one has 2', 'two ends']);
    await one();
    expect(postgres.isIdle).toBe(true);
  });

  it('fail when every connection is lost', async () => {
    await taking('holds', 1);
    await taking('waits', 1);
    await taking('waits too', 1);
    await postgres.breakAll();
    await happen();
    expect(done).toEqual(['holds has 1', 'waits fails: 08006', 'waits too fails: 08006']);
  });
});
