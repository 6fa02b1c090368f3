import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiRouter } from '@frontdesk/ai/providers/router';
import type { Bus, BusMessages, BusTopic } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import { type Settings, readSettings } from '@frontdesk/core/settings';
import { createDb } from '@frontdesk/db/client';
import { createDatabase } from '@frontdesk/testkit/postgres';
import type { Mail } from '@frontdesk/usecases/auth/mailer';
import type { Deps } from '@frontdesk/usecases/deps';
import { Executor } from '@frontdesk/usecases/execute';
import { LocalFiles } from '@frontdesk/usecases/files/local-files';
import { HANDLERS } from '@frontdesk/usecases/mutations/handlers';
import { Readers } from '@frontdesk/usecases/reading/readers';
import { Matchers } from '@frontdesk/usecases/sops/matchers';
import { SealingKey } from '@frontdesk/usecases/sealing';
import type { ApiDeps } from '../api-deps.ts';
import { createApi } from '../app.ts';
import type { Limits } from '../http/rate-limits.ts';
import { closeApiDeps, openApiDeps } from '../open-api-deps.ts';

/** The API over a real Postgres, with a clock that a test can move and nothing that leaves the process. */
export type ApiWorld = {
  readonly deps: ApiDeps;
  readonly api: ReturnType<typeof createApi>;
  readonly mails: Mail[];
  readonly published: { topic: BusTopic; message: unknown }[];
  readonly logged: string[];
  /** Moves the clock. */
  advance(ms: number): void;
  close(): Promise<void>;
};

type Options = { readonly settings?: Partial<Settings>; readonly limits?: Partial<Limits> };

const PLENTY: Limits = {
  perUser: 1_000_000,
  perAddress: 1_000_000,
  bulkPerUser: 1_000_000,
  costlyPerAddress: 1_000_000,
  aiPerUser: 1_000_000,
};

export async function openApiWorld(options: Options = {}): Promise<ApiWorld> {
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-api-'));
  const db = createDb({ url: database.url });
  const parsed = readSettings({ FRONTDESK_KEY: 'ab'.repeat(32) });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const mails: Mail[] = [];
  const published: { topic: BusTopic; message: unknown }[] = [];
  const logged: string[] = [];
  const log = memoryLog(logged);
  const settings = { ...parsed.settings, dataDir: folder, demo: true, ...options.settings };
  const base: Deps = {
    settings,
    db,
    bus: memoryBus(published),
    files: new LocalFiles(folder),
    sealing: new SealingKey('ab'.repeat(32)),
    readers: new Readers({ db, log }),
    matchers: new Matchers(db),
    ai: new AiRouter({
      log,
      now: () => now().getTime(),
      allowPrivateNetwork: settings.allowPrivateNetwork,
    }),
    now,
    log,
  };
  const executor = new Executor(base, HANDLERS);
  const opened = await openApiDeps(base, {
    execute: (command) => executor.execute(command),
    version: '0.0.0-test',
    // What comes of a message is a test's business; how soon it does is not.
    answerWithinMs: 20_000,
    limits: { ...PLENTY, ...options.limits },
  });
  const deps = {
    ...opened,
    mailer: { send: async (mail: Mail) => void mails.push(mail), close() {} },
  };
  return {
    deps,
    api: createApi(deps),
    mails,
    published,
    logged,
    advance: (ms) => void (ahead += ms),
    async close() {
      await closeApiDeps(deps);
      await db.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function memoryBus(published: { topic: BusTopic; message: unknown }[]): Bus {
  const handlers = new Map<BusTopic, Set<(message: never) => void>>();
  return {
    async publish<T extends BusTopic>(topic: T, message: BusMessages[T]) {
      published.push({ topic, message });
      for (const handler of handlers.get(topic) ?? []) handler(message as never);
    },
    subscribe(topic, handler) {
      const set = handlers.get(topic) ?? new Set();
      handlers.set(topic, set.add(handler as (message: never) => void));
      return () => void set.delete(handler as (message: never) => void);
    },
    async close() {},
  };
}

function memoryLog(lines: string[]): Log {
  const write = (fields: object, message: string) =>
    void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: write, info: write, warn: write, error: write };
}
