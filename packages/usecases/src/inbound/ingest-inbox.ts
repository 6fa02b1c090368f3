import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel } from '@frontdesk/connector-kit/channel';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { classifyFailure } from '../execute/failure-class.ts';
import { hintCommitted } from '../hints.ts';
import { errorText } from '../log-error.ts';
import { firstStep } from '../pipeline/pipeline-steps.ts';
import { applyReceipts } from './apply-receipts.ts';
import { type IngestInbox, loadWorld } from './ingest-world.ts';
import { MessagePlan } from './plan-messages.ts';
import { lockExternalIds } from './receipt-targets.ts';
import {
  type ReadDelivery,
  type StoredDelivery,
  readDelivery,
  takeDeliveries,
} from './take-deliveries.ts';
import { type Slice, nextSlice } from './next-slice.ts';
import { writePlan } from './write-plan.ts';

type IngestDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now'>;

/** Deliveries in one transaction: enough to share its round trips, few enough to hold its locks only briefly. */
const BATCH = 100;

/** A delivery that keeps failing is put aside, visible, so that the ones behind it go on. */
export const MAX_ATTEMPTS = 5;
const RETRY_MS = 250;

const TRANSACTION_MS = 30_000;

/**
 * Drains an inbox's raw deliveries in order of arrival, up to the message. Each transaction applies some of them
 * whole or not at all, so that a crash anywhere leaves the rest stored and nothing twice. Returns the milliseconds
 * to wait before trying the first one again, null when none is left.
 */
export async function ingestInbox(
  deps: IngestDeps,
  inboxId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const applied = new Map<string, number>();
  for (;;) {
    if (stopping?.aborted) return 0;
    const done = await ingestBatch(deps, { inboxId, limit: BATCH, applied }).catch(
      (error: unknown) => {
        deps.log.warn({ inboxId, error: errorText(error) }, 'a batch of deliveries failed');
        return null;
      },
    );
    // One by one, so that only the delivery that fails is held up, and the ones before it are not.
    const again = done === null ? await ingestSingly(deps, inboxId, applied) : null;
    if (again !== null) return again;
    if (done === 0) return null;
  }
}

async function ingestSingly(
  deps: IngestDeps,
  inboxId: string,
  applied: Map<string, number>,
): Promise<number | null> {
  for (let n = 0; n < BATCH; n += 1) {
    let first: StoredDelivery | undefined;
    try {
      const taken = (one: StoredDelivery): void => void (first = one);
      if ((await ingestBatch(deps, { inboxId, limit: 1, applied, taken })) === 0) return null;
    } catch (error) {
      // The database's own trouble is no fault of the delivery: the queue comes back to it.
      if (!first || classifyFailure(error) === 'away') throw error;
      const attempts = await countFailure(deps, first, error);
      if (attempts < MAX_ATTEMPTS) return RETRY_MS * 2 ** attempts;
    }
  }
  return null;
}

type Batch = {
  readonly inboxId: string;
  readonly limit: number;
  /** How many events are applied of deliveries that are too large for one transaction. */
  readonly applied: Map<string, number>;
  /** Called with the delivery that will be at fault should this fail. */
  readonly taken?: (delivery: StoredDelivery) => void;
};

/** Applies up to `limit` deliveries in one transaction and returns how many it had before it. */
async function ingestBatch(
  deps: IngestDeps,
  { inboxId, limit, applied, taken }: Batch,
): Promise<number> {
  const done = await deps.db.asWorker(
    async (tx) => {
      const batch = await takeDeliveries(tx, inboxId, limit);
      const first = batch?.deliveries[0];
      if (!batch || !first) return null;
      taken?.(first);
      const channel = channelOf(batch.inbox.channel);
      if (!channel) throw new Error(`no channel ${batch.inbox.channel}`);
      const read = batch.deliveries.map((one) => readDelivery(channel, one, batch.accountId));
      const slice = nextSlice(read, applied);
      await applySlice(tx, batch.inbox, channel, { slice, now: deps.now() });
      return { slice, count: read.length, organizationId: batch.inbox.organizationId };
    },
    { timeout: TRANSACTION_MS },
  );
  if (!done) return 0;
  const { slice, count, organizationId } = done;
  if (slice.partly) applied.set(slice.partly.id, slice.partly.applied);
  hintCommitted(deps, organizationId);
  return count;
}

async function applySlice(
  tx: Tx,
  inbox: IngestInbox,
  channel: AnyChannel,
  { slice, now }: { readonly slice: Slice; readonly now: Date },
): Promise<void> {
  const { events } = slice;
  const receipts = events.filter((event) => event.type === 'receipt');
  const messages = events.filter((event) => event.type === 'message');
  await lockExternalIds(
    tx,
    inbox.id,
    receipts.map((one) => one.externalId),
  );
  const world = await loadWorld(tx, inbox, messages);
  const plan = new MessagePlan({
    inbox,
    channel,
    world,
    now,
    newId,
    firstStep,
  });
  for (const message of messages) plan.add(message);
  await writePlan(tx, inbox, plan);
  await applyReceipts(tx, inbox, receipts, now);
  await markRead(tx, slice.finished);
}

async function markRead(tx: Tx, read: readonly ReadDelivery[]): Promise<void> {
  const applied = read.filter((one) => one.error === null).map((one) => one.id);
  await tx.$executeRaw`
    update inbound_deliveries set state = 'APPLIED', applied_at = clock_timestamp(), error = null
    where id = any(${applied}::uuid[])`;
  for (const { id, error } of read) {
    if (error === null) continue;
    await tx.$executeRaw`update inbound_deliveries set state = 'UNPARSED', error = ${error} where id = ${id}::uuid`;
  }
}

/** Counted in a transaction of its own: when that fails too, it is the database's fault and not the delivery's. */
async function countFailure(
  deps: IngestDeps,
  delivery: StoredDelivery,
  error: unknown,
): Promise<number> {
  const attempts = delivery.attempts + 1;
  const state = attempts < MAX_ATTEMPTS ? 'STORED' : 'FAILED';
  const why = error instanceof Error ? error.message : String(error);
  await deps.db.asWorker(
    (tx) => tx.$executeRaw`
    update inbound_deliveries set attempts = ${attempts}, state = ${state}, error = ${why.slice(0, 1_000)}
    where id = ${delivery.id}::uuid and state = 'STORED'`,
  );
  deps.log.error({ deliveryId: delivery.id, attempts, state }, 'a delivery could not be applied');
  return attempts;
}
