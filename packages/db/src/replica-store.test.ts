import { newId } from '@frontdesk/core/ids';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openChangeLog } from './change-log.ts';
import { type Db, createDb, rawPool } from './client.ts';
import {
  adoptResult,
  consumeMutation,
  findResult,
  findResults,
  greetReplica,
  lockPushState,
  lockUid,
  recordResult,
} from './replica-store.ts';
import { type Workspace, createWorkspace } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let workspace: Workspace;
let by: { workspaceId: string; userId: string; membershipId: string; replicaId: string };

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 8 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  workspace = await createWorkspace(db);
  const { id: workspaceId, userId, membershipId } = workspace;
  by = { workspaceId, userId, membershipId, replicaId: newId() };
});

const applied = (mid: number, uid = newId()) => ({ mid, uid, status: 'applied' as const });
const look = (mid: number, uid: string, of = by) =>
  db.withOrg(of.workspaceId, (tx) => lockPushState(tx, { ...of, mid, uid }));
const consume = (result: MutationResult) =>
  db.withOrg(by.workspaceId, async (tx) => {
    await lockPushState(tx, { ...by, ...result });
    await consumeMutation(tx, by, result);
  });

describe('a replica', () => {
  it('is unknown until its first mutation is consumed', async () => {
    expect(await look(1, newId())).toEqual({ lastMid: undefined });
    expect(await look(5, newId())).toEqual({ lastMid: undefined });
    await consume(applied(1));
    expect(await look(2, newId())).toEqual({ lastMid: 1 });
    const row = await db.withOrg(by.workspaceId, (tx) => greetReplica(tx, by.replicaId));
    expect(row).toEqual({ userId: by.userId, workspaceId: by.workspaceId, lastMid: 1 });
  });

  it('belongs to one user of one workspace', async () => {
    await consume(applied(1));
    const other = await createWorkspace(db);
    const { id: workspaceId, userId, membershipId } = other;
    expect(await look(2, newId(), { ...by, userId })).toBe('wrong_user');
    expect(await look(1, newId(), { ...by, workspaceId, userId, membershipId })).toBe('wrong_user');
  });

  it('of another user is told nothing of what came of a uid (rule 26)', async () => {
    const result = applied(1);
    await consume(result);
    const { userId } = await createWorkspace(db);
    const eve = { ...by, userId, replicaId: newId() };
    expect(await look(1, result.uid, eve)).toBe('wrong_user');
  });

  it('moves on by one', async () => {
    await consume(applied(1));
    await expect(consume(applied(3))).rejects.toThrow('not the next');
    await expect(consume(applied(1))).rejects.toThrow();
  });

  it('that runs the same mutation twice at once has one effect', async () => {
    const result = applied(1);
    const runs = await Promise.all(
      [1, 2, 3].map(() =>
        db.withOrg(by.workspaceId, async (tx) => {
          const state = await lockPushState(tx, { ...by, ...result });
          if (state === 'wrong_user' || state.atUid) return 'answered';
          await consumeMutation(tx, by, result);
          return 'ran';
        }),
      ),
    );
    expect(runs.toSorted()).toEqual(['answered', 'answered', 'ran']);
  });
});

describe('two executors at once', () => {
  const bothAt = (one: typeof by, other: typeof by, result: MutationResult) => {
    const { promise: bothLooked, resolve } = Promise.withResolvers<void>();
    let looked = 0;
    return Promise.allSettled(
      [one, other].map((of) =>
        db.withOrg(by.workspaceId, async (tx) => {
          await lockPushState(tx, { ...of, ...result });
          looked += 1;
          if (looked === 2) resolve();
          await bothLooked;
          await consumeMutation(tx, of, result);
        }),
      ),
    );
  };

  it('of one replica: the second sees what the first has consumed while it waited (rule 26)', async () => {
    await consume(applied(1));
    const result = applied(2);
    const first = db.withOrg(by.workspaceId, async (tx) => {
      await lockPushState(tx, { ...by, ...result });
      const second = look(2, result.uid);
      await waitsForALock();
      await consumeMutation(tx, by, result);
      return { second };
    });
    const recorded = { replicaId: by.replicaId, result };
    expect(await (await first).second).toEqual({ lastMid: 2, atMid: recorded, atUid: recorded });
  });

  it('of two replicas with the same work: one is recorded, the other finds it when it tries again (rule 2)', async () => {
    const other = { ...by, replicaId: newId() };
    const result = applied(1);
    const ends = await bothAt(by, other, result);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const loser = ends[0]?.status === 'rejected' ? by : other;
    expect(await look(1, result.uid, loser)).toMatchObject({ atUid: { result } });
  });
});

