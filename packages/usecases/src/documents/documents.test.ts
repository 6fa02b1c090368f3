import { createHash } from 'node:crypto';
import { documentName } from '@frontdesk/core/document-name';
import { newId } from '@frontdesk/core/ids';
import type { Role } from '@frontdesk/core/roles';
import { type Db, createDb } from '@frontdesk/db/client';
import { openDocumentStore } from '@frontdesk/db/document-store';
import { type Workspace, createWorkspace } from '@frontdesk/db/testing/workspace';
import { stateBytesOf } from '@frontdesk/documents/state-bytes';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Member, loadRights } from '../auth/rights.ts';
import { documentAccess } from './document-access.ts';
import { closeDocumentAt, documentAt } from './document-at.ts';

let database: TestDatabase;
let db: Db;
let workspace: Workspace;

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
});

async function member(role: Role, inboxIds: readonly string[] = []): Promise<Member> {
  const { id: organizationId } = workspace;
  const [userId, membershipId] = [newId(), newId()];
  return db.system(async (tx) => {
    await tx.user.create({ data: { id: userId, email: `${userId}@acme.test`, name: 'Cem' } });
    const names = { displayName: 'Cem', role };
    await tx.membership.create({
      data: { id: membershipId, organizationId, scopeId: organizationId, userId, ...names },
    });
    for (const inboxId of inboxIds)
      await tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
    const found = await loadRights(tx, organizationId, userId);
    if (!found) throw new Error('no member');
    return found;
  });
}

const keyOf = (name: string): { organizationId: string; name: string } => ({
  organizationId: workspace.id,
  name,
});

/** What opening it comes to. */
async function open(who: Member, name: string): Promise<'out of reach' | 'reads' | 'writes'> {
  const access = await documentAccess(db, who, name);
  if (!access.ok) return 'out of reach';
  return access.value.mayWrite ? 'writes' : 'reads';
}

const count = (name: string): Promise<number> =>
  db.asWorker((tx) => tx.document.count({ where: keyOf(name) }));

async function note(): Promise<string> {
  const { id: organizationId, inboxId: scopeId, conversationId, userId: authorId } = workspace;
  const id = newId();
  const row = {
    id,
    organizationId,
    scopeId,
    conversationId,
    authorId,
    number: 7,
    text: 'Call back',
  };
  await db.asWorker((tx) => tx.note.create({ data: { ...row, mentions: [] } }));
  return documentName({ kind: 'note', id });
}

async function procedure(): Promise<string> {
  const { id: organizationId } = workspace;
  const id = newId();
  const row = { id, organizationId, scopeId: organizationId, title: 'Refund', autonomy: 'suggest' };
  await db.asWorker((tx) => tx.sop.create({ data: { ...row, keywords: [] } }));
  return documentName({ kind: 'sop', id });
}

const draft = (n: number): string =>
  documentName({ kind: 'draft', id: workspace.conversationId, n });

describe('who opens a document first (rule 142)', () => {
  it('begins a note’s where the inbox is theirs, and nobody else does', async () => {
    const name = await note();
    expect(await open(await member('AGENT'), name)).toBe('out of reach');
    expect(await count(name)).toBe(0);
    expect(await open(await member('VIEWER', [workspace.inboxId]), name)).toBe('reads');
    expect(await open(await member('AGENT', [workspace.inboxId]), name)).toBe('writes');
    expect(await count(name)).toBe(1);
    const missing = documentName({ kind: 'note', id: newId() });
    expect(await open(await member('OWNER'), missing)).toBe('out of reach');
  });

  it('begins a procedure’s, which managers write and everybody reads, until it is deleted', async () => {
    const name = await procedure();
    const [agent, manager] = [await member('AGENT'), await member('MANAGER')];
    expect(await open(agent, name)).toBe('reads');
    expect(await open(manager, name)).toBe('writes');
    await db.asWorker((tx) => tx.sop.updateMany({ data: { deletedAt: new Date() } }));
    expect(await open(manager, name)).toBe('out of reach');
  });

  it('begins one once, however many are first, and in no other organization', async () => {
    const [name, owner] = [await note(), await member('AGENT', [workspace.inboxId])];
    const all = await Promise.all(Array.from({ length: 6 }, () => open(owner, name)));
    expect(new Set(all)).toEqual(new Set(['writes']));
    workspace = await createWorkspace(db);
    expect(await open(await member('OWNER'), name)).toBe('out of reach');
  });

  it('begins the next reply only when the one before it was sent, which can be read then', async () => {
    const agent = await member('AGENT', [workspace.inboxId]);
    expect(await open(agent, draft(2))).toBe('out of reach');
    expect(await open(agent, draft(1))).toBe('writes');
    expect(await open(agent, draft(2))).toBe('out of reach');
    await db.asWorker((tx) => closeDocumentAt(tx, keyOf(draft(1)), nothingYet()));
    expect(await open(agent, draft(1))).toBe('reads');
    expect(await open(agent, draft(2))).toBe('writes');
  });
});

