import { join } from 'node:path';
import { type Settings, isLoopback } from '@frontdesk/core/settings';
import { WEB_APP, nextProgram } from './derived.ts';
import { ROOT } from './freshness.ts';
import type { ServiceDefinition } from './service.ts';

/** The settings with everything that the launcher decides filled in. */
export type ResolvedSettings = Settings & {
  databaseUrl: string;
  directUrl: string;
  frontdeskKey: string;
  webUrl: string;
};

/** The services in the order in which they are started. Each reads its settings from its environment. */
export function productServices(settings: ResolvedSettings): ServiceDefinition[] {
  const env = { ...serviceEnvironment(settings), NODE_ENV: 'production' };
  return [
    web(settings, env, ['start', '--keepAliveTimeout', String(PAGE_KEEP_ALIVE_MS)]),
    { name: 'worker', script: join(ROOT, 'apps/worker/src/main.ts'), cwd: ROOT, env },
    {
      name: 'realtime',
      script: join(ROOT, 'apps/realtime/src/main.ts'),
      cwd: ROOT,
      env,
      healthUrl: `${addressOf(settings.host, settings.port)}/health`,
    },
  ];
}

/**
 * The same with hot reload: pages by Next, the browser's workers bundled again and the others started again when a file of
 * theirs changes.
 */
export function developmentServices(settings: ResolvedSettings): ServiceDefinition[] {
  const environment = { ...serviceEnvironment(settings), NODE_ENV: 'development' };
  const bundler = {
    name: 'workers',
    script: join(WEB_APP, 'scripts/watch-workers.ts'),
    cwd: WEB_APP,
    env: environment,
  };
  const services = productServices(settings).map((service) => {
    const env = { ...service.env, NODE_ENV: 'development' };
    if (service.name === 'web') return web(settings, env, ['dev']);
    return { ...service, env, nodeFlags: ['--watch', '--watch-preserve-output'] };
  });
  return [bundler, ...services];
}

/** Longer than the one-port process keeps an idle connection, which would else meet a closed one. */
const PAGE_KEEP_ALIVE_MS = 75_000;

function web(
  settings: ResolvedSettings,
  env: NodeJS.ProcessEnv,
  args: string[],
): ServiceDefinition {
  const { hostname, port } = new URL(settings.webUrl);
  return {
    name: 'web',
    script: nextProgram(),
    args: [...args, '--hostname', hostname, '--port', port],
    cwd: WEB_APP,
    env: { ...env, NEXT_TELEMETRY_DISABLED: '1' },
    healthUrl: settings.webUrl,
  };
}

/** The environment in which a part of the product reads exactly these settings. */
export function serviceEnvironment(settings: ResolvedSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PORT: String(settings.port),
    HOST: settings.host,
    DATA_DIR: settings.dataDir,
    DATABASE_URL: settings.databaseUrl,
    DIRECT_URL: settings.directUrl,
    FRONTDESK_KEY: settings.frontdeskKey,
    LOG_LEVEL: settings.logLevel,
    DEMO: settings.demo ? '1' : '0',
    ALLOW_PRIVATE_NETWORK: settings.allowPrivateNetwork ? '1' : '0',
    WEB_URL: settings.webUrl,
  };
}

/** Where we ourselves reach a listener: one on every address also answers on loopback. */
function addressOf(host: string, port: number): string {
  const reachable =
    host === '0.0.0.0' || host === '::' || isLoopback(host) ? loopbackOf(host) : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
