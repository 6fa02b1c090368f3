import { assert, must } from '@frontdesk/core/assert';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { PushState, RecordedResult } from '@frontdesk/sync/server/push-executor';
import { stageResult } from './change-log.ts';
import { type Db, type Tx, rawPool } from './client.ts';
import { directly } from './directly.ts';

/** One mutation of a replica's queue. */
export type PushKey = {
  readonly workspaceId: string;
  readonly userId: string;
  readonly replicaId: string;
  readonly mid: number;
  readonly uid: string;
};

export type ReplicaRow = {
  readonly userId: string;
  readonly workspaceId: string;
  readonly lastMid: number;
};

type ResultRow = {
  readonly replicaId: string | null;
  readonly userId: string | null;
  /** A number where it came as JSON. */
  readonly mid: bigint | string | number | null;
  readonly uid: string;
  readonly status: MutationResult['status'];
  readonly code: string | null;
  readonly message: string | null;
  readonly data: unknown;
};

type SeenPush = { readonly replica: ReplicaRow | null; readonly results: readonly ResultRow[] };

/**
 * What is known of a pushed mutation, with its replica's row locked until the transaction ends: a second executor of the
 * same replica waits here. `wrong_user`: the replica, or the work of this uid, belongs to somebody else. A uid that another
 * replica pushes at this moment is found out where its result is recorded: the key of results lets one of them through.
 */
export async function lockPushState(tx: Tx, push: PushKey): Promise<PushState | 'wrong_user'> {
  const { workspaceId, userId, replicaId, mid, uid } = push;
  let seen = await seePush(tx, push);
  if (!seen.replica && mid === 1) {
    await tx.$executeRaw`insert into sync_replica (replica_id, workspace_id, user_id)
      values (${replicaId}::uuid, ${workspaceId}::uuid, ${userId}::uuid) on conflict do nothing`;
    seen = await seePush(tx, push);
    // Row-level security hides it: it is another organization's.
    if (!seen.replica) return 'wrong_user';
  }
  // Consumed by whoever held the row while the statement waited for it: the result is newer than its snapshot.
  if (seen.replica && mid <= seen.replica.lastMid && !atPlace(seen, push)) {
    seen = await seePush(tx, push);
  }
  const { replica, results } = seen;
  if (replica && (replica.userId !== userId || replica.workspaceId !== workspaceId)) {
    return 'wrong_user';
  }
  // What came of somebody's work is theirs to know.
  if (results.some((row) => row.uid === uid && row.userId !== userId)) return 'wrong_user';
  const atMid = atPlace(seen, push);
  const atUid = results.find((row) => row.uid === uid);
  return {
    // A row that has consumed nothing says no more than none.
    lastMid: replica?.lastMid || undefined,
    atMid: atMid && toRecorded(atMid),
    atUid: atUid && toRecorded(atUid),
  };
}

const atPlace = ({ results }: SeenPush, { replicaId, mid }: PushKey): ResultRow | undefined =>
  results.find((row) => row.replicaId === replicaId && row.mid === mid);

/** Locks the replica's row and reads the results: one statement, so that a push costs one round trip. */
async function seePush(tx: Tx, { workspaceId, replicaId, mid, uid }: PushKey): Promise<SeenPush> {
  const [seen] = await directly(tx).query<SeenPush>`
    with replica as materialized (
      select user_id as "userId", workspace_id as "workspaceId", last_mid as "lastMid"
      from sync_replica where replica_id = ${replicaId}::uuid for update
    ), found as (
      select replica_id as "replicaId", user_id as "userId", mid, uid, status, code, message, data
        from sync_result where workspace_id = ${workspaceId}::uuid and uid = ${uid}
      union all
      select replica_id, user_id, mid, uid, status, code, message, data
        from sync_result where replica_id = ${replicaId}::uuid and mid = ${mid} and uid <> ${uid}
      union all
      select a.replica_id, r.user_id, a.mid, r.uid, r.status, r.code, r.message, r.data
        from sync_adoption a join sync_result r using (workspace_id, uid)
        where a.replica_id = ${replicaId}::uuid and a.mid = ${mid})
    select (select to_jsonb(replica) from replica) as replica,
      (select coalesce(jsonb_agg(to_jsonb(found)), '[]') from found) as results`;
  return must(seen, 'answer of a select without from');
}

