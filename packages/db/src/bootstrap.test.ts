import { newId } from '@frontdesk/core/ids';
import type { BootstrapPage } from '@frontdesk/core/sync-protocol';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readBootstrapPage } from './bootstrap.ts';
import { openChangeLog } from './change-log.ts';
import { type Db, createDb, rawPool } from './client.ts';
import { consumeMutation, lockPushState } from './replica-store.ts';
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
let workspace: Workspace;

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
});

const now = new Date('2026-11-20T12:00:00Z');
const replicaId = newId();

async function fetchPage(
  page: string | null,
  change: { scope?: string; scopes?: string[] } = {},
): Promise<BootstrapPage> {
  const { id: workspaceId, membershipId, inboxId } = workspace;
  const scopes = change.scopes ?? [workspaceId, membershipId, inboxId];
  const scope = change.scope ?? null;
  const request = { workspaceId, replicaId, scopes, scope, page };
  const found = await readBootstrapPage(db, request, now);
  if (!found) throw new Error('the token was refused');
  return found;
}

async function fetchAll(
  change: { scope?: string; scopes?: string[] } = {},
): Promise<BootstrapPage[]> {
  const pages = [await fetchPage(null, change)];
  for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) {
    pages.push(await fetchPage(next, change));
  }
  return pages;
}

/** Ids by entity over all pages, each once. */
function idsOf(pages: readonly BootstrapPage[], entity: string): string[] {
  const ids = pages.flatMap((page) => page.rows[entity] ?? []).map((row) => String(row['id']));
  return [...new Set(ids)].toSorted();
}

async function conversation(
  count: number,
  change: { status?: string; lastMessageAt?: Date; text?: string } = {},
): Promise<string> {
  const { text, ...fields } = change;
  const conversationId = newId();
  const own = { ...workspace, conversationId };
  await db.asWorker(async (tx) => {
    const contact = await createContact(tx, workspace.id, workspace.inboxId);
    const data = { ...conversationData({ ...own, ...contact }), ...fields, lastNumber: count };
    await tx.conversation.create({ data });
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    await tx.message.createMany({ data: numbers.map((number) => messageData(own, number, text)) });
  });
  return conversationId;
}

