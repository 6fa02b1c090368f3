import type { Tx } from '@frontdesk/db/client';
import { drainLater } from '../outbox.ts';

/** Changes that come close together are learnt at once. */
const DEBOUNCE_MS = 300;

/** Says that what the organization's reader learns from has changed; it is trained soon after the commit. */
export async function wantTraining(tx: Tx, organizationId: string): Promise<void> {
  await tx.$executeRaw`
    insert into reader_models (organization_id, wanted) values (${organizationId}::uuid, 1)
    on conflict (organization_id) do update
      set wanted = reader_models.wanted + 1, updated_at = clock_timestamp()`;
  const job = { name: 'train-reader', lane: organizationId, organizationId } as const;
  await drainLater(tx, job, DEBOUNCE_MS);
}
