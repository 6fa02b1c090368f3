import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bus } from '@frontdesk/core/bus';
import { done, refuse } from '@frontdesk/core/errors';
import { newId, idAt } from '@frontdesk/core/ids';
import type { Log } from '@frontdesk/core/log';
import { openChangeLog } from '@frontdesk/db/change-log';
import { type Db, createDb } from '@frontdesk/db/client';
import { type Workspace, createWorkspace } from '@frontdesk/db/testing/workspace';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { Executor } from './execute.ts';
import type { PushedCommand } from './execute/mutation-command.ts';
import type { Actor, MutationHandlers } from './mutation-handler.ts';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

let database: TestDatabase;
let db: Db;
let workspace: Workspace;
let actor: Actor;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 12 });
  workspace = await createWorkspace(db);
  actor = ownerOf(workspace);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

const ownerOf = ({ id: organizationId, userId, membershipId }: Workspace): Actor => {
  return { kind: 'USER', organizationId, userId, membershipId };
};

const published: string[] = [];
const bus: Bus = {
  publish: async (topic) => {
    published.push(topic);
  },
  subscribe: () => () => undefined,
  close: async () => undefined,
};

/** Use cases as small as can be, with the faults that a test asks for. */
const handlers = (faults: Partial<MutationHandlers> = {}): MutationHandlers =>
  ({
    'tag.create': async ({ tx, actor: { organizationId } }, { tagId, name, color }) => {
      const taken = await tx.tag.count({ where: { organizationId, name } });
      if (taken > 0) return refuse('CONFLICT', 'There is a tag of this name.');
      await tx.tag.create({
        data: { id: tagId, organizationId, scopeId: organizationId, name, color },
      });
      return done({ tagId });
    },
    ...faults,
  }) as MutationHandlers;

const executor = (faults?: Partial<MutationHandlers>): Executor =>
  new Executor({ db, bus, log: silent, now: () => new Date() }, handlers(faults));

let names = 0;
const tag = (fields: Partial<{ tagId: string; name: string }> = {}) => ({
  tagId: newId(),
  name: `tag ${names++}`,
  color: '#5b4fd6',
  ...fields,
});

const push = (
  replicaId: string,
  mid: number,
  more: Partial<PushedCommand> = {},
): PushedCommand => ({
  name: 'tag.create',
  version: 1,
  args: tag(),
  actor,
  uid: newId(),
  replica: { replicaId, mid },
  ...more,
});

const countTags = (name: string): Promise<number> =>
  db.asWorker((tx) => tx.tag.count({ where: { organizationId: workspace.id, name } }));

const resultsInLog = async (replicaId: string) => {
  const entries = await openChangeLog(db).read(workspace.id, 0, 100_000);
  return entries.filter((entry) => entry.op === 'result' && entry.replicaId === replicaId);
};

describe('a mutation from a replica', () => {
  it('has its effect, its result in the log beside its rows, and an audit line, in one transaction (rule 7)', async () => {
    const command = push(newId(), 1);
    const answer = await executor().push(command);
    expect(answer).toMatchObject({
      kind: 'consumed',
      result: { mid: 1, uid: command.uid, status: 'applied' },
    });
    const [result] = await resultsInLog(command.replica.replicaId);
    const entries = await openChangeLog(db).read(workspace.id, result!.seq - 1, 1);
    expect(entries.map((entry) => `${entry.op} ${entry.entity} ${entry.scopeId}`)).toEqual([
      `U tags ${workspace.id}`,
      `result mutation ${workspace.membershipId}`,
    ]);
    expect(result!.row).toEqual((answer as { result: unknown }).result);
    const audit = await db.asWorker((tx) =>
      tx.auditEntry.findMany({
        where: { action: 'tag.create', resourceId: (command.args as { tagId: string }).tagId },
      }),
    );
    expect(audit).toHaveLength(1);
  });

  it('tells others once it is committed', async () => {
    published.length = 0;
    await executor().push(push(newId(), 1));
    expect(published.toSorted()).toEqual(['head', 'outbox']);
  });

  it('is answered from the record when its answer was lost', async () => {
    const command = push(newId(), 1);
    const first = await executor().push(command);
    expect(await executor().push(command)).toEqual(first);
    expect(await resultsInLog(command.replica.replicaId)).toHaveLength(1);
  });

  it('has one effect when two executors get it at once', async () => {
    const replicaId = newId();
    const commands = Array.from({ length: 20 }, (_, n) => push(replicaId, n + 1));
    const one = executor();
    const other = executor();
    for (const command of commands) {
      const [a, b] = await Promise.all([one.push(command), other.push(command)]);
      expect(a).toEqual(b);
      expect(a).toMatchObject({ kind: 'consumed', result: { status: 'applied' } });
    }
    expect(await resultsInLog(replicaId)).toHaveLength(20);
  });

  it('out of line is asked for again from the next one', async () => {
    const replicaId = newId();
    await executor().push(push(replicaId, 1));
    expect(await executor().push(push(replicaId, 3))).toEqual({ kind: 'gap', resendFrom: 2 });
  });

  it('shows a forked replica (rule 2)', async () => {
    const replicaId = newId();
    await executor().push(push(replicaId, 1));
    expect(await executor().push(push(replicaId, 1))).toEqual({ kind: 'forked' });
  });

  it('keeps its result when it comes again under a new replica (rule 2)', async () => {
    const command = push(newId(), 1);
    const first = await executor().push(command);
    const again = await executor().push({ ...command, replica: { replicaId: newId(), mid: 1 } });
    expect(again).toEqual(first);
    expect(await countTags((command.args as { name: string }).name)).toBe(1);
  });

  it('of a replica that nobody knows any more is renumbered (rule 26)', async () => {
    expect(await executor().push(push(newId(), 7))).toEqual({ kind: 'forked' });
  });

  it("of somebody else's replica is not taken (rule 26)", async () => {
    const command = push(newId(), 1);
    await executor().push(command);
    const stranger = await addMember('MANAGER');
    const answer = await executor().push(push(command.replica.replicaId, 2, { actor: stranger }));
    expect(answer).toEqual({ kind: 'wrong_user' });
  });
});

