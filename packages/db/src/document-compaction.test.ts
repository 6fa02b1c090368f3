import { documentName } from '@frontdesk/core/document-name';
import { associationId, newId } from '@frontdesk/core/ids';
import type { DocumentStore } from '@frontdesk/documents/server/document-store';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Db, createDb } from './client.ts';
import { compactDocument, compactDocuments } from './document-compaction.ts';
import { mintDocument, openDocumentStore } from './document-store.ts';
import { type Workspace, createInbox, createWorkspace } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let store: DocumentStore;
let workspace: Workspace;
let key: { organizationId: string; name: string };
let author: Y.Doc;
let unwritten: Uint8Array[];

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 8 });
  store = openDocumentStore(db);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
beforeEach(async () => {
  workspace = await createWorkspace(db);
  const { id: organizationId, inboxId, conversationId } = workspace;
  key = { organizationId, name: documentName({ kind: 'note', id: newId() }) };
  await db.asWorker((tx) => mintDocument(tx, { ...key, scopeId: inboxId, conversationId }));
  author = new Y.Doc();
  unwritten = [];
  author.on('update', (update: Uint8Array) => unwritten.push(update));
});

/** Writes words at the end, one update each. */
async function write(...words: readonly string[]): Promise<void> {
  const text = author.getText('text');
  for (const word of words) text.insert(text.length, word);
  const updates = unwritten.map((data) => ({ data, userId: workspace.userId }));
  unwritten = [];
  await store.append(key, updates, []);
}

const compactIt = (): Promise<void> => db.asWorker((tx) => compactDocument(tx, key));

async function read(): Promise<{ text: string; pieces: number; head: number }> {
  const stored = await store.read(key);
  const doc = new Y.Doc();
  for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
  return {
    text: doc.getText('text').toString(),
    pieces: stored?.updates.length ?? -1,
    head: stored?.head ?? -1,
  };
}

const numbersKept = async (): Promise<readonly number[]> => {
  const rows = await db.asWorker((tx) =>
    tx.documentUpdate.findMany({ where: key, orderBy: { n: 'asc' }, select: { n: true } }),
  );
  return rows.map(({ n }) => Number(n));
};

it('what is read is one snapshot, and the tail goes back to the older of two (rules 1 and 25)', async () => {
  await write('a', 'b', 'c');
  await compactIt();
  expect(await read()).toEqual({ text: 'abc', pieces: 1, head: 3 });
  expect(await numbersKept()).toEqual([1, 2, 3]);
  await write('d', 'e');
  expect(await read()).toEqual({ text: 'abcde', pieces: 3, head: 5 });
  await compactIt();
  expect(await read()).toEqual({ text: 'abcde', pieces: 1, head: 5 });
  expect(await numbersKept()).toEqual([4, 5]);
  await write('f');
  await compactIt();
  expect(await numbersKept()).toEqual([6]);
  const snapshots = await db.asWorker((tx) => tx.documentSnapshot.count({ where: key }));
  expect(snapshots).toBe(2);
});

it('who reads on from before the kept tail is told to read all of it', async () => {
  await write('a', 'b');
  await compactIt();
  await write('c');
  await compactIt();
  expect((await store.after(key, 1, [])).updates).toBeNull();
  expect((await store.after(key, 2, [])).updates?.map(({ n }) => n)).toEqual([3]);
  expect((await store.after(key, 3, [])).updates).toEqual([]);
});

it('compactions and authors at the same time lose nothing and number without a gap (rule 1)', async () => {
  const authors = Array.from({ length: 4 }, async (_, at) => {
    const doc = new Y.Doc();
    const text = doc.getText(`by ${at}`);
    for (let word = 0; word < 40; word += 1) {
      const made: Uint8Array[] = [];
      const take = (update: Uint8Array): number => made.push(update);
      doc.on('update', take);
      text.insert(text.length, `${word} `);
      doc.off('update', take);
      await store.append(
        key,
        made.map((data) => ({ data, userId: workspace.userId })),
        [],
      );
    }
    return text.toString();
  });
  let isOver = false;
  const compactors = [1, 2].map(async () => {
    while (!isOver) await compactIt();
  });
  const written = await Promise.all(authors);
  isOver = true;
  await Promise.all(compactors);
  await compactIt();
  const stored = await store.read(key);
  const doc = new Y.Doc();
  for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
  expect(written.map((_, at) => doc.getText(`by ${at}`).toString())).toEqual(written);
  expect(stored?.head).toBe(160);
});

