import { newId } from '@frontdesk/core/ids';
import type { ChecksumAnswer, ChecksumRequest, Cursor } from '@frontdesk/core/sync-protocol';
import { RowSums } from '@frontdesk/sync/store/row-sum';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WHOLE_ENTITIES } from './bootstrap-rows.ts';
import { readBootstrapPage } from './bootstrap.ts';
import { openChangeLog } from './change-log.ts';
import { compareChecksums } from './checksums.ts';
import { type Db, createDb, rawPool } from './client.ts';
import { type Workspace, createInbox, createWorkspace, messageData } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let workspace: Workspace;
let scopes: string[];
/** What a replica holds: by entity and id, with the seq of what brought it. */
let rows: Map<string, { entity: string; row: ReplicaRow; seq: number }>;
let loadedTo: number;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 6 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  workspace = await createWorkspace(db);
  scopes = [workspace.id, workspace.membershipId, workspace.inboxId];
  rows = new Map();
  const request = { workspaceId: workspace.id, replicaId: newId(), scopes, scope: null };
  loadedTo = 0;
  for (let page: string | null = null, isFirst = true; isFirst || page !== null; isFirst = false) {
    const read = await readBootstrapPage(db, { ...request, page }, new Date());
    if (!read) throw new Error('no page');
    loadedTo = read.cursor.seq;
    for (const [entity, some] of Object.entries(read.rows)) {
      for (const row of some) keep(entity, row as ReplicaRow, loadedTo);
    }
    page = read.next;
  }
});

const keep = (entity: string, row: ReplicaRow, seq: number): void =>
  void rows.set(`${entity}/${row.id}`, { entity, row, seq });

async function head(): Promise<Cursor> {
  const { epoch, seq, tag } = await openChangeLog(db).head(workspace.id);
  return { epoch, seq, tag };
}

/** Follows the log as a replica that holds all scopes does. */
async function follow(): Promise<Cursor> {
  for (const entry of await openChangeLog(db).read(workspace.id, loadedTo, 10_000)) {
    const { op, entity, entityId, seq } = entry;
    if (op === 'U') keep(entity, entry.row as ReplicaRow, seq);
    else if (op === 'D' || op === 'X') rows.delete(`${entity}/${entityId}`);
  }
  return head();
}

function request(cursor: Cursor): ChecksumRequest {
  const [whole, changed] = [new RowSums(), new RowSums()];
  for (const { entity, row, seq } of rows.values()) {
    if (WHOLE_ENTITIES.some((name) => name === entity)) whole.add(entity, row);
    if (seq > loadedTo) changed.add(entity, row);
  }
  return { cursor, whole: whole.list(), changed: { above: loadedTo, sums: changed.list() } };
}

const compare = (asked: ChecksumRequest): Promise<ChecksumAnswer> =>
  compareChecksums(db, { workspaceId: workspace.id, scopes, request: asked });

const addTag = (name: string): Promise<unknown> =>
  db.asWorker((tx) =>
    tx.tag.create({
      data: {
        id: newId(),
        organizationId: workspace.id,
        scopeId: workspace.id,
        name,
        color: '#000000',
      },
    }),
  );

async function addMessage(number: number): Promise<string> {
  const data = messageData(workspace, number);
  await db.asWorker((tx) => tx.message.create({ data }));
  return data.id;
}

describe('checksums (rule 104)', () => {
  it('are the same for a replica that was just loaded, and for one that followed the log', async () => {
    expect(await compare(request(await head()))).toEqual({ result: 'same' });
    await addTag('VIP');
    const id = await addMessage(1);
    await addMessage(2);
    await db.asWorker((tx) => tx.message.update({ where: { id }, data: { text: 'edited' } }));
    await db.asWorker((tx) => tx.message.delete({ where: { id } }));
    expect(await compare(request(await follow()))).toEqual({ result: 'same' });
  });

  it('follow rows from inbox to inbox', async () => {
    const inboxId = newId();
    await db.asWorker((tx) => createInbox(tx, workspace.id, inboxId));
    scopes.push(inboxId);
    await addMessage(1);
    const { conversationId: id } = workspace;
    await db.asWorker((tx) =>
      tx.conversation.update({ where: { id }, data: { inboxId, scopeId: inboxId } }),
    );
    expect(await compare(request(await follow()))).toEqual({ result: 'same' });
  });

  it.each([
    ['missed an update', 'messages', (row: ReplicaRow) => ({ ...row, rev: 99 })],
    ['lost a row', 'messages', () => undefined],
    ['lost a row that is held whole', 'tags', () => undefined],
  ])('differ in the scope where the replica %s', async (_, entity, spoil) => {
    await addTag('VIP');
    await addMessage(1);
    const cursor = await follow();
    for (const [key, held] of rows) {
      if (held.entity !== entity) continue;
      const row = spoil(held.row);
      if (row) rows.set(key, { ...held, row });
      else rows.delete(key);
    }
    const scope = entity === 'tags' ? workspace.id : workspace.inboxId;
    expect(await compare(request(cursor))).toEqual({ result: 'differ', scopes: [scope] });
  });

  it('differ where it kept a row that is gone', async () => {
    await addTag('gone');
    const before = await follow();
    await db.asWorker((tx) => tx.tag.deleteMany({ where: { organizationId: workspace.id } }));
    const asked = { ...request(before), cursor: await head() };
    expect(await compare(asked)).toEqual({ result: 'differ', scopes: [workspace.id] });
  });

  it('of a scope that has moved on are compared by the log alone', async () => {
    await addTag('VIP');
    const cursor = await follow();
    const asked = request(cursor);
    await addTag('later');
    expect(await compare(asked)).toEqual({ result: 'busy' });
    const [key] = [...rows].find(([, { entity }]) => entity === 'tags') ?? [''];
    rows.delete(key);
    expect(await compare(request(cursor))).toEqual({ result: 'differ', scopes: [workspace.id] });
  });

  it('are not compared with another log, nor further back than the log reaches', async () => {
    const cursor = await follow();
    for (const other of [
      { ...cursor, epoch: newId() },
      { ...cursor, tag: newId() },
      { ...cursor, seq: cursor.seq + 1 },
    ]) {
      expect(await compare(request(other))).toEqual({ result: 'busy' });
    }
    await rawPool(db).query('update sync_workspace set floor = head where workspace_id = $1', [
      workspace.id,
    ]);
    const asked = request(cursor);
    const changed = { above: cursor.seq - 1, sums: [] };
    expect(await compare({ ...asked, changed })).toEqual({ result: 'busy' });
    await rawPool(db).query('delete from sync_change where workspace_id = $1', [workspace.id]);
    const first = { ...cursor, seq: 0, tag: '' };
    expect(await compare({ cursor: first, whole: [] })).toEqual({ result: 'busy' });
  });

  it('are compared a few at a time: the others are told to come again', async () => {
    const asked = request(await head());
    const answers = await Promise.all(Array.from({ length: 40 }, () => compare(asked)));
    const results = answers.map(({ result }) => result);
    expect(results.filter((result) => result === 'same')).toHaveLength(3);
    expect(results.filter((result) => result === 'busy')).toHaveLength(37);
    expect(await compare(asked)).toEqual({ result: 'same' });
  });

  it('tell nothing of scopes that the member does not hold', async () => {
    const cursor = await head();
    const foreign = { scopeId: newId(), entity: 'tags', count: 1, sum: '0'.repeat(16) };
    const asked = request(cursor);
    expect(await compare({ ...asked, whole: [...asked.whole, foreign] })).toEqual({
      result: 'same',
    });
  });
});
