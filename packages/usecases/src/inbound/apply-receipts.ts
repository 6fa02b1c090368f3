import type { ReceiptEvent } from '@frontdesk/connector-kit/channel';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { lockConversations } from '../conversations/lock-conversation.ts';
import { settleReplaced } from '../sends/replaced-sends.ts';
import { applyEffects, type SendFailure } from '../sends/send-failed.ts';
import { insertRows } from '../sql/bulk-rows.ts';
import { RECEIPTS } from './ingest-tables.ts';
import type { IngestInbox } from './ingest-world.ts';
import { type Delivery, type ReceiptFact, afterReceipts } from './receipt-effects.ts';
import { findReceiptTargets, type ReceiptTarget } from './receipt-targets.ts';

/**
 * Stores what the vendor says of our sends and applies it. A receipt whose send is not known yet waits in its table
 * and is applied by whoever learns the id (`applyStoredReceipts`). The caller holds {@link lockExternalIds}.
 */
export async function applyReceipts(
  tx: Tx,
  inbox: IngestInbox,
  receipts: readonly ReceiptEvent[],
  now: Date,
): Promise<void> {
  if (receipts.length === 0) return;
  await insertRows(
    tx,
    RECEIPTS,
    receipts.map((one) => receiptRow(inbox, one, now)),
    '(inbox_id, external_id, status) do nothing',
  );
  const targets = await findReceiptTargets(tx, inbox, receipts);
  if (targets.size === 0) return;
  const found = [...targets.values()];
  await lockConversations(
    tx,
    found.map((one) => one.conversationId),
  );
  await learnRefs(tx, inbox, targets);
  const failures: SendFailure[] = [];
  for (const messageId of new Set(found.map((one) => one.messageId))) {
    const mine = receipts.filter((one) => targets.get(one.externalId)?.messageId === messageId);
    const failure = await applyTo(
      tx,
      messageId,
      mine.map((one) => factOf(one, now)),
    );
    const effect = mine.find((one) => one.status === 'failed')?.error?.effect ?? null;
    if (failure) failures.push({ ...failure, effect });
  }
  await applyEffects(tx, inbox, failures);
}

/** Applies the receipts that came before their send's id was known. The caller holds {@link lockExternalIds} for that id. */
export async function applyStoredReceipts(
  tx: Tx,
  inbox: IngestInbox,
  externalId: string,
  messageId: string,
): Promise<void> {
  const stored = await tx.$queryRaw<ReceiptFact[]>`
    update receipts set message_id = ${messageId}::uuid
    where inbox_id = ${inbox.id}::uuid and external_id = ${externalId}
    returning status, coalesce(vendor_at, created_at) as at, error_code as "errorCode", error_text as "errorText"`;
  if (stored.length === 0) return;
  const failure = await applyTo(tx, messageId, stored);
  if (failure) await applyEffects(tx, inbox, [{ ...failure, effect: null }]);
}

const factOf = ({ status, at, error }: ReceiptEvent, now: Date): ReceiptFact => ({
  status,
  at: at === null ? now : new Date(at),
  errorCode: error?.code ?? null,
  errorText: error?.why ?? null,
});

const receiptRow = (inbox: IngestInbox, receipt: ReceiptEvent, now: Date) => {
  const { status, errorCode, errorText } = factOf(receipt, now);
  return {
    id: newId(),
    organizationId: inbox.organizationId,
    inboxId: inbox.id,
    externalId: receipt.externalId,
    status,
    vendorAt: receipt.at === null ? null : new Date(receipt.at),
    errorCode,
    errorText,
  };
};

/** A send that a receipt speaks of was taken, whatever became of the answer. */
async function learnRefs(
  tx: Tx,
  inbox: IngestInbox,
  targets: ReadonlyMap<string, ReceiptTarget>,
): Promise<void> {
  const pairs = [...targets].map(([externalId, { messageId }]) => ({ externalId, messageId }));
  const learned = [...targets]
    .filter(([, target]) => target.knownBy !== 'ref')
    .map(([, { messageId }]) => messageId);
  const [externalIds, messageIds] = [
    pairs.map((one) => one.externalId),
    pairs.map((one) => one.messageId),
  ];
  await tx.$executeRaw`
    update receipts r set message_id = t.message_id
    from unnest(${externalIds}::text[], ${messageIds}::uuid[]) as t (external_id, message_id)
    where r.inbox_id = ${inbox.id}::uuid and r.external_id = t.external_id and r.message_id is null`;
  if (learned.length === 0) return;
  await tx.$executeRaw`
    insert into message_refs (inbox_id, external_id, organization_id, message_id)
    select ${inbox.id}::uuid, t.external_id, ${inbox.organizationId}::uuid, t.message_id
    from unnest(${externalIds}::text[], ${messageIds}::uuid[]) as t (external_id, message_id)
    on conflict (inbox_id, external_id) do nothing`;
}

type Sent = Delivery & {
  readonly id: string;
  readonly conversationId: string;
  readonly organizationId: string;
  readonly authorId: string | null;
  readonly failedByVendor: boolean;
  /** It took the place of others. */
  readonly replaces: boolean;
};

/** Returns the message when this is what made it fail. */
async function applyTo(
  tx: Tx,
  messageId: string,
  receipts: readonly ReceiptFact[],
): Promise<Omit<SendFailure, 'effect'> | null> {
  const rows = await tx.$queryRaw<Sent[]>`
    select m.id, m.conversation_id as "conversationId", m.organization_id as "organizationId", m.author_id as "authorId",
      m.status, m.sent_at as "sentAt", m.delivered_at as "deliveredAt", m.read_at as "readAt",
      m.error_code as "errorCode", m.error_text as "errorText", m.metadata ? 'replaces' as replaces,
      exists (select from receipts r where r.message_id = m.id and r.status = 'failed') as "failedByVendor"
    from messages m where m.id = ${messageId}::uuid for update of m`;
  const sent = rows[0];
  if (!sent) return null;
  const next = afterReceipts(sent, receipts, sent.failedByVendor);
  if (next.status === sent.status && next.errorCode === sent.errorCode) return null;
  await tx.$executeRaw`
    update messages set status = ${next.status}, sent_at = ${next.sentAt}::timestamptz,
      delivered_at = ${next.deliveredAt}::timestamptz, read_at = ${next.readAt}::timestamptz,
      error_code = ${next.errorCode}, error_text = ${next.errorText}, updated_at = clock_timestamp()
    where id = ${messageId}::uuid`;
  const failed = next.status === 'FAILED';
  if (sent.replaces) await settleReplaced(tx, messageId);
  await tx.$executeRaw`
    update sends set state = ${failed ? 'DEAD' : 'ACCEPTED'}, last_error = ${next.errorText}, updated_at = clock_timestamp()
    where message_id = ${messageId}::uuid`;
  if (!failed) return null;
  const { conversationId, organizationId, authorId } = sent;
  return {
    messageId,
    conversationId,
    organizationId,
    authorId,
    code: next.errorCode ?? 'failed',
    why: next.errorText ?? '',
  };
}
