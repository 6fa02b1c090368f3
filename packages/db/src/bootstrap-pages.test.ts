import { newId } from '@frontdesk/core/ids';
import type { BootstrapPage } from '@frontdesk/core/sync-protocol';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBootstrapText } from './bootstrap.ts';
import { type Db, createDb, rawPool } from './client.ts';
import { fillWorkspace } from './testing/many-rows.ts';
import { type WatchedDb, scannedWhole, watchPlans } from './testing/plans.ts';
import { type Workspace, createWorkspace } from './testing/workspace.ts';
import { toWireRow } from './wire-row.ts';

const now = new Date('2026-11-20T12:00:00Z');
const since = now.getTime() - 30 * 86_400_000;

let database: TestDatabase;
let db: Db;
let watched: WatchedDb;
let workspace: Workspace;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url });
  workspace = await createWorkspace(db);
  await fillWorkspace(db, workspace);
  await rawPool(db).query('analyze');
  watched = await watchPlans(database.url);
}, 60_000);
afterAll(async () => {
  await watched.db.close();
  await db.close();
  await database.drop();
});

async function readPage(from: Db, page: string | null): Promise<BootstrapPage> {
  const { id: workspaceId, membershipId, inboxId } = workspace;
  const scopes = [workspaceId, membershipId, inboxId];
  const request = { workspaceId, replicaId: newId(), scopes, scope: null, page };
  return JSON.parse((await readBootstrapText(from, request, now))?.join('') ?? 'null');
}

it('bootstrap pages have the rows of all tables in the form in which the log has them', async () => {
  const odd = `\\ " \u0007 \u2028 日本語 🏌️ "createdAt":"2026-11-20T05:00:00+00:00"`;
  await rawPool(db).query(
    `update messages set text = $1, metadata = jsonb_build_object('text', $1::text, 'time', now(), 'none', null),
       sent_at = '2026-11-20 05:00:00.5+00', delivered_at = '2026-11-20 07:30:00+02:30', vendor_at = '1999-12-31 23:59:59.99Z'
     where number = 40`,
    [odd],
  );
  const counts = new Map<string, number>();
  for (const page of [null, `heads~~${since}`, `timeline~~${since}`]) {
    for (const [entity, rows] of Object.entries((await readPage(db, page)).rows)) {
      const { rows: images } = await rawPool(db).query(
        `select to_jsonb(t) as row from ${entity} t join unnest($1::uuid[]) with ordinality as wanted (id, place) using (id)
         order by place`,
        [rows.map(({ id }) => id)],
      );
      const logged = images.map(({ row }) => toWireRow(entity, row));
      // Compared as one text: a matcher takes seconds for so many rows.
      expect(JSON.stringify(rows) === JSON.stringify(logged), entity).toBe(true);
      counts.set(entity, (counts.get(entity) ?? 0) + rows.length);
    }
  }
  for (const entity of ['conversations', 'messages', 'notes', 'attachments', 'sop_run_steps']) {
    expect(counts.get(entity)).toBeGreaterThan(100);
  }
});

it.each(['heads', 'timeline'])(
  'a page of the %s reads no long table from end to end',
  async (section) => {
    const plans = await watched.plansOf(() => readPage(watched.db, `${section}~~${since}`));
    const long = [
      'contact_cards',
      'messages',
      'notes',
      'timeline_events',
      'attachments',
      'sop_runs',
    ];
    expect(plans).toContain('Index Scan');
    expect(scannedWhole(plans).filter((table) => long.includes(table))).toEqual([]);
  },
);
