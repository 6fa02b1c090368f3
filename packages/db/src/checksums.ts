import {
  CHECKED_TRANSACTIONS,
  type ChecksumAnswer,
  type ChecksumRequest,
  type ScopeSum,
} from '@frontdesk/core/sync-protocol';
import { rowHashSql, sumSql } from '@frontdesk/sync/store/row-sum';
import type pg from 'pg';
import { WHOLE_ENTITIES } from './bootstrap-rows.ts';
import { type Db, rawPool } from './client.ts';
import { beginSnapshot } from './snapshot.ts';

export type ComparedReplica = {
  readonly workspaceId: string;
  /** What its member may see now, and nothing else is looked at. */
  readonly scopes: readonly string[];
  readonly request: ChecksumRequest;
};

/** Each reads whole tables on a connection that others wait for; replicas that are told `busy` ask another time. */
const AT_ONCE = 3;
const underWay = new WeakMap<Db, number>();

/**
 * Compares what a replica says of its rows with the server's at the replica's cursor. `whole` is compared with the
 * tables, in the scopes that have not changed since the cursor; `changed` with the log, whatever has happened since. All
 * from one snapshot. Rejects when the database is away.
 */
export async function compareChecksums(db: Db, replica: ComparedReplica): Promise<ChecksumAnswer> {
  const others = underWay.get(db) ?? 0;
  if (others >= AT_ONCE) return { result: 'busy' };
  underWay.set(db, others + 1);
  try {
    return await compareInSnapshot(db, replica);
  } finally {
    underWay.set(db, (underWay.get(db) ?? 1) - 1);
  }
}

async function compareInSnapshot(db: Db, replica: ComparedReplica): Promise<ChecksumAnswer> {
  const client = await rawPool(db).connect();
  try {
    await beginSnapshot(client, 'frontdesk_worker', '');
    const answer = await compare(client, replica);
    await client.query('commit');
    return answer;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function compare(
  client: pg.PoolClient,
  { workspaceId, scopes, request }: ComparedReplica,
): Promise<ChecksumAnswer> {
  const { cursor, changed } = request;
  const floor = await floorAt(client, workspaceId, cursor);
  // What happened below the floor is not known any more.
  if (floor === undefined || cursor.seq < floor) return { result: 'busy' };
  const least = Math.max(floor, cursor.seq - CHECKED_TRANSACTIONS);
  if (changed && changed.above < least) return { result: 'busy' };
  const moved = await movedSince(client, { workspaceId, scopes, seq: cursor.seq });
  const still = scopes.filter((scope) => !moved.has(scope));
  const differing = new Set<string>();
  const isStill = ({ scopeId }: ScopeSum): boolean => still.includes(scopeId);
  note(differing, request.whole.filter(isStill), await wholeSums(client, workspaceId, still));
  if (changed) {
    const range = { workspaceId, scopes, above: changed.above, upTo: cursor.seq };
    const isHeld = ({ scopeId }: ScopeSum): boolean => scopes.includes(scopeId);
    note(differing, changed.sums.filter(isHeld), await changedSums(client, range));
  }
  if (differing.size > 0) return { result: 'differ', scopes: [...differing].toSorted() };
  return { result: still.length === scopes.length ? 'same' : 'busy' };
}

/** The log's floor; undefined where the cursor is not one of this log. */
async function floorAt(
  client: pg.PoolClient,
  workspaceId: string,
  { epoch, seq, tag }: ChecksumRequest['cursor'],
): Promise<number | undefined> {
  const { rows } = await client.query<{ epoch: string; floor: string; tag: string | null }>(
    `select epoch, floor, case when head = $2 then tag
         else (select tag from sync_change where workspace_id = $1 and seq = $2 limit 1) end as tag
     from sync_workspace where workspace_id = $1`,
    [workspaceId, seq],
  );
  const [row] = rows;
  const isOurs = row?.epoch === epoch && (seq === 0 || row.tag === tag);
  return isOurs ? Number(row.floor) : undefined;
}

type Since = {
  readonly workspaceId: string;
  readonly scopes: readonly string[];
  readonly seq: number;
};

/** Scopes in which something has happened since; what a replica at that seq holds of them is no more what the tables hold. */
async function movedSince(
  client: pg.PoolClient,
  { workspaceId, scopes, seq }: Since,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ scopeId: string }>(
    `select distinct scope_id as "scopeId" from sync_change
     where workspace_id = $1 and seq > $2 and scope_id = any($3)`,
    [workspaceId, seq, scopes],
  );
  return new Set(rows.map(({ scopeId }) => scopeId));
}

const SUM = sumSql('bit_xor(hash)');

async function wholeSums(
  client: pg.PoolClient,
  workspaceId: string,
  scopes: readonly string[],
): Promise<readonly ScopeSum[]> {
  const hashes = WHOLE_ENTITIES.map((entity) => {
    const hash = rowHashSql({ entity: `'${entity}'`, id: 'id', rev: 'rev' });
    return `select '${entity}' as entity, scope_id, ${hash} as hash from ${entity}
      where organization_id = $1 and scope_id = any($2)`;
  });
  return sums(client, hashes.join(' union all '), [workspaceId, scopes]);
}

type Range = {
  readonly workspaceId: string;
  readonly scopes: readonly string[];
  readonly above: number;
  readonly upTo: number;
};

/** Filtered by scope first and collapsed then, as frames are. */
async function changedSums(
  client: pg.PoolClient,
  { workspaceId, scopes, above, upTo }: Range,
): Promise<readonly ScopeSum[]> {
  const hash = rowHashSql({
    entity: 'entity',
    id: 'entity_id',
    rev: `coalesce(row->>'rev', '0')`,
  });
  return sums(
    client,
    `select entity, scope_id, ${hash} as hash from (
       select distinct on (entity, entity_id) entity, entity_id, scope_id, op, row from sync_change
       where workspace_id = $1 and seq > $3 and seq <= $4 and scope_id = any($2) and op in ('U', 'D', 'X')
       order by entity, entity_id, seq desc, idx desc) as last where op = 'U'`,
    [workspaceId, scopes, above, upTo],
  );
}

async function sums(
  client: pg.PoolClient,
  hashes: string,
  values: readonly unknown[],
): Promise<readonly ScopeSum[]> {
  const { rows } = await client.query<Omit<ScopeSum, 'count'> & { count: string }>(
    `select scope_id as "scopeId", entity, count(*) as count, ${SUM} as sum
     from (${hashes}) as hashed group by scope_id, entity`,
    [...values],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Adds the scopes of all sums that only one side has, or that are not alike. */
function note(
  differing: Set<string>,
  theirs: readonly ScopeSum[],
  ours: readonly ScopeSum[],
): void {
  const text = ({ scopeId, entity, count, sum }: ScopeSum): string =>
    `${scopeId} ${entity} ${count} ${sum}`;
  const [known, said] = [new Set(ours.map(text)), new Set(theirs.map(text))];
  for (const one of ours) if (!said.has(text(one))) differing.add(one.scopeId);
  for (const one of theirs) if (!known.has(text(one))) differing.add(one.scopeId);
}