describe('a bootstrap', () => {
  it('begins with what a screen needs, and names what a replica holds whole (rule 100)', async () => {
    const page = await fetchPage(null);
    expect(page.whole).toContain('memberships');
    expect(page.rows['memberships']).toMatchObject([{ displayName: 'Ada', role: 'OWNER' }]);
    expect(page.rows['inboxes']).toMatchObject([{ id: workspace.inboxId }]);
    expect(page.rows['conversations']).toMatchObject([{ id: workspace.conversationId }]);
    expect(page.rows['contact_cards']).toMatchObject([{ id: workspace.cardId }]);
    expect(page.rows).not.toHaveProperty('messages');
  });

  it('has its place in the log on each page, from the snapshot of that page', async () => {
    const log = openChangeLog(db);
    const first = await fetchPage(null);
    const { epoch, seq, tag } = await log.head(workspace.id);
    expect(first.cursor).toEqual({ epoch, seq, tag });
    await db.withOrg(workspace.id, (tx) => tx.message.create({ data: messageData(workspace, 1) }));
    const second = await fetchPage(first.next);
    expect(second.cursor).toMatchObject({ epoch, seq: seq + 1 });
  });

  it('holds its snapshot for five seconds at most, all its statements together (rule 30)', async () => {
    const isBounded = `current_setting('transaction_timeout') = '5s'`;
    await rawPool(db).query(
      `create policy bounded on conversations as restrictive for select using (${isBounded})`,
    );
    try {
      expect(await db.withOrg(workspace.id, (tx) => tx.conversation.count())).toBe(0);
      expect(idsOf(await fetchAll(), 'conversations')).toEqual([workspace.conversationId]);
    } finally {
      await rawPool(db).query('drop policy bounded on conversations');
    }
  });

  it('has the rows in the form in which the log has them', async () => {
    const { rows } = await rawPool(db).query(
      'select to_jsonb(c) as row from conversations c where id = $1',
      [workspace.conversationId],
    );
    const page = await fetchPage(null);
    expect(page.rows['conversations']).toEqual([toWireRow('conversations', rows[0].row)]);
  });

  it('holds open and recently active conversations with their last fifty items, and leaves the rest', async () => {
    const days = (count: number): Date => new Date(now.getTime() - count * 86_400_000);
    const recent = await conversation(60, { status: 'RESOLVED', lastMessageAt: days(29) });
    const old = await conversation(2, { status: 'RESOLVED', lastMessageAt: days(31) });
    const open = await conversation(2, { lastMessageAt: days(90) });
    const pages = await fetchAll();
    expect(idsOf(pages, 'conversations')).toEqual(
      [workspace.conversationId, recent, open].toSorted(),
    );
    const messages = pages.flatMap((page) => page.rows['messages'] ?? []);
    const numbers = (id: string) =>
      messages
        .filter((message) => message['conversationId'] === id)
        .map((message) => Number(message['number']))
        .toSorted((a, b) => a - b);
    expect(numbers(recent)).toEqual(Array.from({ length: 50 }, (_, index) => index + 11));
    expect(numbers(open)).toEqual([1, 2]);
    expect(numbers(old)).toEqual([]);
  });

  it('splits long conversations over pages of at most some 3 MB, without losing one', async () => {
    const text = '日本語'.repeat(2_600);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await conversation(50, { text }));
    const pages = await fetchAll();
    const sizes = pages.map((page) => Buffer.byteLength(JSON.stringify(page)));
    expect(Math.max(...sizes)).toBeLessThan(4_000_000);
    expect(pages.length).toBeGreaterThan(2);
    expect(idsOf(pages, 'messages')).toHaveLength(250);
  });

  it('shows nothing of an inbox that is not among the scopes', async () => {
    await db.withOrg(workspace.id, (tx) => tx.message.create({ data: messageData(workspace, 1) }));
    const pages = await fetchAll({ scopes: [workspace.id, workspace.membershipId] });
    expect(pages).toHaveLength(1);
    const { memberships, ...rest } = pages[0]?.rows ?? {};
    expect(memberships).toHaveLength(1);
    expect(Object.values(rest).flat()).toEqual([]);
  });

  it('of one scope holds the rows of that scope alone', async () => {
    const other = newId();
    await db.asWorker((tx) => createInbox(tx, workspace.id, other));
    const scopes = [workspace.id, workspace.inboxId, other];
    const pages = await fetchAll({ scope: workspace.inboxId, scopes });
    const scopeIds = pages
      .flatMap((page) => Object.values(page.rows).flat())
      .map((r) => r['scopeId']);
    expect(new Set(scopeIds)).toEqual(new Set([workspace.inboxId]));
    expect(idsOf(pages, 'conversations')).toEqual([workspace.conversationId]);
  });

  it('goes on from heads to timeline over many conversations', async () => {
    await db.asWorker(async (tx) => {
      const { id: organizationId, contactId, inboxId, cardId } = workspace;
      const ids = Array.from({ length: 1_300 }, () => newId());
      await tx.channelIdentity.createMany({
        data: ids.map((id) => ({ id, organizationId, channel: 'whatsapp', key: id, contactId })),
      });
      const many = ids.map((identityId) =>
        conversationData({ ...workspace, identityId, inboxId, cardId, conversationId: newId() }),
      );
      await tx.conversation.createMany({ data: many });
    });
    const pages = await fetchAll();
    expect(idsOf(pages, 'conversations')).toHaveLength(1_301);
    expect(pages[0]?.rows['conversations']).toHaveLength(200);
    const sections = pages.map((page) => page.next?.split('~')[0]);
    expect([...new Set(sections)]).toEqual(['heads', 'timeline', undefined]);
  });

  it("says on its first page how far the replica's mutations had come, and what came of them", async () => {
    const { id: workspaceId, userId, membershipId } = workspace;
    const by = { workspaceId, userId, membershipId, replicaId: newId() };
    const result = { mid: 1, uid: newId(), status: 'applied' } as const;
    await db.withOrg(workspaceId, async (tx) => {
      await lockPushState(tx, { ...by, ...result });
      await consumeMutation(tx, by, result);
    });
    const request = { workspaceId, replicaId: by.replicaId, scopes: [], scope: null, page: null };
    const page = await readBootstrapPage(db, request, now);
    expect(page).toMatchObject({ lastMid: 1, results: [result] });
  });

  it.each(['', 'x', 'heads~zz~1', 'heads~', `heads~${'-'.repeat(36)}~1`])(
    'refuses the page token %j',
    async (page) => {
      const request = { workspaceId: workspace.id, replicaId, scopes: [], scope: null, page };
      expect(await readBootstrapPage(db, request, now)).toBeUndefined();
    },
  );
});
