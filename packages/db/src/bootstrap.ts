import type { EntityName } from '@frontdesk/core/entity-registry';
import type { BootstrapPage, MutationResult } from '@frontdesk/core/sync-protocol';
import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type pg from 'pg';
import { type BootstrapPlace, fromToken, toToken } from './bootstrap-token.ts';
import { type Db, rawPool } from './client.ts';
import { toRecorded } from './replica-store.ts';
import { type WireRow, toWireRow } from './wire-row.ts';

/** How long after its last message a closed conversation is still part of a replica. */
const RECENT_MS = 30 * 24 * 3_600_000;
/** Conversations on the first page: enough for a screen that is usable at once. */
const FIRST_HEADS = 200;
/** With card and tags some 2 kB each. */
const HEADS_PER_PAGE = 1_000;
/** Newest timeline items of each conversation that a replica starts with. */
const ITEMS_PER_CONVERSATION = 50;
const MAX_CONVERSATIONS_PER_PAGE = 500;
const PAGE_BYTES = 2_500_000;
const NOTIFICATIONS = 200;
const RESULTS = 1_000;
/** A snapshot that stays open holds up vacuum, and with it everybody's writes. */
const STATEMENT_TIMEOUT = '5s';

export type BootstrapRequest = {
  readonly workspaceId: string;
  readonly replicaId: string;
  /** What the member may see now: workspace, own and inbox scopes. Checked by the caller before and after. */
  readonly scopes: readonly string[];
  /** One of them alone, or all. */
  readonly scope: string | null;
  /** `next` of the page before; null asks for the first. */
  readonly page: string | null;
};

/** Entities that a replica holds whole: every row of its scopes. The first page brings them. */
export const WHOLE_ENTITIES = [
  'memberships',
  'teams',
  'team_members',
  'tags',
  'canned_replies',
  'intents',
  'sops',
  'inboxes',
] as const satisfies readonly EntityName[];

type Rows = Record<string, readonly WireRow[]>;

/** One page's snapshot and what it is about. */
type Snapshot = {
  readonly client: pg.PoolClient;
  readonly workspaceId: string;
  readonly scopes: readonly string[];
};

/**
 * Reads one page of the rows that a replica starts with, from one snapshot whose place in the log is the page's cursor.
 * First what a screen needs, then all open and recent conversations, then the newest items of each. Rows that change
 * meanwhile come by delta. Undefined: the page token is of no use. Rejects when the database is away.
 */
