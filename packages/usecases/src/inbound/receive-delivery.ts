import type { Bus } from '@frontdesk/core/bus';
import { newId } from '@frontdesk/core/ids';
import type { Log } from '@frontdesk/core/log';
import type { Db } from '@frontdesk/db/client';
import { hintOutbox } from '../hints.ts';

type Deps = { readonly db: Db; readonly bus: Bus; readonly log: Log };

export type Delivery = {
  readonly organizationId: string;
  readonly inboxId: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As received, byte for byte. */
  readonly body: Uint8Array;
  /** `channel.deliveryKey`: the same for a redelivery. */
  readonly dedupeKey: string;
};

/** Prove a sender; parsing never needs them, and a stored one would be a secret at rest. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
]);

/**
 * Stores a verified webhook as it came, together with the job that will read it, and says whether it was new. Once
 * this resolves the vendor may be told 2xx: nothing is lost any more. Rejects when the database is away.
 */
export async function receiveDelivery(
  deps: Deps,
  delivery: Delivery,
): Promise<{ stored: boolean }> {
  const { organizationId, inboxId, dedupeKey } = delivery;
  const headers = Object.fromEntries(
    Object.entries(delivery.headers).filter(([name]) => !SECRET_HEADERS.has(name)),
  );
  const inserted = await deps.db.asWorker(
    (tx) => tx.$executeRaw`
    with stored as (
      insert into inbound_deliveries (id, organization_id, inbox_id, dedupe_key, headers, body)
      values (${newId()}::uuid, ${organizationId}::uuid, ${inboxId}::uuid, ${dedupeKey},
        ${JSON.stringify(headers)}::jsonb, ${Buffer.from(delivery.body)}::bytea)
      on conflict (inbox_id, dedupe_key) do nothing returning inbox_id
    )
    insert into outbox (organization_id, job, lane)
    select ${organizationId}::uuid, 'ingest-inbox', inbox_id::text from stored`,
  );
  if (inserted > 0) hintOutbox(deps);
  return { stored: inserted > 0 };
}
