import type { EntityName } from '@frontdesk/core/entity-registry';
import type { BootstrapPage, MutationResult } from '@frontdesk/core/sync-protocol';
import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type pg from 'pg';
import { type BootstrapPlace, fromToken, toToken } from './bootstrap-token.ts';
import { type Db, rawPool } from './client.ts';
import { toRecorded } from './replica-store.ts';
import { wireTextSql } from './wire-row.ts';

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

/** Of each entity the rows as JSON, with commas between them; null: none. */
type Rows = Readonly<Record<string, string | null>>;

/** One page's snapshot and what it is about. */
type Snapshot = {
  readonly client: pg.PoolClient;
  readonly workspaceId: string;
  readonly scopes: readonly string[];
};

/** {@link readBootstrapText}, parsed. */
export async function readBootstrapPage(
  db: Db,
  request: BootstrapRequest,
  now: Date,
): Promise<BootstrapPage | undefined> {
  const text = await readBootstrapText(db, request, now);
  return text === undefined ? undefined : (JSON.parse(text) as BootstrapPage);
}

/**
 * Reads one page of the rows that a replica starts with, from one snapshot whose place in the log is the page's cursor: the
 * JSON of a {@link BootstrapPage}. First what a screen needs, then all open and recent conversations, then the newest items of
 * each. Rows that change meanwhile come by delta. Undefined: the page token is of no use. Rejects when the database is away.
 */