/** Makes everybody who runs a mutation of this uid take turns; held until the transaction ends. */
export async function lockUid(tx: Tx, workspaceId: string, uid: string): Promise<void> {
  await directly(tx)
    .execute`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId}:${uid}`}, 0))`;
}

/** The result on record under a uid, and whose it is (null: a job's). A mid of 0 stands for no replica's. */
export async function findResult(
  tx: Tx,
  workspaceId: string,
  uid: string,
): Promise<(RecordedResult & { readonly userId: string | null }) | undefined> {
  const rows = await directly(tx).query<ResultRow>`
    select replica_id as "replicaId", user_id as "userId", mid, uid, status, code, message, data
    from sync_result where workspace_id = ${workspaceId}::uuid and uid = ${uid}`;
  const row = rows[0];
  return row && { ...toRecorded(row), userId: row.userId };
}

/** The results on record under some uids, in no order; those that have none are not in it. */
export async function findResults(
  tx: Tx,
  workspaceId: string,
  uids: readonly string[],
): Promise<MutationResult[]> {
  const rows = await directly(tx).query<ResultRow>`
    select replica_id as "replicaId", user_id as "userId", mid, uid, status, code, message, data
    from sync_result where workspace_id = ${workspaceId}::uuid and uid = any(${uids}::text[])`;
  return rows.map((row) => toRecorded(row).result);
}

/** Records what came of a mutation that no replica pushed. Results are immutable: a second one for a uid rejects. */
export async function recordResult(
  tx: Tx,
  { workspaceId, userId }: { readonly workspaceId: string; readonly userId: string | null },
  result: MutationResult,
): Promise<void> {
  await tx.$executeRaw`
    insert into sync_result (workspace_id, uid, user_id, status, code, message, data)
    values (${workspaceId}::uuid, ${result.uid}, ${userId}::uuid, ${result.status}, ${result.code ?? null},
      ${result.message ?? null}, ${json(result.data)}::jsonb)`;
}

export type Consumption = {
  readonly workspaceId: string;
  readonly userId: string;
  /** The author's own scope, where the result's entry in the log stands. */
  readonly membershipId: string;
  readonly replicaId: string;
};

/**
 * Consumes a pushed mutation: records its result, moves the replica on and enters the result into the log, so that it
 * has a seq even when nothing else has. The replica was locked by {@link lockPushState} in this transaction.
 */
export async function consumeMutation(
  tx: Tx,
  by: Consumption,
  result: MutationResult,
): Promise<void> {
  // One statement for three: each costs its author a round trip.
  const moved = await directly(tx).execute`
    with recorded as (
      insert into sync_result (workspace_id, uid, user_id, replica_id, mid, status, code, message, data)
      values (${by.workspaceId}::uuid, ${result.uid}, ${by.userId}::uuid, ${by.replicaId}::uuid, ${result.mid},
        ${result.status}, ${result.code ?? null}, ${result.message ?? null}, ${json(result.data)}::jsonb)
    ), moved as (
      update sync_replica set last_mid = ${result.mid}, last_seen = clock_timestamp()
      where replica_id = ${by.replicaId}::uuid and last_mid = ${result.mid - 1} returning workspace_id
    ) select sync_stage_marker(workspace_id, ${by.membershipId}::uuid, 'result', 'mutation', null,
        ${JSON.stringify(result)}::jsonb, ${by.replicaId}::uuid, ${result.mid}, ${result.uid}) from moved`;
  assertMoved(moved, by, result);
}

/** Consumes a mutation whose uid has a result already: `result` is that one under this replica's mid. */
export async function adoptResult(tx: Tx, by: Consumption, result: MutationResult): Promise<void> {
  await tx.$executeRaw`insert into sync_adoption (replica_id, mid, workspace_id, uid)
    values (${by.replicaId}::uuid, ${result.mid}, ${by.workspaceId}::uuid, ${result.uid})`;
  await moveOn(tx, by, result);
}

async function moveOn(tx: Tx, by: Consumption, result: MutationResult): Promise<void> {
  const moved = await tx.$executeRaw`
    update sync_replica set last_mid = ${result.mid}, last_seen = clock_timestamp()
    where replica_id = ${by.replicaId}::uuid and last_mid = ${result.mid - 1}`;
  assertMoved(moved, by, result);
  await stageResult(tx, { ...by, result });
}

const assertMoved = (moved: number, { replicaId }: Consumption, { mid }: MutationResult): void =>
  assert(moved === 1, `mutation ${mid} is not the next of replica ${replicaId}`);

/** A replica that says hello: what is known of it, and that it was seen. Undefined: nobody knows it. */
export async function greetReplica(tx: Tx, replicaId: string): Promise<ReplicaRow | undefined> {
  const rows = await tx.$queryRaw<(Omit<ReplicaRow, 'lastMid'> & { lastMid: bigint })[]>`
    update sync_replica set last_seen = clock_timestamp() where replica_id = ${replicaId}::uuid
    returning user_id as "userId", workspace_id as "workspaceId", last_mid as "lastMid"`;
  const row = rows[0];
  return row && { ...row, lastMid: Number(row.lastMid) };
}

/** How exactly it is known when a replica was last there: it is forgotten after 90 days. */
const SEEN_WITHIN = '1 hour';

/**
 * What is known of replicas that say hello together, by id; those that nobody knows are not in it. One statement, which
 * waits for nobody who is just pushing. Rejects when the database is away.
 */
export async function greetReplicas(
  db: Db,
  replicaIds: readonly string[],
): Promise<ReadonlyMap<string, ReplicaRow>> {
  const { rows } = await rawPool(db).query<
    Omit<ReplicaRow, 'lastMid'> & { readonly id: string; readonly lastMid: string }
  >({
    name: 'greet-replicas',
    text: `with seen as (
        update sync_replica set last_seen = clock_timestamp() where replica_id in (
          select replica_id from sync_replica where replica_id = any($1::uuid[])
            and last_seen < clock_timestamp() - $2::interval for update skip locked))
      select replica_id as id, user_id as "userId", workspace_id as "workspaceId", last_mid as "lastMid"
      from sync_replica where replica_id = any($1::uuid[])`,
    values: [replicaIds, SEEN_WITHIN],
  });
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, lastMid: Number(row.lastMid) }]));
}

const json = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);

/** A result as the protocol has it, from a row of `sync_result`. */
export function toRecorded(row: ResultRow): RecordedResult {
  const { replicaId, mid, uid, status, code, message, data } = row;
  const result: MutationResult = {
    mid: Number(mid ?? 0),
    uid,
    status,
    ...(code === null ? {} : { code }),
    ...(message === null ? {} : { message }),
    ...(data === null ? {} : { data }),
  };
  return { replicaId, result };
}
