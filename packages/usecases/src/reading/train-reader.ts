import { trainInThread } from '@frontdesk/ai/reader/train-in-thread';
import { Reader } from '@frontdesk/ai/reader/reader';
import type { Example, TrainedReader } from '@frontdesk/ai/reader/train-reader';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { errorText } from '../log-error.ts';
import { trainingFailure } from './training-failure.ts';

type TrainDeps = Pick<Deps, 'db' | 'log'>;

/** What one training takes in: beyond, the oldest imported examples are left out. */
export const MAX_EXAMPLES = 50_000;

/** Of reading the examples, which may be many megabytes. */
const TRANSACTION_MS = 60_000;

/**
 * "Train this organization's reader", if what it learns from has changed. What changes while it learns makes it learn
 * again. Returns 0 for another run at once, null when it knows everything, or when it failed: then the row says why.
 */
export async function trainReaderOf(
  deps: TrainDeps,
  organizationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  const due = await deps.db.asWorker((tx) => loadDue(tx, organizationId), {
    timeout: TRANSACTION_MS,
  });
  if (!due) return null;
  const trained = await learn(due.examples, stopping);
  if (stopping?.aborted) return 0;
  if (trained.ok) {
    const again = await deps.db.asWorker((tx) => store(tx, organizationId, due.wanted, trained));
    return again ? 0 : null;
  }
  const { error } = trained;
  deps.log.error({ organizationId, error: errorText(error) }, 'a reader could not be trained');
  const data = { error: trainingFailure(error) };
  await deps.db.asWorker((tx) => tx.readerModel.update({ where: { organizationId }, data }));
  return null;
}

type Learnt =
  | ({ readonly ok: true } & TrainedReader)
  | { readonly ok: false; readonly error: unknown };

async function learn(examples: readonly Example[], stopping?: AbortSignal): Promise<Learnt> {
  try {
    const trained = await trainInThread(examples, stopping);
    // What cannot be loaded again must not take the place of what can.
    Reader.load(trained.bytes);
    return { ok: true, ...trained };
  } catch (error) {
    return { ok: false, error };
  }
}

type Due = { readonly wanted: number; readonly examples: readonly Example[] };

/** Null: nothing has changed since the last training. */
async function loadDue(tx: Tx, organizationId: string): Promise<Due | null> {
  const model = await tx.readerModel.findUnique({
    where: { organizationId },
    select: { wanted: true, trained: true },
  });
  if (!model || model.wanted <= model.trained) return null;
  const rows = await tx.$queryRaw<Example[]>`
    select intent_id as intent, text from intent_examples where organization_id = ${organizationId}::uuid
    order by message_id is null, created_at desc, id desc limit ${MAX_EXAMPLES}`;
  // A text that is taught twice means what was taught last: so corrections come at the end, the newest last of all.
  return { wanted: model.wanted, examples: rows.toReversed() };
}

/** True: there is more to learn by now. */
async function store(
  tx: Tx,
  organizationId: string,
  version: number,
  { bytes, metrics }: TrainedReader,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ again: boolean }[]>`
    update reader_models set bytes = ${Buffer.from(bytes)}, metrics = ${JSON.stringify(metrics)}::jsonb, trained = ${version},
      trained_at = clock_timestamp(), updated_at = clock_timestamp(), error = null
    where organization_id = ${organizationId}::uuid and trained < ${version} returning wanted > trained as again`;
  return row?.again ?? false;
}
