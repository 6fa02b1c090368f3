import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

const REALTIME = join(import.meta.dirname, '../../../apps/realtime/src/main.ts');

export type GatewayOptions = {
  readonly port: number;
  readonly databaseUrl: string;
  /** Around whatever stands between the gateway and its database; by default the same. */
  readonly directUrl?: string;
  readonly redisUrl?: string;
  /** What it keeps on the disk. */
  readonly folder: string;
  /** 64 hexadecimal digits; gateways of one database have the same. */
  readonly key: string;
};

/** Starts a gateway as `npm start` runs it, without the page server. Resolves once it listens. */
export function startGateway(options: GatewayOptions): Promise<ChildProcess> {
  const { port, databaseUrl, directUrl, redisUrl, folder, key } = options;
  const child = fork(REALTIME, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      ...(directUrl === undefined ? {} : { DIRECT_URL: directUrl }),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      FRONTDESK_KEY: key,
      LOG_LEVEL: 'error',
      // One machine asks for thousands: what is measured is not how it is refused.
      RATE_LIMIT: '100000000',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', () => reject(new Error('the gateway did not start')));
  });
}
