import { readSettings } from '@frontdesk/core/settings';
import { pino } from 'pino';
import { startWorker } from './start-worker.ts';

const read = readSettings(process.env);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(1);
}
// Lines hold ids, counts and durations; use cases log nothing else.
const log = pino({
  name: 'worker',
  level: read.settings.logLevel,
  base: { name: 'worker', pid: process.pid },
});

const worker = await startWorker(read.settings, log).catch((error: unknown) => {
  log.fatal({ error: String(error) }, 'the worker could not start');
  process.exit(1);
});
log.info({}, 'ready');
process.send?.('ready');

/** What is running ends within the queue's grace, the rest goes back to it; should even that hang, we end anyway. */
const HARD_STOP_MS = 19_000;
let stopping = false;

function stop(reason: string): void {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
  worker.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error({ error: String(error) }, 'stopping failed');
      process.exit(1);
    },
  );
}

process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));
// Whoever started us is gone: nobody would ever end us.
process.on('disconnect', () => stop('parent is gone'));
process.on('unhandledRejection', (error) =>
  log.error({ error: String(error) }, 'unhandled rejection'),
);