export async function readBootstrapText(
  db: Db,
  request: BootstrapRequest,
  now: Date,
): Promise<string | undefined> {
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
    const page: Omit<BootstrapPage, 'rows'> = {
      ...head,
      schemaVersion: SCHEMA_VERSION,
      scopes: request.scopes,
      whole: WHOLE_ENTITIES,
      next: part.next && toToken(part.next),
    };
    return withRows(JSON.stringify(page), part.rows);
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** An object's JSON with `rows` at its end. */
function withRows(json: string, rows: Rows): string {
  const entities = Object.entries(rows).map(([entity, text]) => `"${entity}":[${text ?? ''}]`);
  return `${json.slice(0, -1)},"rows":{${entities.join(',')}}}`;
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

/** Queries of an entity's rows by its name: `$1` is the workspace, `$2` the scopes, `$3` conversations if there are any. */
type Wanted = { readonly [E in EntityName]?: string };

const SCOPED = 'organization_id = $1 and scope_id = any($2)';

const FIRST: Wanted = {
  ...Object.fromEntries(
    WHOLE_ENTITIES.map((entity) => [entity, `select * from ${entity} where ${SCOPED}`]),
  ),
  notifications: `select * from notifications where ${SCOPED} order by created_at desc limit ${NOTIFICATIONS}`,
};

/** Conversations with what a list shows of them: card, tags, and how far the member has read. */
const HEADS: Wanted = {
  conversations: `select * from conversations where ${SCOPED} and id = any($3)`,
  // An array and no join: whatever statistics say, the cards are found by their ids.
  contact_cards: `select * from contact_cards where ${SCOPED}
    and id = any(array(select card_id from conversations where id = any($3)))`,
  conversation_tags: `select * from conversation_tags where ${SCOPED} and conversation_id = any($3)`,
  read_states: `select * from read_states where ${SCOPED} and conversation_id = any($3)`,
};

/**
 * Conversation by conversation, by its key: left to its guesses, which take no account of row security, the planner reads
 * the whole table for each page. `offset 0` is what keeps it from making a join of this.
 */
const each = (rows: string): string =>
  `select t.* from talk cross join lateral (${rows} offset 0) t`;

const newest = (entity: string): string =>
  each(`select * from ${entity} where conversation_id = talk.id and number > talk.above`);

const TALK = `talk as materialized (
  select c.id, c.last_number - ${ITEMS_PER_CONVERSATION} as above
    from unnest($3::uuid[]) as wanted (id)
   cross join lateral (select * from conversations c where c.id = wanted.id and c.organization_id = $1
                          and c.scope_id = any($2) offset 0) c)`;

const TIMELINE: Wanted = {
  messages: newest('messages'),
  notes: newest('notes'),
  timeline_events: newest('timeline_events'),
  classifications: newest('classifications'),
  sop_runs: newest('sop_runs'),
  sop_run_steps: each(`select s.* from sop_runs r join sop_run_steps s on s.run_id = r.id
    where r.conversation_id = talk.id and r.number > talk.above`),
  attachments: each(`select a.* from attachments a left join messages m on m.id = a.message_id
    where a.conversation_id = talk.id and (m.id is null or m.number > talk.above)`),
};

/** All of them by one statement. */
const selectOf = (wanted: Wanted, before = ''): string => {
  const columns = Object.entries(wanted).map(
    // A name of `Wanted` is an entity's.
    ([entity, query]) => `${wireTextSql(entity as EntityName, query)} as ${entity}`,
  );
  return `${before}select ${columns.join(',\n')}`;
};

/** Prepared once by each connection: their plans are worth more than they cost only for whoever reads one page. */
const READ_FIRST = { name: 'bootstrap first', text: selectOf(FIRST) };
const READ_HEADS = { name: 'bootstrap heads', text: selectOf(HEADS) };
const READ_TIMELINE = { name: 'bootstrap timeline', text: selectOf(TIMELINE, `with ${TALK} `) };

async function read(
  { client, workspaceId, scopes }: Snapshot,
  statement: { readonly name: string; readonly text: string },
  ids?: readonly string[],
): Promise<Rows> {
  const values = ids ? [workspaceId, scopes, ids] : [workspaceId, scopes];
  const { rows } = await client.query<Rows>({ ...statement, values });
  return rows[0] ?? {};
}

async function readFirst(snapshot: Snapshot, since: number): Promise<Part> {
  const first = await read(snapshot, READ_FIRST);
  const heads = await recentHeads(snapshot, {
    since,
    before: null,
    order: 'last_message_at desc nulls last, id',
    limit: FIRST_HEADS + 1,
  });
  const rows = { ...first, ...(await read(snapshot, READ_HEADS, heads.slice(0, FIRST_HEADS))) };
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
  const rows = await read(snapshot, READ_HEADS, page);
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
  readonly order: 'id desc' | 'last_message_at desc nulls last, id';
  readonly limit: number;
};

/** The first of all open conversations and those with a message since then, below an id. */
async function recentHeads(
  { client, workspaceId, scopes }: Snapshot,
  { since, before, order, limit }: Heads,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    // All of the recent ones, and then the first: in the order of ids the planner might walk through everybody's old ones.
    `with recent as materialized (
      select id, last_message_at from conversations where ${SCOPED}
        and (status in ('OPEN', 'PENDING') or last_message_at > $3) and ($4::uuid is null or id < $4))
     select id from recent order by ${order} limit $5`,
    [workspaceId, scopes, new Date(since).toISOString(), before, limit],
  );
  return rows.map(({ id }) => id);
}

async function readTimeline(
  snapshot: Snapshot,
  place: BootstrapPlace,
  ids: readonly string[],
): Promise<Part> {
  const page = await fitting(snapshot, ids.slice(0, MAX_CONVERSATIONS_PER_PAGE));
  const rows = await read(snapshot, READ_TIMELINE, page);
  const before = page.length < ids.length ? page.at(-1) : undefined;
  return { rows, next: before ? { ...place, before } : null };
}

/** As many of the conversations, in order, as a page holds of their newest items: at least one. */
async function fitting(
  { client, workspaceId, scopes }: Snapshot,
  ids: readonly string[],
): Promise<readonly string[]> {
  // Long rows are long texts; the other columns of an item come to some 700 bytes on the wire.
  const { rows } = await client.query<{ id: string; bytes: string }>({
    name: 'bootstrap fitting',
    text: `with ${TALK}
     select talk.id, (
        select coalesce(sum(octet_length(m.text) + pg_column_size(m.metadata) + 700), 0)
        from messages m where m.conversation_id = talk.id and m.number > talk.above
      ) as bytes from talk`,
    values: [workspaceId, scopes, ids],
  });
  const sizes = new Map(rows.map(({ id, bytes }) => [id, Number(bytes)]));
  let sum = 0;
  return ids.filter((id, index) => {
    sum += sizes.get(id) ?? 0;
    return index === 0 || sum <= PAGE_BYTES;
  });
}
