import { type PgPool, createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import type { Backend } from './queue-backend.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** BullMQ's own schema; its functions name no schema, so every connection points there. */
const SCHEMA = 'bullmq';

/** Each worker pins one connection for LISTEN, so the pool must hold more than there are workers. */
const POOL_SIZE = 12;

/**
 * A worker that loses its connections while it goes to sleep may miss that a job waits, and sleep on for an hour: BullMQ
 * 6.7 asks once (`has_waiting_job`) and swallows the error. So whoever waits is announced again this often.
 */
const ANNOUNCE_MS = 2_000;
const ANNOUNCE = `select pg_notify('bullmq_jobs', queue) from (
  select distinct queue from job where state = 'waiting' or (state = 'delayed' and process_at_ms <= $1)
) due`;

/** Opens the queue's tables in Postgres, making or upgrading them first (one process at a time does). */
export async function openPostgresBackend(
  directUrl: string,
  onError: (error: Error) => void,
): Promise<Backend> {
  await migrate(directUrl);
  const pool = new pg.Pool({
    connectionString: directUrl,
    max: POOL_SIZE,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: `-c search_path=${SCHEMA}`,
    application_name: 'frontdesk-queue',
  });
  // The pool listens to idle connections only. One that breaks in a borrower's hands, or between the pool's hand and the
  // borrower's, would end the process without a listener of its own.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  // Every queue and worker on the shared pool adds listeners of its own.
  pool.setMaxListeners(100);
  // BullMQ describes pg with types of its own, which pg's do not quite meet.
  const connection = pool as unknown as PgPool;
  let announcing: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    announcing ??= pool
      .query(ANNOUNCE, [Date.now()])
      .catch(onError)
      .finally(() => (announcing = undefined));
  }, ANNOUNCE_MS);
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, run, options) => new Worker(name, run, { ...options, connection }),
    close: async () => {
      clearInterval(timer);
      await announcing;
      await pool.end();
    },
  };
}

async function migrate(directUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl });
  // Without a listener, a connection that breaks between two statements would end the process; the next one rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