const unexpected = (_: unknown, error: unknown): never => {
  throw error;
};

it('a document that cannot be compacted holds up no other, and keeps what it has (rule 1)', async () => {
  await store.append(key, [{ data: new Uint8Array([9, 9, 9]), userId: workspace.userId }], []);
  const broken = key;
  const { id: organizationId, inboxId, conversationId } = workspace;
  key = { organizationId, name: documentName({ kind: 'note', id: newId() }) };
  await db.asWorker((tx) => mintDocument(tx, { ...key, scopeId: inboxId, conversationId }));
  await write('whole');
  const failed: string[] = [];
  const later = new Date(Date.now() + 6 * 60_000);
  await compactDocuments(db, later, ({ name }) => failed.push(name));
  expect(failed).toEqual([broken.name]);
  expect((await store.read(broken))?.updates).toHaveLength(1);
  expect(await db.asWorker((tx) => tx.documentSnapshot.count({ where: key }))).toBe(1);
  await db.asWorker((tx) => tx.document.delete({ where: { organizationId_name: broken } }));
});

it('a document is compacted after 200 updates, or once it is left alone', async () => {
  const now = new Date();
  await write('a');
  await compactDocuments(db, now, unexpected);
  expect((await read()).pieces).toBe(1);
  expect(await db.asWorker((tx) => tx.documentSnapshot.count({ where: key }))).toBe(0);
  await compactDocuments(db, new Date(now.getTime() + 5 * 60_000 + 1_000), unexpected);
  expect(await db.asWorker((tx) => tx.documentSnapshot.count({ where: key }))).toBe(1);
  await write(...Array.from({ length: 200 }, () => 'b'));
  await compactDocuments(db, now, unexpected);
  expect(await read()).toMatchObject({ pieces: 1, head: 201 });
});

it('a document is in its own organization alone', async () => {
  await write('a');
  const other = await createWorkspace(db);
  const foreign = { organizationId: other.id, name: key.name };
  expect(await store.read(foreign)).toBeNull();
  const update = { data: new Uint8Array([0, 0]), userId: other.userId };
  expect(await store.append(foreign, [update], [])).toEqual({ is: 'gone' });
  const mine = await store.append(key, [update], [other.userId, workspace.userId]);
  expect(mine).toMatchObject({
    head: 1,
    denied: new Set([other.userId]),
    blind: new Set([other.userId]),
  });
  const seen = await db.withOrg(other.id, (tx) => tx.documentUpdate.count());
  expect(seen).toBe(0);
});

it('goes where its conversation goes: to another inbox, and away', async () => {
  await write('a');
  const { id: organizationId, conversationId, contactId } = workspace;
  const inboxId = newId();
  await db.asWorker(async (tx) => {
    await createInbox(tx, organizationId, inboxId);
    const cardId = associationId(inboxId, contactId);
    await tx.contactCard.create({
      data: { id: cardId, organizationId, scopeId: inboxId, inboxId, contactId, name: 'Ben' },
    });
    await tx.conversation.update({
      where: { id: conversationId },
      data: { scopeId: inboxId, inboxId, cardId },
    });
  });
  const where = { organizationId_name: key };
  const moved = await db.asWorker((tx) => tx.document.findUnique({ where }));
  expect(moved).toMatchObject({ scopeId: inboxId });
  await db.asWorker((tx) => tx.conversation.delete({ where: { id: conversationId } }));
  expect(await store.read(key)).toBeNull();
});
