import type { ReceiptEvent } from '@frontdesk/connector-kit/channel';
import { isUuid } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import type { IngestInbox } from './ingest-world.ts';

/** How many the vendor's ids are locked as; collisions only make two wait for each other. */
const LOCK_SEED = 7;

/**
 * Whoever learns a send's vendor id and whoever brings a receipt under that id take turns, so that one of the two sees
 * the other's row and no receipt stays unapplied. Taken before any other lock, in one order.
 */
export async function lockExternalIds(
  tx: Tx,
  inboxId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  const keys = [...new Set(externalIds)].map((id) => `${inboxId}:${id}`);
  await tx.$executeRaw`
    select pg_advisory_xact_lock(k) from (
      select distinct hashtextextended(t, ${LOCK_SEED}::bigint) as k from unnest(${keys}::text[]) t order by 1
    ) s`;
}

export type ReceiptTarget = {
  readonly messageId: string;
  readonly conversationId: string;
  readonly knownBy: 'ref' | 'correlation' | 'echo';
};

/**
 * The message that each receipt speaks of, by the vendor's id: known from the answer to our request, else by our own
 * id that the vendor echoes, else by what it says was sent, which only ever settles a send whose answer was lost.
 */
export async function findReceiptTargets(
  tx: Tx,
  inbox: IngestInbox,
  receipts: readonly ReceiptEvent[],
): Promise<Map<string, ReceiptTarget>> {
  const targets = new Map(
    await byRef(
      tx,
      inbox,
      receipts.map((one) => one.externalId),
    ),
  );
  const missing = receipts.filter((one) => !targets.has(one.externalId));
  for (const [externalId, target] of await byCorrelation(tx, inbox, missing))
    targets.set(externalId, target);
  for (const receipt of missing) {
    if (targets.has(receipt.externalId) || receipt.echo === null) continue;
    const taken = [...targets.values()].map((one) => one.messageId);
    const target = await byEcho(tx, inbox, receipt.echo, taken);
    if (target) targets.set(receipt.externalId, target);
  }
  return targets;
}

async function byRef(
  tx: Tx,
  inbox: IngestInbox,
  externalIds: readonly string[],
): Promise<[string, ReceiptTarget][]> {
  const rows = await tx.$queryRaw<
    { externalId: string; messageId: string; conversationId: string }[]
  >`
    select f.external_id as "externalId", m.id as "messageId", m.conversation_id as "conversationId"
    from message_refs f join messages m on m.id = f.message_id
    where f.inbox_id = ${inbox.id}::uuid and f.external_id = any(${externalIds}::text[]) and m.direction = 'OUTBOUND'`;
  return rows.map(({ externalId, ...target }) => [externalId, { ...target, knownBy: 'ref' }]);
}

async function byCorrelation(
  tx: Tx,
  inbox: IngestInbox,
  receipts: readonly ReceiptEvent[],
): Promise<[string, ReceiptTarget][]> {
  const ids = receipts.flatMap(({ correlation }) =>
    correlation !== null && isUuid(correlation) ? [correlation] : [],
  );
  if (ids.length === 0) return [];
  const rows = await tx.$queryRaw<{ messageId: string; conversationId: string }[]>`
    select message_id as "messageId", conversation_id as "conversationId" from sends
    where inbox_id = ${inbox.id}::uuid and message_id = any(${ids}::uuid[]) and claimed_at is not null`;
  const known = new Map(rows.map((row) => [row.messageId, row]));
  return receipts.flatMap(({ externalId, correlation }) => {
    const row = correlation === null ? undefined : known.get(correlation.toLowerCase());
    return row ? [[externalId, { ...row, knownBy: 'correlation' as const }]] : [];
  });
}

/** The oldest uncertain send of that text to that customer. A cut text is compared whole. */
async function byEcho(
  tx: Tx,
  inbox: IngestInbox,
  echo: { readonly to: string; readonly text: string },
  taken: readonly string[],
): Promise<ReceiptTarget | null> {
  const rows = await tx.$queryRaw<{ messageId: string; conversationId: string }[]>`
    select s.message_id as "messageId", s.conversation_id as "conversationId"
    from sends s
    join messages m on m.id = s.message_id
    left join message_bodies b on b.message_id = m.id
    join conversations c on c.id = s.conversation_id
    join channel_identities i on i.id = c.identity_id
    where s.inbox_id = ${inbox.id}::uuid and s.state = 'UNCERTAIN' and i.key = ${echo.to}
      and coalesce(b.text, m.text) = ${echo.text} and s.message_id <> all(${taken}::uuid[])
    order by s.created_at, s.message_id limit 1`;
  const row = rows[0];
  return row ? { ...row, knownBy: 'echo' } : null;
}
