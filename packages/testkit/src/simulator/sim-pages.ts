import { SCHEMA_VERSION, type BootstrapPage } from '@frontdesk/core/sync-protocol';
import { greetReplica, toRecorded } from '@frontdesk/db/replica-store';
import { toWireRow } from '@frontdesk/db/wire-row';
import type { PageAnswer, PageRequest } from '@frontdesk/sync/engine/page-source';
import { readSyncAccess } from '@frontdesk/usecases/sync-access';
import type { SimMember } from './sim-executor.ts';
import {
  beginAs,
  type Process,
  type SteppedPostgres,
  type SteppedTransaction,
} from './stepped-postgres.ts';

/** Rows of a page: few, so that a bootstrap takes many. */
const ROWS = 4;
const TRIES = 3;

type Row = Readonly<Record<string, unknown>>;
type Query = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** Entities in the order in which a bootstrap brings them; all but the last two come with the first page. */
const SMALL = ['memberships', 'inboxes'] as const;
const PAGED = ['sim_items', 'sim_notes'] as const;
const EVERYTHING = [...SMALL, ...PAGED];

type Place = { readonly entity: (typeof PAGED)[number]; readonly after: string };

/** The bootstrap as the product serves it, over the simulator's tables: one snapshot for each page, rights read before and after. */
export async function simPage(
  { postgres, process }: { readonly postgres: SteppedPostgres; readonly process: Process },
  member: SimMember,
  request: PageRequest,
): Promise<PageAnswer> {
  const { workspaceId, userId } = member;
  const db = postgres.as(process);
  const place = request.page === null ? null : fromToken(request.page);
  if (place === undefined) return { ok: false, failure: { kind: 'expired' } };
  try {
    await db.withOrg(workspaceId, (tx) => greetReplica(tx, request.replicaId));
    let access = await readSyncAccess(db, workspaceId, userId);
    for (let tried = 0; access !== null && tried < TRIES; tried += 1) {
      const held = [...access.scopes];
      const page = await readPage(postgres, process, { member, request, place, held });
      access = await readSyncAccess(db, workspaceId, userId);
      if (access !== null && held.every((scope) => access?.scopes.has(scope))) {
        return { ok: true, page };
      }
    }
    return access === null
      ? { ok: false, failure: { kind: 'unauthorised' } }
      : { ok: false, failure: { kind: 'unavailable' } };
  } catch {
    return { ok: false, failure: { kind: 'unavailable', retryAfterMs: 500 } };
  }
}

type PageWanted = {
  readonly member: SimMember;
  readonly request: PageRequest;
  readonly place: Place | null;
  readonly held: readonly string[];
};

function readPage(
  postgres: SteppedPostgres,
  process: Process,
  wanted: PageWanted,
): Promise<BootstrapPage> {
  const begin = beginAs('frontdesk_request', wanted.member.workspaceId).replace(
    'begin;',
    'begin isolation level repeatable read read only;',
  );
  return postgres.transaction(process, begin, (tx) => readSnapshot(queryOf(postgres, tx), wanted));
}

const queryOf =
  (postgres: SteppedPostgres, tx: SteppedTransaction): Query =>
  async (text, values) =>
    (await postgres.query(tx, { text, values })).rows;

async function readSnapshot(query: Query, wanted: PageWanted): Promise<BootstrapPage> {
  const { member, request, place, held } = wanted;
  const { workspaceId } = member;
  const [head] = await query(
    `select epoch, head, tag, (select last_mid from sync_replica where replica_id = $2) as mid
     from sync_workspace where workspace_id = $1`,
    [workspaceId, request.replicaId],
  );
  if (!head) throw new Error(`no workspace ${workspaceId}`);
  const scopes = request.scope === null ? held : held.filter((scope) => scope === request.scope);
  const rows: Record<string, readonly Row[]> = {};
  if (!place) {
    for (const entity of SMALL) {
      const found = await query(rowsOf(entity, ''), [workspaceId, scopes]);
      rows[entity] = found.map(({ row }) => toWireRow(entity, row as Row));
    }
  }
  const { entity, after } = place ?? { entity: PAGED[0], after: NOTHING };
  const found = await query(rowsOf(entity, `and id > $3 order by id limit ${ROWS}`), [
    workspaceId,
    scopes,
    after,
  ]);
  rows[entity] = found.map(({ row }) => row as Row);
  const seq = Number(head['head']);
  return {
    cursor: { epoch: String(head['epoch']), seq, tag: seq === 0 ? '' : String(head['tag']) },
    schemaVersion: SCHEMA_VERSION,
    lastMid: Number(head['mid'] ?? 0),
    results: place ? [] : await resultsOf(query, request.replicaId),
    scopes: held,
    rows,
    whole: EVERYTHING,
    next: nextPlace(entity, rows[entity]),
  };
}

const rowsOf = (entity: string, rest: string): string =>
  `select to_jsonb(r) as row from (
    select * from ${entity} where organization_id = $1 and scope_id = any($2) ${rest}) r`;

async function resultsOf(query: Query, replicaId: string): Promise<BootstrapPage['results']> {
  const rows = await query(
    `select replica_id as "replicaId", user_id as "userId", mid, uid, status, code, message, data
     from sync_result where replica_id = $1 order by mid`,
    [replicaId],
  );
  // The columns are those of a ResultRow.
  return rows.map((row) => toRecorded(row as never).result);
}

const NOTHING = '00000000-0000-0000-0000-000000000000';

function nextPlace(entity: Place['entity'], rows: readonly Row[]): string | null {
  const last = rows.at(-1);
  if (last && rows.length === ROWS) return `${entity}~${String(last['id'])}`;
  const following = PAGED[PAGED.indexOf(entity) + 1];
  return following ? `${following}~${NOTHING}` : null;
}

function fromToken(token: string): Place | undefined {
  const [name, after] = token.split('~');
  const entity = PAGED.find((one) => one === name);
  return entity && after ? { entity, after } : undefined;
}
