import { setFlagsFromString } from 'node:v8';
import { readSettings } from '@frontdesk/core/settings';
import { pino } from 'pino';
import { readPageEnvironment } from './page-server.ts';
import { startRealtime } from './start-realtime.ts';

// Sockets come by the thousand and stay: V8 would let what they left behind grow to as much again before it looks. Measured with
// 10,000 of them: 620 MB without this.
setFlagsFromString('--heap-growing-percent=25');

const read = readSettings(process.env);
if (!read.ok) {
  for (const problem of read.problems) console.error(problem);
  process.exit(1);
}
// Lines hold ids, counts and durations; use cases log nothing else.
const log = pino({
  name: 'realtime',
  level: read.settings.logLevel,
  base: { name: 'realtime', pid: process.pid },
});

const realtime = await startRealtime(read.settings, log, readPageEnvironment(process.env)).catch(
  (error: unknown) => {
    log.fatal({ error: String(error) }, 'realtime could not start');
    process.exit(1);
  },
);
log.info({ port: realtime.port }, 'ready');
process.send?.('ready');

/** Requests under way have their grace; should even that hang, we end anyway. */
const HARD_STOP_MS = 15_000;
let isStopping = false;

function stop(reason: string): void {
  if (isStopping) return;
  isStopping = true;
  log.info({ reason }, 'stopping');
  setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
  realtime.stop().then(
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
