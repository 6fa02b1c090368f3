import type { Rights } from '@frontdesk/core/roles';
import { type Tx, rawPool } from '@frontdesk/db/client';
import { fillWorkspace } from '@frontdesk/db/testing/many-rows';
import { type WatchedDb, rowsRead, scannedWhole, watchPlans } from '@frontdesk/db/testing/plans';
import { type Workspace, createWorkspace } from '@frontdesk/db/testing/workspace';
import type { LaneQueue } from '@frontdesk/queue/open-queue';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '../auth/rights.ts';
import { findNextSend } from '../sends/next-send.ts';
import { takeDeliveries } from '../inbound/take-deliveries.ts';
import { moveBatch } from '../relay.ts';
import { listContacts } from './contacts.ts';
import { listConversations } from './conversations.ts';
import { listDecisions } from './decisions.ts';
import { listDeadSends, listUnreadDeliveries } from './dead-letters.ts';
import { listWebhooks } from './outgoing-webhooks.ts';
import { listRuns } from './runs.ts';
import { listMessages, readTimeline } from './timeline.ts';
import { listAudit, listNotifications } from './workspace.ts';

let database: TestDatabase;
let watched: WatchedDb;
let workspace: Workspace;
let owner: Member;
let agent: Member;
let conversationId: string;
let intentId: string;
let sopId: string;

beforeAll(async () => {
  database = await createDatabase();
  watched = await watchPlans(database.url);
  const { db } = watched;
  const workspaces: Workspace[] = [];
  for (let count = 0; count < 3; count += 1) workspaces.push(await createWorkspace(db));
  for (const one of workspaces) await fillWorkspace(db, one);
  await rawPool(db).query('analyze');
  workspace = workspaces[1]!;
  const common = {
    membershipId: workspace.membershipId,
    organizationId: workspace.id,
    userId: workspace.userId,
    displayName: 'Ada',
  };
  const rights: Rights = { role: 'OWNER', inboxIds: new Set() };
  owner = { ...common, rights };
  agent = { ...common, rights: { role: 'AGENT', inboxIds: new Set([workspace.inboxId]) } };
  const { rows } = await rawPool(db).query(
    `select conversation_id as id from messages where organization_id = $1 limit 1`,
    [workspace.id],
  );
  conversationId = rows[0].id;
  const runs = await rawPool(db).query(
    `select r.sop_id, k.intent_id from sop_runs r join classifications k on k.message_id = r.message_id
     where r.organization_id = $1 limit 1`,
    [workspace.id],
  );
  sopId = runs.rows[0].sop_id;
  intentId = runs.rows[0].intent_id;
}, 60_000);

afterAll(async () => {
  await watched.db.close();
  await database.drop();
});

/** Tables that grow with a customer's use; the short ones may be read whole. */
const LONG = [
  'conversations',
  'messages',
  'notes',
  'timeline_events',
  'attachments',
  'contacts',
  'contact_cards',
  'channel_identities',
  'sends',
  'inbound_deliveries',
  'audit_log',
  'notifications',
  'outbox',
  'classifications',
  'sop_runs',
  'sop_run_steps',
  'ai_calls',
  'webhook_calls',
];

const page = { limit: 25 };

type Query = (tx: Tx) => Promise<unknown>;

