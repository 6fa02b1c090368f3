import type pg from 'pg';
import { together } from './together.ts';

/** An open snapshot slows every writer of its workspace: longer than this none is held. */
const LONGEST = '5s';

/**
 * Begins a transaction that reads all from one snapshot. After five seconds Postgres ends it together with its connection,
 * whatever it is doing: what was asked for is then asked for again.
 */
export async function beginSnapshot(
  client: pg.ClientBase,
  role: 'frontdesk_request' | 'frontdesk_worker',
  organizationId: string,
): Promise<void> {
  await together(
    client.query('begin isolation level repeatable read read only'),
    client.query(
      `select set_config('role', $1, true), set_config('app.org', $2, true), set_config('transaction_timeout', $3, true)`,
      [role, organizationId, LONGEST],
    ),
  );
}
