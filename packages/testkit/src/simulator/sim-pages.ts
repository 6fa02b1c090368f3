import { SCHEMA_VERSION, type BootstrapPage } from '@frontdesk/core/sync-protocol';
import type { BootstrapRequest } from '@frontdesk/db/bootstrap';
import { toRecorded } from '@frontdesk/db/replica-store';
import { toWireRow } from '@frontdesk/db/wire-row';
import type { PageAnswer, PageFailure, PageRequest } from '@frontdesk/sync/engine/page-source';
import { bootstrapPage } from '@frontdesk/usecases/bootstrap-page';
import type { SimMember } from './sim-executor.ts';
import type { SteppedPostgres } from './stepped-postgres.ts';
import type { Process, SteppedTransaction } from './stepped-transaction.ts';

/** Rows of a page: few, so that a bootstrap takes many. */
const ROWS = 4;

type Row = Readonly<Record<string, unknown>>;
type Query = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** Entities in the order in which a bootstrap brings them; all but the last two come with the first page. */
const SMALL = ['memberships', 'inboxes'] as const;
const PAGED = ['sim_items', 'sim_notes'] as const;
const EVERYTHING = [...SMALL, ...PAGED];

type Place = { readonly entity: (typeof PAGED)[number]; readonly after: string };

/** The product's bootstrap over the simulator's tables. */
export async function simPage(
  { postgres, process, now }: { readonly postgres: SteppedPostgres } & PageProcess,
  { workspaceId, userId }: SimMember,
  request: PageRequest,
): Promise<PageAnswer> {
  const { replicaId, scope, page } = request;
  const reader = { organizationId: workspaceId, userId };
  const query = { replicaId, scope: scope ?? undefined, page: page ?? undefined };
  try {
    const read = await bootstrapPage(
      { db: postgres.as(process), now },
      reader,
      query,
      (_db, wanted) => readPage(postgres, process, wanted),
    );
    if (read.ok) return { ok: true, page: read.value };
    return { ok: false, failure: FAILURES[read.refusal.code] ?? { kind: 'unavailable' } };
  } catch {
    return { ok: false, failure: { kind: 'unavailable', retryAfterMs: 500 } };
  }
}

type PageProcess = { readonly process: Process; readonly now: () => Date };

const FAILURES: { readonly [code: string]: PageFailure } = {
  AUTHENTICATION_ERROR: { kind: 'unauthorised' },
  VALIDATION_ERROR: { kind: 'expired' },
};

async function readPage(
  postgres: SteppedPostgres,
  process: Process,
  wanted: BootstrapRequest,
): Promise<BootstrapPage | undefined> {
  const place = wanted.page === null ? null : fromToken(wanted.page);
  if (place === undefined) return undefined;
  const access = {
    role: 'frontdesk_request',
    org: wanted.workspaceId,
    isSnapshot: true,
  } as const;
  return postgres.transaction(process, access, (tx) =>
    readSnapshot(queryOf(postgres, tx), wanted, place),
  );
}

const queryOf =
  (postgres: SteppedPostgres, tx: SteppedTransaction): Query =>
  async (text, values) =>
    (await postgres.query(tx, { text, values })).rows;

async function readSnapshot(
  query: Query,
  wanted: BootstrapRequest,
  place: Place | null,
): Promise<BootstrapPage> {
  const { workspaceId, replicaId, scopes: held } = wanted;
  const [head] = await query(
    `select epoch, head, tag, (select last_mid from sync_replica where replica_id = $2) as mid
     from sync_workspace where workspace_id = $1`,
    [workspaceId, replicaId],
  );
  if (!head) throw new Error(`no workspace ${workspaceId}`);
  const scopes = wanted.scope === null ? held : held.filter((scope) => scope === wanted.scope);
  const rows: Record<string, readonly Row[]> = {};
  if (!place) {
    for (const entity of SMALL) {
      const found = await query(rowsOf(entity, 'order by id'), [workspaceId, scopes]);
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
    results: place ? [] : await resultsOf(query, replicaId),
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
