import type { Job } from '@frontdesk/core/jobs';
import { drainConversation } from '@frontdesk/usecases/pipeline/drain-conversation';
import { readConversation } from '@frontdesk/usecases/pipeline/read-conversation';
import { trainReaderOf } from '@frontdesk/usecases/reading/train-reader';
import type { ApiWorld } from './api-world.ts';

/**
 * Stands where the worker does: runs the lanes that the outbox names, as soon as it is told of them, until `stop`. Lanes
 * that only time can help are left.
 */
export function startLanes(world: ApiWorld): { stop(): Promise<void> } {
  const { deps } = world;
  let running: Promise<void> | null = null;
  let poked = false;
  const poke = (): void => {
    poked = true;
    running ??= drain().finally(() => (running = null));
  };
  const drain = async (): Promise<void> => {
    while (poked) {
      poked = false;
      for (const job of await takeJobs(world)) await runLane(world, job);
    }
  };
  const end = deps.bus.subscribe('outbox', poke);
  poke();
  return {
    async stop() {
      end();
      await running;
    },
  };
}

const takeJobs = (world: ApiWorld): Promise<Job[]> =>
  world.deps.db.asWorker(
    (tx) => tx.$queryRaw<Job[]>`
    with taken as (delete from outbox where run_at <= clock_timestamp() returning *)
    select job as name, lane, organization_id as "organizationId" from taken group by 1, 2, 3 order by min(id)`,
  );

async function runLane({ deps }: ApiWorld, { name, lane, organizationId }: Job): Promise<void> {
  if (name === 'read-conversation') await readConversation(deps, lane, organizationId);
  if (name === 'drain-conversation') await drainConversation(deps, lane, organizationId);
  if (name === 'train-reader') await trainReaderOf(deps, organizationId);
}