const REQUESTS: Record<string, Query> = {
  'conversations of every status': (tx) => listConversations(tx, owner, {}, page),
  'conversations by status': (tx) => listConversations(tx, owner, { statuses: ['OPEN'] }, page),
  'conversations of one agent': (tx) =>
    listConversations(tx, owner, { assigneeId: workspace.userId }, page),
  'conversations of nobody': (tx) => listConversations(tx, owner, { assigneeId: null }, page),
  'conversations of an inbox': (tx) =>
    listConversations(tx, owner, { inboxId: workspace.inboxId, statuses: ['OPEN'] }, page),
  'conversations that an agent may see': (tx) => listConversations(tx, agent, {}, page),
  'messages of a conversation': (tx) => listMessages(tx, conversationId, { limit: 25, before: 30 }),
  'the timeline of a conversation': (tx) => readTimeline(tx, conversationId, { limit: 25 }),
  contacts: (tx) => listContacts(tx, owner, {}, page),
  'contacts that an agent may see': (tx) => listContacts(tx, agent, {}, page),
  'contacts by number': (tx) => listContacts(tx, owner, { phone: '+155577' }, page),
  'messages that did not leave': (tx) => listDeadSends(tx, owner, page),
  'webhooks that could not be read': (tx) => listUnreadDeliveries(tx, owner, page),
  'the audit log': (tx) => listAudit(tx, workspace.id, page),
  notifications: (tx) => listNotifications(tx, owner, page),
  decisions: (tx) => listDecisions(tx, owner, {}, page),
  'decisions that a manager may see': (tx) => listDecisions(tx, agent, {}, page),
  'decisions of an inbox': (tx) => listDecisions(tx, owner, { inboxId: workspace.inboxId }, page),
  'decisions by intent': (tx) => listDecisions(tx, owner, { intentId }, page),
  'decisions by procedure': (tx) => listDecisions(tx, owner, { sopId }, page),
  'decisions by what became of them': (tx) => listDecisions(tx, owner, { state: 'FAILED' }, page),
  'decisions that a manager may see, by what became of them': (tx) =>
    listDecisions(tx, agent, { state: 'DONE' }, page),
  'decisions that a person has put right': (tx) =>
    listDecisions(tx, owner, { corrected: true }, page),
  'decisions of a time': (tx) =>
    listDecisions(tx, owner, { to: new Date(Date.now() - 86_400_000) }, page),
  'runs of a conversation': (tx) => listRuns(tx, conversationId, { limit: 25 }),
  'outgoing webhooks with their last calls': (tx) => listWebhooks(tx, workspace.id),
};

const JOBS: Record<string, Query> = {
  'the next send of a conversation': (tx) => findNextSend(tx, conversationId),
  "an inbox's deliveries": (tx) => takeDeliveries(tx, workspace.inboxId, 50),
};

/** A page of 25, looked up once more for its cards, tags and files. */
const MOST_ROWS = 700;

/** What a query's plans read, after as many runs as make Postgres consider one plan for all values. */
async function plansOf(run: (query: Query) => Promise<unknown>, query: Query): Promise<string> {
  for (let count = 0; count < 6; count += 1) await run(query);
  return watched.plansOf(() => run(query));
}

describe('an index serves', () => {
  it('the outbox, however much of it is for later', async () => {
    const taken: unknown[] = [];
    const queue = { enqueue: async (jobs: unknown) => void taken.push(jobs) };
    const plans = await watched.plansOf(() => moveBatch(watched.db, queue as LaneQueue));
    expect(scannedWhole(plans)).toEqual([]);
    expect(rowsRead(plans)).toBeLessThan(MOST_ROWS);
  });

  it.each(Object.entries(REQUESTS))('the list of a request: %s', async (_, query) => {
    const plans = await plansOf((work) => watched.db.withOrg(workspace.id, work), query);
    expect(scannedWhole(plans).filter((table) => LONG.includes(table))).toEqual([]);
    expect(rowsRead(plans)).toBeLessThan(MOST_ROWS);
    expect(rowsRead(plans)).toBeGreaterThan(0);
  });

  it.each(Object.entries(JOBS))('the work that is due: %s', async (_, query) => {
    const plans = await plansOf((work) => watched.db.asWorker(work), query);
    expect(scannedWhole(plans).filter((table) => LONG.includes(table))).toEqual([]);
    expect(rowsRead(plans)).toBeLessThan(MOST_ROWS);
    expect(rowsRead(plans)).toBeGreaterThan(0);
  });
});