const hashOf = (doc: Y.Doc): string => createHash('sha256').update(stateBytesOf(doc)).digest('hex');
const nothingYet = (): { n: number; hash: string } => ({ n: 0, hash: hashOf(new Y.Doc()) });

/** Somebody who writes into the first reply, and what of it is on disk. */
async function author(): Promise<{
  doc: Y.Doc;
  write: (words: string) => Uint8Array;
  put: (update: Uint8Array) => Promise<unknown>;
}> {
  const agent = await member('AGENT', [workspace.inboxId]);
  await open(agent, draft(1));
  const doc = new Y.Doc();
  const write = (words: string): Uint8Array => {
    const before = Y.encodeStateVector(doc);
    doc.getText('text').insert(0, words);
    return Y.encodeStateAsUpdate(doc, before);
  };
  const put = (data: Uint8Array): Promise<unknown> =>
    openDocumentStore(db).append(keyOf(draft(1)), [{ data, userId: agent.userId }], []);
  return { doc, write, put };
}

describe('what is sent is what its author saw (rule 24)', () => {
  const send = (n: number, doc: Y.Doc): ReturnType<typeof closeDocumentAt> =>
    db.asWorker((tx) => closeDocumentAt(tx, keyOf(draft(1)), { n, hash: hashOf(doc) }));

  const refused = (message: string): object => ({
    ok: false,
    refusal: { code: 'CONFLICT', details: [{ field: 'document', message }] },
  });

  it('waits for the last sentence, is looked at again when others wrote, and is sent once', async () => {
    const { doc, write, put } = await author();
    await put(write('world'));
    const last = write('hello ');
    expect(await send(1, doc)).toMatchObject(refused('behind'));
    await put(last);
    const [other, seen] = [new Y.Doc(), new Y.Doc()];
    Y.applyUpdate(seen, Y.encodeStateAsUpdate(doc));
    other.getText('text').insert(0, 'Oh, ');
    await put(Y.encodeStateAsUpdate(other));
    expect(await send(2, seen)).toMatchObject(refused('changed'));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    const both = await Promise.all([send(3, doc), send(3, doc)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject(refused('closed'));
    expect(await put(write('too late '))).toEqual({ is: 'closed' });
  });

  it('knows a deletion that is still on its way', async () => {
    const { doc, write, put } = await author();
    await put(write('do not send'));
    const before = Y.snapshot(doc);
    doc.getText('text').delete(0, 11);
    expect(before.sv).toEqual(Y.snapshot(doc).sv);
    expect(await send(1, doc)).toMatchObject(refused('behind'));
  });

  it('stays as it is until the transaction ends: an update waits for that', async () => {
    const { doc, write, put } = await author();
    await put(write('as seen'));
    const order: string[] = [];
    let late: Promise<unknown> = Promise.resolve();
    await db.asWorker(async (tx) => {
      const found = await documentAt(tx, keyOf(draft(1)), { n: 1, hash: hashOf(doc) });
      late = put(write('later ')).then(() => order.push('appended'));
      const again = await documentAt(tx, keyOf(draft(1)), {
        n: 1,
        hash: found.ok ? found.value.hash : '',
      });
      expect(again).toMatchObject({ ok: true, value: { n: 1 } });
      order.push('published');
    });
    await late;
    expect(order).toEqual(['published', 'appended']);
  });
});
