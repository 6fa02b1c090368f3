import { type PgPool, createPostgresBackend, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import type { Backend } from './queue-backend.ts';

const { Queue, Worker } = withBackend(createPostgresBackend);

/** BullMQ's own schema; its functions name no schema, so every connection points there. */
const SCHEMA = 'bullmq';

/** Each worker pins one connection for LISTEN, so the pool must hold more than there are workers. */
const POOL_SIZE = 12;

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
  pool.on('error', onError);
  // Every queue and worker on the shared pool adds listeners of its own.
  pool.setMaxListeners(100);
  // BullMQ describes pg with types of its own, which pg's do not quite meet.
  const connection = pool as unknown as PgPool;
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, run, options) => new Worker(name, run, { ...options, connection }),
    close: () => pool.end(),
  };
}

async function migrate(directUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: directUrl });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
