import { newId } from '@frontdesk/core/ids';
import type { ChangeLog, LogEntry } from '@frontdesk/sync/server/change-log';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChangeLog, stageGrant, stageResult } from './change-log.ts';
import { type Db, type Tx, createDb, rawPool } from './client.ts';
import {
  type Workspace,
  conversationData,
  createContact,
  createInbox,
  createWorkspace,
  messageData,
} from './testing/workspace.ts';
import { toWireRow } from './wire-row.ts';

let database: TestDatabase;
let db: Db;
let log: ChangeLog;
let workspace: Workspace;
let head: number;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 20 });
  log = openChangeLog(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  workspace = await createWorkspace(db);
  head = (await log.head(workspace.id)).seq;
});

const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withOrg(workspace.id, work);
/** What has come into the log since the test began, as "seq op entity" with seq counted from then. */
const written = async (id = workspace.id, after = head): Promise<string[]> =>
  (await log.read(id, after, 100_000)).map((e) => `${e.seq - after} ${e.op} ${e.entity}`);
const entries = (): Promise<readonly LogEntry[]> => log.read(workspace.id, head, 100_000);
const messages = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => messageData(workspace, from + index));

describe('the log has one seq, with every row in order, for', () => {
  it('a create', async () => {
    await write((tx) => tx.message.create({ data: messageData(workspace, 1) }));
    expect(await written()).toEqual(['1 U messages']);
  });

  it('a nested create', async () => {
    const other = await db.asWorker((tx) => createContact(tx, workspace.id, workspace.inboxId));
    head = (await log.head(workspace.id)).seq;
    const id = newId();
    const {
      organizationId: _,
      scopeId: __,
      conversationId: ___,
      ...message
    } = messageData(workspace, 1);
    await write((tx) =>
      tx.conversation.create({
        data: {
          ...conversationData({ ...workspace, ...other, conversationId: id }),
          messages: { create: message },
        },
      }),
    );
    expect(await written()).toEqual(['1 U conversations', '1 U messages']);
  });

  it('an upsert, either way', async () => {
    const id = newId();
    const tag = {
      id,
      organizationId: workspace.id,
      scopeId: workspace.id,
      name: 'a',
      color: 'red',
    };
    const upsert = () =>
      write((tx) => tx.tag.upsert({ where: { id }, create: tag, update: { name: 'b' } }));
    await upsert();
    await upsert();
    expect(await written()).toEqual(['1 U tags', '2 U tags']);
    expect((await entries()).map(({ row }) => [row?.['name'], row?.['rev']])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('createMany, updateMany and deleteMany', async () => {
    await write((tx) => tx.message.createMany({ data: messages(50) }));
    await write((tx) => tx.message.updateMany({ data: { status: 'READ' } }));
    await write((tx) => tx.message.deleteMany({ where: { number: { gt: 10 } } }));
    const found = await entries();
    expect(found.filter((e) => e.seq === head + 1).map((e) => e.row?.['number'])).toEqual(
      messages(50).map(({ number }) => number),
    );
    expect(found.filter((e) => e.seq === head + 2 && e.op === 'U')).toHaveLength(50);
    expect(found.filter((e) => e.seq === head + 3 && e.op === 'D')).toHaveLength(40);
    expect(found.map(({ idx }) => idx).slice(0, 50)).toEqual(messages(50).map((_, i) => i + 1));
  });

  it('a cascade, parent and children', async () => {
    await write((tx) => tx.message.createMany({ data: messages(2) }));
    await write((tx) => tx.conversation.delete({ where: { id: workspace.conversationId } }));
    expect((await written()).slice(2).toSorted()).toEqual([
      '2 D conversations',
      '2 D messages',
      '2 D messages',
    ]);
  });

  it('savepoints: exactly the rows that stayed', async () => {
    await write(async (tx) => {
      await tx.message.create({ data: messageData(workspace, 1) });
      const undone = tx.$transaction(async (nested) => {
        await nested.message.create({ data: messageData(workspace, 2) });
        throw new Error('undo');
      });
      await undone.catch(() => {});
      await tx.$transaction((nested) => nested.message.create({ data: messageData(workspace, 3) }));
    });
    expect((await entries()).map((e) => [e.seq - head, e.row?.['number']])).toEqual([
      [1, 1],
      [1, 3],
    ]);
  });

  it('a savepoint around the only write, undone: nothing', async () => {
    await write(async (tx) => {
      const undone = tx.$transaction(async (nested) => {
        await nested.message.create({ data: messageData(workspace, 1) });
        throw new Error('undo');
      });
      await undone.catch(() => {});
    });
    expect(await written()).toEqual([]);
    await write((tx) => tx.message.create({ data: messageData(workspace, 1) }));
    expect(await written()).toEqual(['1 U messages']);
  });
});

describe('the log has', () => {
  it('nothing for an update that matches no row', async () => {
    await write((tx) => tx.message.updateMany({ where: { number: 99 }, data: { status: 'READ' } }));
    await write((tx) => tx.message.deleteMany({ where: { number: 99 } }));
    expect(await written()).toEqual([]);
  });

  it('nothing for a transaction that throws or fails', async () => {
    const id = newId();
    const twice = write(async (tx) => {
      await tx.message.create({ data: { ...messageData(workspace, 1), id } });
      await tx.message.create({ data: { ...messageData(workspace, 2), id } });
    });
    await expect(twice).rejects.toThrow();
    expect(await written()).toEqual([]);
    expect((await log.head(workspace.id)).seq).toBe(head);
  });

  it('one seq in each of two workspaces that one transaction writes to', async () => {
    const other = await createWorkspace(db);
    const otherHead = (await log.head(other.id)).seq;
    await db.asWorker(async (tx) => {
      await tx.message.create({ data: messageData(workspace, 1) });
      await tx.message.create({ data: messageData(other, 1) });
    });
    expect(await written()).toEqual(['1 U messages']);
    expect(await written(other.id, otherHead)).toEqual(['1 U messages']);
  });

  it('all rows, under more than one seq, when constraints are set immediate half-way', async () => {
    await write(async (tx) => {
      await tx.message.create({ data: messageData(workspace, 1) });
      await tx.$executeRaw`set constraints all immediate`;
      await tx.message.create({ data: messageData(workspace, 2) });
      await tx.$executeRaw`set constraints all deferred`;
      await tx.message.create({ data: messageData(workspace, 3) });
    });
    expect((await entries()).map((e) => [e.seq - head, e.row?.['number']])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it("a psql user's writes too", async () => {
    await rawPool(db).query(`update conversations set subject = 'by hand' where id = $1`, [
      workspace.conversationId,
    ]);
    const [entry] = await entries();
    expect(entry?.row).toMatchObject({ subject: 'by hand', rev: 2 });
  });
});

describe('a row that moves to another scope', () => {
  it('leaves the old one before it appears in the new one, its children with it, under one seq', async () => {
    await write((tx) => tx.message.create({ data: messageData(workspace, 1) }));
    const inboxId = newId();
    await db.asWorker((tx) => createInbox(tx, workspace.id, inboxId));
    head = (await log.head(workspace.id)).seq;
    await write((tx) =>
      tx.conversation.update({
        where: { id: workspace.conversationId },
        data: { inboxId, scopeId: inboxId },
      }),
    );
    const moved = (await entries()).map((e) => [e.seq - head, e.op, e.entity, e.scopeId]);
    for (const entity of ['conversations', 'messages']) {
      const left = moved.findIndex((e) => e[1] === 'X' && e[2] === entity);
      const came = moved.findIndex((e) => e[1] === 'U' && e[2] === entity);
      expect(moved[left]).toEqual([1, 'X', entity, workspace.inboxId]);
      expect(moved[came]).toEqual([1, 'U', entity, inboxId]);
      expect(left).toBeLessThan(came);
    }
    expect(moved).toHaveLength(4);
  });
});

describe('an entry', () => {
  it('carries the row as the table has it, in the form of the wire', async () => {
    const snoozedUntil = new Date('2026-11-20T10:00:00.120Z');
    const data = { snoozedUntil, lastMessagePreview: 'こんにちは' };
    await write((tx) => tx.conversation.update({ where: { id: workspace.conversationId }, data }));
    const [entry] = await entries();
    const { rows } = await rawPool(db).query(
      `select to_jsonb(c) as row from conversations c where id = $1`,
      [workspace.conversationId],
    );
    expect(entry?.row).toEqual(toWireRow('conversations', rows[0].row));
    expect(entry?.row).toMatchObject({
      id: workspace.conversationId,
      snoozedUntil: '2026-11-20T10:00:00.120Z',
      lastMessagePreview: 'こんにちは',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it('has a tag of its transaction, which is also the tag of the head', async () => {
    await write((tx) => tx.message.create({ data: messageData(workspace, 1) }));
    await write((tx) => tx.message.create({ data: messageData(workspace, 2) }));
    const [first, second] = await entries();
    expect(first?.tag).not.toBe(second?.tag);
    expect((await log.head(workspace.id)).tag).toBe(second?.tag);
    expect(await log.tagAt(workspace.id, head + 1)).toBe(first?.tag);
    expect(await log.tagAt(workspace.id, head + 3)).toBeUndefined();
  });

  it('may be a result or a grant, which has a seq even when no row changed', async () => {
    const { id: workspaceId, membershipId, inboxId } = workspace;
    const replicaId = newId();
    const result = { mid: 7, uid: newId(), status: 'rejected', code: 'CONFLICT' } as const;
    await write(async (tx) => {
      await stageResult(tx, { workspaceId, membershipId, replicaId, result });
      await stageGrant(tx, { workspaceId, membershipId, inboxId });
    });
    expect(await entries()).toMatchObject([
      { op: 'result', scopeId: membershipId, row: result, replicaId, mid: 7, uid: result.uid },
      { op: 'grant', scopeId: membershipId, entityId: inboxId, row: null },
    ]);
  });

  it('comes with all of its transaction, however few were asked for', async () => {
    await write((tx) => tx.message.createMany({ data: messages(5) }));
    await write((tx) => tx.message.createMany({ data: messages(5, 6) }));
    expect(await log.read(workspace.id, head, 3)).toHaveLength(5);
    expect(await log.read(workspace.id, head, 5)).toHaveLength(5);
    expect(await log.read(workspace.id, head, 6)).toHaveLength(10);
  });
});

/** Follows the log as fast as it can, and notes what it should never see. */
class Poller {
  readonly images = new Map<string, LogEntry>();
  readonly faults: number[] = [];
  seen: number;

  constructor(seen: number) {
    this.seen = seen;
  }

  async look(): Promise<void> {
    for (const entry of await log.read(workspace.id, this.seen, 1_000)) {
      if (entry.seq !== this.seen && entry.seq !== this.seen + 1) this.faults.push(entry.seq);
      this.seen = Math.max(this.seen, entry.seq);
      this.images.set(entry.entityId, entry);
    }
  }
}

describe('scenario 1: with 64 writers at once', () => {
  it('three pollers see a dense log without holes, and their last image of each row is the row (I1, rule 17)', async () => {
    await write((tx) => tx.message.createMany({ data: messages(50) }));
    const start = (await log.head(workspace.id)).seq;
    const pollers = Array.from({ length: 3 }, () => new Poller(start));
    let isWriting = true;
    const polling = pollers.map(async (poller) => {
      while (isWriting) await poller.look();
    });
    await Promise.all(Array.from({ length: 64 }, (_, index) => writer(index)));
    isWriting = false;
    await Promise.all(polling);
    await Promise.all(pollers.map((poller) => poller.look()));
    for (const { faults, seen } of pollers) {
      expect(faults).toEqual([]);
      expect(seen).toBe(start + 64 * 6);
    }
    const [{ images } = new Poller(0)] = pollers;
    const { rows } = await rawPool(db).query(
      `select to_jsonb(m) as row from messages m where conversation_id = $1`,
      [workspace.conversationId],
    );
    for (const { row } of rows) {
      const image = images.get(row.id);
      if (image) expect(image.row).toEqual(toWireRow('messages', row));
    }
    const deleted = [...images.values()].filter(({ op }) => op === 'D').map((e) => e.entityId);
    expect(rows.map(({ row }) => row.id)).not.toEqual(expect.arrayContaining(deleted));
    const { rows: backwards } = await rawPool(db).query(
      `select seq from (select seq, at, lag(at) over (order by seq, idx) as before from sync_change
        where workspace_id = $1) c where at < before`,
      [workspace.id],
    );
    expect(backwards).toEqual([]);
  });

  /** Six transactions: hot rows that all writers update, own rows that come and go. */
  async function writer(index: number): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      const own = messageData(workspace, 1_000 + index * 100 + round);
      await write(async (tx) => {
        await tx.message.create({ data: own });
        await tx.message.updateMany({
          where: { conversationId: workspace.conversationId, number: 1 + ((index + round) % 50) },
          data: { text: `${index} ${round}` },
        });
        // Whoever began first is not who commits first.
        await tx.$executeRaw`select pg_sleep(random() * 0.01)`;
      });
      await write((tx) => tx.message.update({ where: { id: own.id }, data: { status: 'READ' } }));
      await write((tx) => tx.message.delete({ where: { id: own.id } }));
    }
  }
});

describe('scenario 2: a transaction that is left open', () => {
  it('holds up nobody else in the same workspace, and has its place once it commits (I1)', async () => {
    const idle = await rawPool(db).connect();
    try {
      await idle.query('begin');
      await idle.query(
        `insert into tags (id, organization_id, scope_id, name, color, updated_at)
         values ($1, $2, $2, 'idle', '#000000', now())`,
        [newId(), workspace.id],
      );
      for (let n = 1; n <= 20; n += 1) {
        await write((tx) => tx.message.create({ data: messageData(workspace, n) }));
        expect((await log.head(workspace.id)).seq).toBe(head + n);
        expect(await written(workspace.id, head + n - 1)).toEqual(['1 U messages']);
      }
      await idle.query('commit');
      expect(await written(workspace.id, head + 20)).toEqual(['1 U tags']);
    } finally {
      idle.release();
    }
  });
});
