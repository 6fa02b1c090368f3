import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import { PostgresBus } from './bus-postgres.ts';
import { RedisBus } from './bus-redis.ts';

export type BusOptions = {
  /** Around a pooler, if there is one: LISTEN needs a session. */
  readonly directUrl: string;
  readonly redisUrl?: string | undefined;
  readonly log: Log;
};

/** The bus between processes: Redis where there is one, else Postgres. */
export const openBus = ({ directUrl, redisUrl, log }: BusOptions): Promise<Bus> =>
  redisUrl ? RedisBus.open(redisUrl, log) : PostgresBus.open(directUrl, log);