export async function readBootstrapPage(
  db: Db,
  request: BootstrapRequest,
  now: Date,
): Promise<BootstrapPage | undefined> {
  const place = request.page === null ? null : fromToken(request.page);
  if (place === undefined) return undefined;
  const { workspaceId, scope } = request;
  const scopes = scope === null ? request.scopes : request.scopes.filter((held) => held === scope);
  const client = await rawPool(db).connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(
      `select set_config('role', 'frontdesk_request', true), set_config('app.org', $1, true),
        set_config('statement_timeout', $2, true)`,
      [workspaceId, STATEMENT_TIMEOUT],
    );
    const snapshot = { client, workspaceId, scopes };
    const head = await readPlaceInLog(snapshot, request.replicaId, place === null);
    const part = place
      ? await readNext(snapshot, place)
      : await readFirst(snapshot, now.getTime() - RECENT_MS);
    await client.query('commit');
    const next = part.next && toToken(part.next);
    return {
      ...head,
      schemaVersion: SCHEMA_VERSION,
      scopes: request.scopes,
      rows: part.rows,
      whole: WHOLE_ENTITIES,
      next,
    };
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function readPlaceInLog(
  { client, workspaceId }: Snapshot,
  replicaId: string,
  isFirst: boolean,
): Promise<Pick<BootstrapPage, 'cursor' | 'lastMid' | 'results'>> {
  const { rows } = await client.query<{
    epoch: string;
    head: string;
    tag: string;
    mid: string | null;
  }>(
    `select epoch, head, tag, (select last_mid from sync_replica where replica_id = $2) as mid
     from sync_workspace where workspace_id = $1`,
    [workspaceId, replicaId],
  );
  const row = rows[0];
  if (!row) throw new Error(`no workspace ${workspaceId}`);
  const seq = Number(row.head);
  return {
    cursor: { epoch: row.epoch, seq, tag: seq === 0 ? '' : row.tag },
    lastMid: Number(row.mid ?? 0),
    results: isFirst ? await readResults(client, replicaId) : [],
  };
}

async function readResults(client: pg.PoolClient, replicaId: string): Promise<MutationResult[]> {
  const { rows } = await client.query(
    `select replica_id as "replicaId", user_id as "userId", mid, uid, status, code, message, data
     from sync_result where replica_id = $1 order by mid desc limit $2`,
    [replicaId, RESULTS],
  );
  return rows.map((row) => toRecorded(row).result).toReversed();
}

/** What stands in a part of a bootstrap, and where it goes on; null: nowhere. */
type Part = { readonly rows: Rows; readonly next: BootstrapPlace | null };

async function readFirst(snapshot: Snapshot, since: number): Promise<Part> {
  const inScope = (entity: string, rest = ''): Promise<readonly WireRow[]> =>
    read(
      snapshot,
      entity,
      `select * from ${entity} where organization_id = $1 and scope_id = any($2) ${rest}`,
    );
  const rows: Rows = {};
  for (const entity of WHOLE_ENTITIES) rows[entity] = await inScope(entity);
  rows['notifications'] = await inScope(
    'notifications',
    `order by created_at desc limit ${NOTIFICATIONS}`,
  );
  const heads = await recentHeads(snapshot, {
    since,
    before: null,
    order: 'max(last_message_at) desc nulls last, id',
    limit: FIRST_HEADS + 1,
  });
  Object.assign(rows, await readHeads(snapshot, heads.slice(0, FIRST_HEADS)));
  const isWhole = heads.length <= FIRST_HEADS;
  const next = { section: isWhole ? 'timeline' : 'heads', before: null, since } as const;
  return { rows, next: heads.length === 0 ? null : next };
}

async function readNext(snapshot: Snapshot, place: BootstrapPlace): Promise<Part> {
  const ids = await recentHeads(snapshot, {
    since: place.since,
    before: place.before,
    order: 'id desc',
    // One more says that there is a page behind.
    limit: (place.section === 'timeline' ? MAX_CONVERSATIONS_PER_PAGE : HEADS_PER_PAGE) + 1,
  });
  if (place.section === 'timeline') return readTimeline(snapshot, place, ids);
  const page = ids.slice(0, HEADS_PER_PAGE);
  const rows = await readHeads(snapshot, page);
  const before = page.length < ids.length ? page.at(-1) : undefined;
  const next: BootstrapPlace = before
    ? { ...place, before }
    : { ...place, section: 'timeline', before: null };
  return { rows, next };
}

type Heads = {
  readonly since: number;
  readonly before: string | null;
  /** Of one conversation, as SQL. */
  readonly order: 'id desc' | 'max(last_message_at) desc nulls last, id';
  readonly limit: number;
};

/** The first of all open conversations and those with a message since then, below an id. */
async function recentHeads(
  { client, workspaceId, scopes }: Snapshot,
  { since, before, order, limit }: Heads,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from (
      select id, last_message_at from conversations
        where organization_id = $1 and status in ('OPEN', 'PENDING') and scope_id = any($2)
      union all
      select id, last_message_at from conversations
        where organization_id = $1 and last_message_at > $3 and scope_id = any($2)
    ) as recent where $4::uuid is null or id < $4 group by id order by ${order} limit $5`,
    [workspaceId, scopes, new Date(since).toISOString(), before, limit],
  );
  return rows.map(({ id }) => id);
}

/** Conversations with what a list shows of them: card, tags, and how far the member has read. */
async function readHeads(snapshot: Snapshot, ids: readonly string[]): Promise<Rows> {
  const of = (entity: string, where: string): Promise<readonly WireRow[]> =>
    read(
      snapshot,
      entity,
      `select * from ${entity} where organization_id = $1 and scope_id = any($2) and ${where}`,
      ids,
    );
  return {
    conversations: await of('conversations', 'id = any($3)'),
    contact_cards: await of(
      'contact_cards',
      'id in (select card_id from conversations where id = any($3))',
    ),
    conversation_tags: await of('conversation_tags', 'conversation_id = any($3)'),
    read_states: await of('read_states', 'conversation_id = any($3)'),
  };
}

async function readTimeline(
  snapshot: Snapshot,
  place: BootstrapPlace,
  ids: readonly string[],
): Promise<Part> {
  const page = await fitting(snapshot, ids.slice(0, MAX_CONVERSATIONS_PER_PAGE));
  const newest = (entity: string): Promise<readonly WireRow[]> =>
    read(
      snapshot,
      entity,
      `select t.* from conversations c join ${entity} t
         on t.conversation_id = c.id and t.number > c.last_number - ${ITEMS_PER_CONVERSATION}
       where c.organization_id = $1 and c.scope_id = any($2) and c.id = any($3)`,
      page,
    );
  const rows: Rows = {
    messages: await newest('messages'),
    notes: await newest('notes'),
    timeline_events: await newest('timeline_events'),
    classifications: await newest('classifications'),
    sop_runs: await newest('sop_runs'),
    sop_run_steps: await read(
      snapshot,
      'sop_run_steps',
      `select s.* from conversations c join sop_runs r
         on r.conversation_id = c.id and r.number > c.last_number - ${ITEMS_PER_CONVERSATION}
         join sop_run_steps s on s.run_id = r.id
       where c.organization_id = $1 and c.scope_id = any($2) and c.id = any($3)`,
      page,
    ),
    attachments: await read(
      snapshot,
      'attachments',
      `select a.* from attachments a left join messages m on m.id = a.message_id
         join conversations c on c.id = a.conversation_id
       where c.organization_id = $1 and c.scope_id = any($2) and c.id = any($3)
         and (m.id is null or m.number > c.last_number - ${ITEMS_PER_CONVERSATION})`,
      page,
    ),
  };
  const before = page.length < ids.length ? page.at(-1) : undefined;
  return { rows, next: before ? { ...place, before } : null };
}

/** As many of the conversations, in order, as a page holds of their newest items: at least one. */
async function fitting({ client }: Snapshot, ids: readonly string[]): Promise<readonly string[]> {
  // Long rows are long texts; the other columns of an item come to some 700 bytes on the wire.
  const { rows } = await client.query<{ id: string; bytes: string }>(
    `select c.id, (
        select coalesce(sum(octet_length(m.text) + pg_column_size(m.metadata) + 700), 0)
        from messages m where m.conversation_id = c.id and m.number > c.last_number - ${ITEMS_PER_CONVERSATION}
      ) as bytes
     from unnest($1::uuid[]) with ordinality as wanted (id, place) join conversations c using (id) order by place`,
    [ids],
  );
  let bytes = 0;
  const fits = rows.filter((row, index) => {
    bytes += Number(row.bytes);
    return index === 0 || bytes <= PAGE_BYTES;
  });
  return fits.map(({ id }) => id);
}

async function read(
  { client, workspaceId, scopes }: Snapshot,
  entity: string,
  query: string,
  ids?: readonly string[],
): Promise<readonly WireRow[]> {
  const values = ids ? [workspaceId, scopes, ids] : [workspaceId, scopes];
  const { rows } = await client.query<{ row: WireRow }>(
    // Not to_jsonb: building that costs Postgres almost three times as much.
    `select to_json(r) as row from (${query}) r`,
    values,
  );
  return rows.map(({ row }) => toWireRow(entity, row));
}
