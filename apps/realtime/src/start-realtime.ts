import { readFileSync } from 'node:fs';
import { createApi } from '@frontdesk/api/app';
import { closeApiDeps, openApiDeps } from '@frontdesk/api/open-api-deps';
import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import { openDeps } from '@frontdesk/usecases/deps';
import { Executor } from '@frontdesk/usecases/execute';
import { HANDLERS } from '@frontdesk/usecases/mutations/handlers';
import { Redis } from 'ioredis';
import { openGateways } from './gateway/open-gateways.ts';
import { HttpServer } from './http/http-server.ts';
import { knownHost } from './http/known-host.ts';
import { Metrics } from './http/metrics.ts';
import { type PageEnvironment, openPages } from './page-server.ts';

export type RunningRealtime = {
  readonly port: number;
  /** Answers what is under way, sends sockets elsewhere and frees everything. */
  stop(): Promise<void>;
};

/** Clients that are sent elsewhere hang up themselves; those that do not are cut off after this. In milliseconds. */
const DRAIN_MS = 4_000;

/** Answers that are slower than this are worth a line. In milliseconds. */
const SLOW_MS = 1_000;

/** Starts the process that owns the port. Rejects when the database or Redis is away, or the port is taken. */
export async function startRealtime(
  settings: Settings,
  log: Log,
  pageEnvironment: PageEnvironment,
): Promise<RunningRealtime> {
  const pages = openPages(settings, pageEnvironment, log);
  const deps = await openDeps(settings, log);
  const redis = settings.redisUrl === undefined ? undefined : openRedis(settings.redisUrl, log);
  const executor = new Executor(deps, HANDLERS);
  const metrics = new Metrics();
  const apiDeps = await openApiDeps(deps, {
    execute: (command) => executor.execute(command),
    version: readVersion(),
    ...(redis ? { redis } : {}),
    onCompared: (result) => metrics.compared(result),
    onAnswer: (answered) => {
      metrics.answered(answered);
      if (answered.status >= 500 || answered.durationMs > SLOW_MS) log.warn(answered, 'answered');
      else log.debug(answered, 'answered');
    },
  });
  const http = new HttpServer({
    api: createApi(apiDeps).fetch,
    pages: pages?.proxy,
    files: pages?.files,
    metrics: (req, res) => metrics.serve(req, res),
    knowsHost: knownHost(settings),
  });
  const gateways = openGateways(http.server, { deps, keys: apiDeps.keys, executor });
  metrics.countSockets(gateways.counts);
  const port = await http.listen(settings.port, settings.host);
  return {
    port,
    async stop() {
      http.announceEnd();
      await gateways.drain(DRAIN_MS);
      gateways.close();
      await http.close();
      await closeApiDeps(apiDeps);
      redis?.disconnect();
      await deps.close();
    },
  };
}

/** Counts requests for all gateways together; while it is away each counts for itself. */
function openRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  redis.on('error', (error: Error) => log.warn({ error: error.message }, 'rate limits'));
  return redis;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
