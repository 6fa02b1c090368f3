import type { AnyChannel, InboundEvent } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import type { IngestInbox } from './ingest-world.ts';

export type StoredDelivery = {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly attempts: number;
};

export type ReadDelivery = {
  readonly id: string;
  readonly events: readonly InboundEvent[];
  /** Why it could not be read; it stays stored and is shown. */
  readonly error: string | null;
};

export type DeliveryBatch = {
  readonly inbox: IngestInbox;
  readonly accountId: string;
  readonly deliveries: readonly StoredDelivery[];
};

/** The events of a batch are held in memory and written in one transaction. */
const MAX_BYTES = 4_000_000;

/**
 * The oldest deliveries of an inbox that are not yet applied; null when the inbox is gone. Two runs of one lane take
 * turns here, should a stalled one come back.
 */
export async function takeDeliveries(
  tx: Tx,
  inboxId: string,
  limit: number,
): Promise<DeliveryBatch | null> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`ingest:${inboxId}`}, 0))`;
  const inboxes = await tx.$queryRaw<(IngestInbox & { accountId: string })[]>`
    select i.id, i.organization_id as "organizationId", i.channel, c.account_id as "accountId"
    from inboxes i join inbox_credentials c on c.inbox_id = i.id where i.id = ${inboxId}::uuid`;
  const inbox = inboxes[0];
  if (!inbox) return null;
  const stored = await tx.$queryRaw<StoredDelivery[]>`
    select id, headers, body, attempts from inbound_deliveries
    where inbox_id = ${inboxId}::uuid and state = 'STORED' order by seq limit ${limit}`;
  let bytes = 0;
  const deliveries = stored.filter(
    ({ body }, index) => (bytes += body.length) <= MAX_BYTES || index === 0,
  );
  return { inbox, accountId: inbox.accountId, deliveries };
}

/** What a delivery says to its inbox. One that cannot be read never throws here. */
export function readDelivery(
  channel: AnyChannel,
  stored: StoredDelivery,
  accountId: string,
): ReadDelivery {
  const parsed = channel.parse(
    { headers: stored.headers, query: {}, body: stored.body },
    accountId,
  );
  return parsed.ok
    ? { id: stored.id, events: parsed.events, error: null }
    : { id: stored.id, events: [], error: parsed.reason };
}
