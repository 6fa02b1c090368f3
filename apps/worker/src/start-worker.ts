import type { Job } from '@frontdesk/core/jobs';
import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import { mintEpochIfMoved } from '@frontdesk/db/epoch';
import { openQueue } from '@frontdesk/queue/open-queue';
import { fetchAttachment } from '@frontdesk/usecases/attachments/fetch-attachment';
import { Clock } from '@frontdesk/usecases/clock/clock';
import { openDeps } from '@frontdesk/usecases/deps';
import { ingestInbox } from '@frontdesk/usecases/inbound/ingest-inbox';
import { drainConversation } from '@frontdesk/usecases/pipeline/drain-conversation';
import { readConversation } from '@frontdesk/usecases/pipeline/read-conversation';
import { trainReaderOf } from '@frontdesk/usecases/reading/train-reader';
import { Relay } from '@frontdesk/usecases/relay';
import { holdUnsent } from '@frontdesk/usecases/sends/hold-unsent';
import { must } from '@frontdesk/core/assert';

/** Lanes that one process works on at the same time. Drains mostly wait for vendors; a file is held in memory whole; training takes a processor. */
const CONCURRENCY = { ingest: 4, drain: 24, read: 16, train: 1, fetch: 2 } as const;

/** Longer than a vendor's answer is waited for, so that no send is left uncertain by an ordinary stop. */
const GRACE_MS = 16_000;

/** Of its own lane there is one in the whole system, whatever the number of workers; it belongs to no organization. */
const CLOCK: Job = { name: 'tick', lane: 'clock', organizationId: '' };

/** How often each worker makes sure that the clock's lane is there, should the queue have lost it. */
const WIND_MS = 30_000;

export type RunningWorker = { stop(): Promise<void> };

/** Starts a worker. Rejects when the database or Redis is away. */
export async function startWorker(settings: Settings, log: Log): Promise<RunningWorker> {
  const deps = await openDeps(settings, log);
  const directUrl = must(settings.directUrl ?? settings.databaseUrl, 'DATABASE_URL');
  // A restored database would send again what its later self has sent: a person decides.
  await mintEpochIfMoved(deps.db, () => holdUnsent(deps));
  const queue = await openQueue({ directUrl, redisUrl: settings.redisUrl, log });
  const clock = new Clock(deps);
  await queue.process('ingest-inbox', CONCURRENCY.ingest, ({ lane }, stopping) =>
    ingestInbox(deps, lane, stopping),
  );
  await queue.process(
    'drain-conversation',
    CONCURRENCY.drain,
    ({ lane, organizationId }, stopping) => drainConversation(deps, lane, organizationId, stopping),
  );
  await queue.process('read-conversation', CONCURRENCY.read, ({ lane, organizationId }, stopping) =>
    readConversation(deps, lane, organizationId, stopping),
  );
  await queue.process('train-reader', CONCURRENCY.train, ({ lane }, stopping) =>
    trainReaderOf(deps, lane, stopping),
  );
  await queue.process('fetch-attachment', CONCURRENCY.fetch, ({ lane }) =>
    fetchAttachment(deps, lane),
  );
  await queue.process('tick', 1, () => clock.turn());
  await queue.enqueue([CLOCK]);
  const winding = setInterval(() => {
    queue.enqueue([CLOCK]).catch((error: unknown) => log.warn({ error: String(error) }, 'clock'));
  }, WIND_MS);
  const relay = new Relay(deps, queue);
  return {
    async stop() {
      clearInterval(winding);
      await relay.stop();
      await queue.close(GRACE_MS);
      await deps.close();
    },
  };
}
