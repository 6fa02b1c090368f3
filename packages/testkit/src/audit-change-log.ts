import { ENTITY_NAMES } from '@frontdesk/core/entity-registry';
import type pg from 'pg';

/** What the change log and the tables that it captures disagree on, one line each. */
export async function auditChangeLog(client: pg.Client): Promise<string[]> {
  const gaps = await client.query<{ workspace_id: string; head: string; seqs: string }>(
    `SELECT w.workspace_id, w.head, count(DISTINCT c.seq) AS seqs FROM sync_workspace w
     LEFT JOIN sync_change c USING (workspace_id) WHERE w.floor = 0
     GROUP BY w.workspace_id, w.head HAVING count(DISTINCT c.seq) <> w.head`,
  );
  const problems = gaps.rows.map(
    ({ workspace_id: id, head, seqs }) => `log of ${id}: ${seqs} transactions, head ${head}`,
  );
  for (const entity of ENTITY_NAMES) {
    const { rows } = await client.query<{ id: string; why: string }>(lastImages(entity));
    problems.push(...rows.map(({ id, why }) => `${entity} ${id}: ${why}`));
  }
  return problems;
}

/** The row's last image in the log has to be the row; X and D leave none. */
const lastImages = (entity: string): string => `
  WITH last AS (
    SELECT DISTINCT ON (entity_id) entity_id, op, row FROM sync_change
    WHERE entity = '${entity}' AND op IN ('U', 'D', 'X') ORDER BY entity_id, seq DESC, idx DESC
  )
  SELECT coalesce(t.id, last.entity_id) AS id,
    CASE WHEN last.entity_id IS NULL THEN 'a row that the log does not know'
      WHEN t.id IS NULL THEN 'the log has a row that is gone' ELSE 'the log has another image' END AS why
  FROM last FULL JOIN ${entity} t ON t.id = last.entity_id
  WHERE (t.id IS NOT NULL AND last.entity_id IS NULL)
    OR (t.id IS NULL AND last.op = 'U')
    OR (t.id IS NOT NULL AND last.op = 'U' AND last.row <> to_jsonb(t))
    OR (t.id IS NOT NULL AND last.op <> 'U')`;