describe('a mutation that is refused', () => {
  it('is consumed, leaves nothing of its own and lets the next one through (rule 39)', async () => {
    const replicaId = newId();
    const name = `taken ${newId()}`;
    const half: MutationHandlers['tag.create'] = async (context, args) => {
      await handlers()['tag.create'](context, args);
      return refuse('CONFLICT', 'Refused after writing.');
    };
    const refused = await executor({ 'tag.create': half }).push(
      push(replicaId, 1, { args: tag({ name }) }),
    );
    expect(refused).toMatchObject({
      kind: 'consumed',
      result: { status: 'rejected', code: 'CONFLICT' },
    });
    expect(await countTags(name)).toBe(0);
    expect(await resultsInLog(replicaId)).toHaveLength(1);
    expect(await executor().push(push(replicaId, 2))).toMatchObject({
      result: { status: 'applied' },
    });
  });

  it.each([
    ['arguments without the shape', { args: { tagId: 'x' } }, 'VALIDATION_ERROR'],
    [
      'an id from the future',
      { args: tag({ tagId: idAt(Date.now() + 3_600_000) }) },
      'VALIDATION_ERROR',
    ],
    [
      'an id that carries no time',
      { args: tag({ tagId: crypto.randomUUID() }) },
      'VALIDATION_ERROR',
    ],
  ])('for %s', async (_, more, code) => {
    const answer = await executor().push(push(newId(), 1, more));
    expect(answer).toMatchObject({ kind: 'consumed', result: { status: 'rejected', code } });
  });

  it('for what the role does not allow, by the rights of now (rule 38)', async () => {
    const member = await addMember('VIEWER');
    const refused = await executor().push(push(newId(), 1, { actor: member }));
    expect(refused).toMatchObject({ result: { status: 'rejected', code: 'AUTHORIZATION_ERROR' } });
  });

  it('beyond the scopes of its API key', async () => {
    const limited: Actor = { ...actor, kind: 'API', keyScopes: new Set(['conversation.read']) };
    const result = await executor().execute({
      name: 'tag.create',
      args: tag(),
      actor: limited,
      uid: newId(),
    });
    expect(result).toMatchObject({ status: 'rejected', code: 'AUTHORIZATION_ERROR' });
  });

  it('because what it builds on was (rule 11)', async () => {
    const replicaId = newId();
    const groundwork = push(replicaId, 1, { args: {} });
    await executor().push(groundwork);
    const dependant = await executor().push(push(replicaId, 2, { after: [groundwork.uid] }));
    expect(dependant).toMatchObject({ result: { status: 'rejected', code: 'dependency_failed' } });
    const unrelated = await executor().push(push(replicaId, 3, { after: [newId()] }));
    expect(unrelated).toMatchObject({ result: { status: 'applied' } });
  });

  it('is not consumed when its author is no member any more', async () => {
    const member = await addMember('MANAGER');
    const replicaId = newId();
    await db.asWorker((tx) =>
      tx.membership.update({ where: { id: member.membershipId! }, data: { active: false } }),
    );
    expect(await executor().push(push(replicaId, 1, { actor: member }))).toEqual({
      kind: 'signed_out',
    });
    expect(await resultsInLog(replicaId)).toEqual([]);
  });

  it('is not consumed when it speaks another version (rule 40)', async () => {
    expect(await executor().push(push(newId(), 1, { version: 2 }))).toEqual({ kind: 'upgrade' });
    expect(await executor().push(push(newId(), 1, { name: 'tag.paint' }))).toEqual({
      kind: 'upgrade',
    });
  });
});