/** Resolves once somebody stands in line for a row. */
const waitsForALock = () =>
  vi.waitFor(async () => {
    const { rows } = await rawPool(db).query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length === 0) throw new Error('nobody waits');
  });

describe('a result', () => {
  it('is found by its uid and by its place in the queue, as it was recorded', async () => {
    const result = {
      ...applied(1),
      status: 'rejected' as const,
      code: 'CONFLICT',
      data: { rev: 3 },
    };
    await consume(result);
    const recorded = { replicaId: by.replicaId, result };
    expect(await look(1, result.uid)).toEqual({ lastMid: 1, atMid: recorded, atUid: recorded });
    expect(await look(1, newId())).toEqual({ lastMid: 1, atMid: recorded });
    const found = await db.withOrg(by.workspaceId, (tx) =>
      findResult(tx, by.workspaceId, result.uid),
    );
    expect(found).toEqual({ ...recorded, userId: by.userId });
  });

  it('is found with others, all in one question', async () => {
    const results = [applied(1), applied(2), applied(3)];
    for (const result of results) await consume(result);
    const uids = [...results.map(({ uid }) => uid), newId()];
    const found = await db.withOrg(by.workspaceId, (tx) => findResults(tx, by.workspaceId, uids));
    expect(found.toSorted((a, b) => a.mid - b.mid)).toEqual(results);
  });

  it("stands in the author's own scope of the log", async () => {
    const log = openChangeLog(db);
    const { seq } = await log.head(by.workspaceId);
    const result = applied(1);
    await consume(result);
    expect(await log.read(by.workspaceId, seq, 10)).toMatchObject([
      { op: 'result', scopeId: by.membershipId, replicaId: by.replicaId, mid: 1, row: result },
    ]);
  });

  it('is taken over by a restored replica that pushes the same work under other numbers', async () => {
    const result = applied(1);
    await consume(result);
    const restored = { ...by, replicaId: newId() };
    const adopted = { ...result, mid: 1 };
    await db.withOrg(by.workspaceId, async (tx) => {
      await lockPushState(tx, { ...restored, ...adopted });
      await adoptResult(tx, restored, adopted);
    });
    expect(await look(1, result.uid, restored)).toMatchObject({
      lastMid: 1,
      atMid: { replicaId: restored.replicaId, result: adopted },
    });
  });

  it('never changes', async () => {
    const result = applied(0);
    await db.withOrg(by.workspaceId, async (tx) => {
      await lockUid(tx, by.workspaceId, result.uid);
      await recordResult(tx, by, result);
    });
    const again = db.withOrg(by.workspaceId, (tx) => recordResult(tx, by, result));
    await expect(again).rejects.toThrow();
    const edit = db.asWorker((tx) => tx.$executeRaw`update sync_result set status = 'rejected'`);
    await expect(edit).rejects.toThrow('never changed');
  });

  it('is invisible to another organization, whose uids are its own', async () => {
    const result = applied(0);
    await db.withOrg(by.workspaceId, (tx) => recordResult(tx, by, result));
    const other = await createWorkspace(db);
    const found = db.withOrg(other.id, (tx) => findResult(tx, by.workspaceId, result.uid));
    expect(await found).toBeUndefined();
    await db.withOrg(other.id, (tx) =>
      recordResult(tx, { workspaceId: other.id, userId: other.userId }, result),
    );
  });
});
