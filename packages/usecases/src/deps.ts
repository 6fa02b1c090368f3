import { join } from 'node:path';
import { AiRouter } from '@frontdesk/ai/providers/router';
import { must } from '@frontdesk/core/assert';
import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import { type Db, createDb } from '@frontdesk/db/client';
import { openBus } from '@frontdesk/queue/open-bus';
import type { Files } from './files/files.ts';
import { LocalFiles } from './files/local-files.ts';
import { S3Files } from './files/s3-files.ts';
import { Readers } from './reading/readers.ts';
import { SealingKey } from './sealing.ts';
import { Matchers } from './sops/matchers.ts';

/** What use cases need from outside. Each takes the part that it uses. */
export type Deps = {
  readonly settings: Settings;
  readonly db: Db;
  readonly bus: Bus;
  readonly files: Files;
  readonly sealing: SealingKey;
  readonly readers: Readers;
  /** Outside models. */
  readonly ai: AiRouter;
  readonly matchers: Matchers;
  readonly now: () => Date;
  readonly log: Log;
};

export type OpenedDeps = Deps & { close(): Promise<void> };

/** Opens everything that a process of the product shares with the others. Rejects when the database or Redis is away. */
export async function openDeps(settings: Settings, log: Log): Promise<OpenedDeps> {
  const url = must(settings.databaseUrl, 'DATABASE_URL');
  const directUrl = settings.directUrl ?? url;
  const db = createDb({ url });
  const bus = await openBus({ directUrl, redisUrl: settings.redisUrl, log });
  return {
    settings,
    db,
    bus,
    files: settings.s3Url
      ? new S3Files(settings.s3Url)
      : new LocalFiles(join(settings.dataDir, 'files')),
    sealing: new SealingKey(must(settings.frontdeskKey, 'FRONTDESK_KEY')),
    readers: new Readers({ db, log }),
    ai: new AiRouter({ log, now: Date.now, allowPrivateNetwork: settings.allowPrivateNetwork }),
    matchers: new Matchers(db),
    now: () => new Date(),
    log,
    async close() {
      await Promise.all([bus.close(), db.close()]);
    },
  };
}