describe('a mutation that fails', () => {
  const failing = (error: () => Error, times = Infinity) => {
    const run = vi.fn<MutationHandlers['tag.create']>(async (context, args) => {
      if (run.mock.calls.length <= times) throw error();
      return handlers()['tag.create'](context, args);
    });
    return run;
  };

  it('consumes nothing', async () => {
    const command = push(newId(), 1);
    const broken = executor({ 'tag.create': failing(() => new Error('bug')) });
    expect(await broken.push(command)).toMatchObject({ kind: 'retry' });
    expect(await executor().push(command)).toMatchObject({ result: { status: 'applied' } });
  });

  it('for another transaction runs again by itself', async () => {
    const run = failing(() => Object.assign(new Error('deadlock'), { code: '40P01' }), 2);
    expect(await executor({ 'tag.create': run }).push(push(newId(), 1))).toMatchObject({
      result: { status: 'applied' },
    });
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('though the use case swallowed the error commits nothing (rule 31)', async () => {
    const args = tag();
    const swallow: MutationHandlers['tag.create'] = async (context, given) => {
      await handlers()['tag.create'](context, given);
      await context.tx.$executeRaw`select 1 / 0`.catch(() => undefined);
      return done(null);
    };
    const answer = await executor({ 'tag.create': swallow }).push(push(newId(), 1, { args }));
    expect(answer).toMatchObject({ kind: 'retry' });
    expect(await countTags(args.name)).toBe(0);
  });

  it('again and again while others go through is set aside, and the queue moves on (rule 13)', async () => {
    const poisoned = tag({ name: `poison ${newId()}` });
    const one = executor({
      'tag.create': async (context, args) => {
        if (args.name === poisoned.name) throw new Error('bug');
        return handlers()['tag.create'](context, args);
      },
    });
    const replicaId = newId();
    const command = push(replicaId, 1, { args: poisoned });
    const answers: string[] = [];
    for (let n = 0; n < 6; n++) {
      const answer = await one.push(command);
      answers.push(answer.kind === 'consumed' ? answer.result.status : answer.kind);
      await one.push(push(newId(), 1));
    }
    expect(answers).toEqual(['retry', 'retry', 'retry', 'retry', 'retry', 'quarantined']);
    expect(await one.push(push(replicaId, 2))).toMatchObject({ result: { status: 'applied' } });
  });

  it('because the database is away is never counted against it', async () => {
    const away = createDb({ url: 'postgres://nobody@127.0.0.1:1/none' });
    const one = new Executor({ db: away, bus, log: silent, now: () => new Date() }, handlers());
    for (let n = 0; n < 8; n++) {
      expect(await one.push(push(newId(), 1))).toMatchObject({ kind: 'retry' });
    }
    await away.close();
  });
});

describe('a mutation that makes a row under an id that is taken', () => {
  it('is a conflict and holds up nothing behind it, whoever has the row', async () => {
    const command = { name: 'tag.create', args: tag() };
    const other = ownerOf(await createWorkspace(db));
    const one = executor();
    await one.execute({ ...command, actor: other, uid: newId() });
    const conflict = { status: 'rejected', code: 'CONFLICT' };
    expect(await one.execute({ ...command, actor, uid: newId() })).toMatchObject(conflict);
    const replicaId = newId();
    const answer = await one.push(push(replicaId, 1, { args: command.args }));
    expect(answer).toMatchObject({ result: conflict });
    expect(await one.push(push(replicaId, 2))).toMatchObject({ result: { status: 'applied' } });
  });
});

describe('a mutation by REST', () => {
  it('has one effect for one idempotency key, however often and wherever it is sent', async () => {
    const command = { name: 'tag.create', args: tag(), actor, uid: `key ${newId()}` };
    const results = await Promise.all([1, 2, 3, 4].map(() => executor().execute(command)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(results[0]).toMatchObject({ status: 'applied', data: { tagId: command.args.tagId } });
    expect(await countTags(command.args.name)).toBe(1);
  });

  it('does not answer one user with what another did', async () => {
    const uid = `key ${newId()}`;
    await executor().execute({ name: 'tag.create', args: tag(), actor, uid });
    const other = await addMember('MANAGER');
    expect(
      await executor().execute({ name: 'tag.create', args: tag(), actor: other, uid }),
    ).toMatchObject({
      status: 'rejected',
      code: 'CONFLICT',
    });
  });

  it('may be tried again after a refusal', async () => {
    const uid = `key ${newId()}`;
    const name = `free ${newId()}`;
    await executor().execute({ name: 'tag.create', args: {}, actor, uid });
    expect(
      await executor().execute({ name: 'tag.create', args: tag({ name }), actor, uid }),
    ).toMatchObject({
      status: 'applied',
    });
  });

  it('rejects when the use case fails', async () => {
    const broken = executor({ 'tag.create': async () => Promise.reject(new Error('bug')) });
    await expect(
      broken.execute({ name: 'tag.create', args: tag(), actor, uid: newId() }),
    ).rejects.toThrow('bug');
  });
});

async function addMember(role: string): Promise<Actor> {
  const userId = newId();
  const membershipId = newId();
  await db.system(async (tx) => {
    await tx.user.create({ data: { id: userId, email: `${userId}@acme.test`, name: 'Cem' } });
    await tx.membership.create({
      data: {
        id: membershipId,
        organizationId: workspace.id,
        scopeId: workspace.id,
        userId,
        displayName: 'Cem',
        role,
      },
    });
  });
  return { kind: 'USER', organizationId: workspace.id, userId, membershipId };
}
