import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Backend } from './queue-backend.ts';

/** Opens the queue in Redis. Reconnecting is ioredis's, for ever. */
export function openRedisBackend(redisUrl: string, onError: (error: Error) => void): Backend {
  // Null: a command waits for the connection instead of failing, as a blocking worker needs it.
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  connection.on('error', onError);
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, run, options) => new Worker(name, run, { ...options, connection }),
    async close() {
      await connection.quit().catch(onError);
    },
  };
}
