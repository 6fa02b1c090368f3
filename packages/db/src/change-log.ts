import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { ChangeLog, LogEntry, LogHead } from '@frontdesk/sync/server/change-log';
import { type Db, type Tx, rawPool } from './client.ts';
import { toWireRow } from './wire-row.ts';

type HeadRow = { epoch: string; head: string; floor: string; tag: string };

type EntryRow = Omit<LogEntry, 'seq' | 'schemaVersion' | 'entityId' | 'mid'> & {
  readonly seq: string;
  readonly schemaVersion: number;
  readonly entityId: string | null;
  readonly mid: string | null;
};

const HEAD = {
  name: 'log-head',
  text: `select epoch, head, floor, tag from sync_workspace where workspace_id = $1`,
};

// The bound is the last transaction that fits at least in part, so that transactions come whole.
const READ = {
  name: 'log-read',
  text: `select seq, idx, scope_id as "scopeId", entity, entity_id as "entityId", op, row,
      schema_version as "schemaVersion", tag, replica_id as "replicaId", mid, uid
    from sync_change where workspace_id = $1 and seq > $2 and seq <= (
      select max(seq) from (
        select seq from sync_change where workspace_id = $1 and seq > $2 order by seq, idx limit $3
      ) as first)
    order by seq, idx`,
};

const TAG = {
  name: 'log-tag',
  text: `select tag from sync_change where workspace_id = $1 and seq = $2 limit 1`,
};

/** The workspaces' logs for gateways, past Prisma: one prepared statement each. Rejects when the database is away. */
export function openChangeLog(db: Db): ChangeLog {
  const pool = rawPool(db);
  return {
    async head(workspaceId): Promise<LogHead> {
      const { rows } = await pool.query<HeadRow>({ ...HEAD, values: [workspaceId] });
      const row = rows[0];
      if (!row) throw new Error(`no workspace ${workspaceId}`);
      const seq = Number(row.head);
      return { epoch: row.epoch, seq, tag: seq === 0 ? '' : row.tag, floor: Number(row.floor) };
    },
    async read(workspaceId, afterSeq, limit): Promise<readonly LogEntry[]> {
      const { rows } = await pool.query<EntryRow>({
        ...READ,
        values: [workspaceId, afterSeq, limit],
      });
      return rows.map(toEntry);
    },
    async tagAt(workspaceId, seq): Promise<string | undefined> {
      if (seq === 0) return '';
      const { rows } = await pool.query<{ tag: string }>({ ...TAG, values: [workspaceId, seq] });
      return rows[0]?.tag;
    },
  };
}

function toEntry(row: EntryRow): LogEntry {
  return {
    ...row,
    seq: Number(row.seq),
    // A refetch marker and a result are about no row.
    entityId: row.entityId ?? '',
    mid: row.mid === null ? null : Number(row.mid),
    row: row.op === 'U' && row.row !== null ? toWireRow(row.entity, row.row) : row.row,
  };
}

export type MemberScope = {
  readonly workspaceId: string;
  /** Whose scopes change: the membership's id, which is also the id of the member's own scope. */
  readonly membershipId: string;
  readonly inboxId: string;
};

/** Enters into this transaction's part of the log that a member may now see an inbox. */
export const stageGrant = (tx: Tx, scope: MemberScope): Promise<void> =>
  stageMarker(tx, { ...scope, marker: 'grant' });

/** Enters into this transaction's part of the log that a member may no longer see an inbox. */
export const stageRevoke = (tx: Tx, scope: MemberScope): Promise<void> =>
  stageMarker(tx, { ...scope, marker: 'revoke' });

async function stageMarker(
  tx: Tx,
  { workspaceId, membershipId, inboxId, marker }: MemberScope & { marker: 'grant' | 'revoke' },
): Promise<void> {
  await tx.$executeRaw`select sync_stage_marker(
    ${workspaceId}::uuid, ${membershipId}::uuid, ${marker}, 'inboxes', ${inboxId}::uuid, null)`;
}

export type StagedResult = {
  readonly workspaceId: string;
  /** The author's own scope: the membership's id. */
  readonly membershipId: string;
  readonly replicaId: string;
  readonly result: MutationResult;
};

/** Enters a mutation's result into this transaction's part of the log, so that it has a seq even if nothing else has. */
export async function stageResult(tx: Tx, staged: StagedResult): Promise<void> {
  const { workspaceId, membershipId, replicaId, result } = staged;
  await tx.$executeRaw`select sync_stage_marker(
    ${workspaceId}::uuid, ${membershipId}::uuid, 'result', 'mutation', null, ${JSON.stringify(result)}::jsonb,
    ${replicaId}::uuid, ${result.mid}, ${result.uid})`;
}

/**
 * Declares that this transaction changes too many synced rows to log them: replicas are told to fetch the tables again.
 * Without it a transaction of more than 5,000 rows is refused at COMMIT.
 */
export async function declareBulkWrite(tx: Tx): Promise<void> {
  await tx.$executeRaw`select set_config('frontdesk.bulk', 'refetch', true)`;
}
