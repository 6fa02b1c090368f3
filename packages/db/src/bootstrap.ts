import type { BootstrapPage, MutationResult } from '@frontdesk/core/sync-protocol';
import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import type pg from 'pg';
import { type BootstrapPlace, fromToken, toToken } from './bootstrap-token.ts';
import { type Db, rawPool } from './client.ts';
import { toRecorded } from './replica-store.ts';
import {
  READ_FIRST,
  READ_HEADS,
  READ_TIMELINE,
  type Rows,
  SCOPED,
  type Snapshot,
  TALK,
  WHOLE_ENTITIES,
  readRows,
} from './bootstrap-rows.ts';
import { beginSnapshot } from './snapshot.ts';

/** How long after its last message a closed conversation is still part of a replica. */
const RECENT_MS = 30 * 24 * 3_600_000;
/** Conversations on the first page: enough for a screen that is usable at once. */
const FIRST_HEADS = 200;
/** With card and tags some 2 kB each. */
const HEADS_PER_PAGE = 1_000;
const MAX_CONVERSATIONS_PER_PAGE = 500;
const PAGE_BYTES = 2_500_000;
const RESULTS = 1_000;

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

/** {@link readBootstrapText}, parsed. */
export async function readBootstrapPage(
  db: Db,
  request: BootstrapRequest,
  now: Date,
): Promise<BootstrapPage | undefined> {
  const text = await readBootstrapText(db, request, now);
  return text && (JSON.parse(text.join('')) as BootstrapPage);
}

/**
 * Reads one page of the rows that a replica starts with, from one snapshot whose place in the log is the page's cursor: the
 * JSON of a {@link BootstrapPage}, in parts. First what a screen needs, then all open and recent conversations, then the
 * newest items of each. Rows that change meanwhile come by delta. Undefined: the page token is of no use. Rejects when the
 * database is away.
 */
export async function readBootstrapText(
  db: Db,
  request: BootstrapRequest,
  now: Date,
): Promise<readonly string[] | undefined> {
  const place = request.page === null ? null : fromToken(request.page);
  if (place === undefined) return undefined;
  const { workspaceId, scope } = request;
  const scopes = scope === null ? request.scopes : request.scopes.filter((held) => held === scope);
  const client = await rawPool(db).connect();
  try {
    await beginSnapshot(client, 'frontdesk_request', workspaceId);
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

/** So long are the parts of a page, in characters: of what is larger, copies are made that only a whole collection frees. */
const PART = 64_000;

/** An object's JSON with `rows` at its end, in parts. */
function withRows(json: string, rows: Rows): readonly string[] {
  const parts: string[] = [];
  let part = `${json.slice(0, -1)},"rows":{`;
  let isFirst = true;
  for (const [entity, texts] of rows) {
    part += `${isFirst ? '' : ','}"${entity}":[`;
    isFirst = false;
    for (const [index, text] of texts.entries()) {
      part += index === 0 ? text : `,${text}`;
      if (part.length < PART) continue;
      parts.push(part);
      part = '';
    }
    part += ']';
  }
  return [...parts, `${part}}}`];
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
  const first = await readRows(snapshot, READ_FIRST);
  const heads = await recentHeads(snapshot, {
    since,
    before: null,
    order: 'last_message_at desc nulls last, id',
    limit: FIRST_HEADS + 1,
  });
  const rows = new Map([
    ...first,
    ...(await readRows(snapshot, READ_HEADS, heads.slice(0, FIRST_HEADS))),
  ]);
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
  const rows = await readRows(snapshot, READ_HEADS, page);
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
  const rows = await readRows(snapshot, READ_TIMELINE, page);
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
