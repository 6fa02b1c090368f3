import type { Outcome } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { setInboxHealth } from '../inboxes/set-inbox-health.ts';
import { applyStoredReceipts } from '../inbound/apply-receipts.ts';
import { lockExternalIds } from '../inbound/receipt-targets.ts';
import type { ClaimedSend } from './claim-send.ts';
import { pauseSends } from './send-rates.ts';
import { settleReplaced } from './replaced-sends.ts';
import { declareUncertain, failSend, holdSend } from './send-states.ts';
import { templateOf } from './template-of.ts';

/** Then a person decides: with the waits below that is after about twenty minutes. */
export const MAX_ATTEMPTS = 10;
const BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;

/** Exponential, capped, half of it random: what failed together does not come back together. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const ceiling = Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** attempts);
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** Writes down what came of a claim. A send that a receipt or a person has settled meanwhile is left as it is. */
export async function recordOutcome(tx: Tx, claimed: ClaimedSend, outcome: Outcome): Promise<void> {
  const { send } = claimed;
  if (outcome.kind === 'accepted') await lockExternalIds(tx, send.inboxId, [outcome.externalId]);
  await lockConversation(tx, send.conversationId);
  if (outcome.kind === 'accepted') return accept(tx, claimed, outcome.externalId);
  const open = await tx.$queryRaw<{ messageId: string }[]>`
    select message_id as "messageId" from sends
    where message_id = ${send.messageId}::uuid and attempt_id = ${claimed.attemptId}::uuid and state in ('CLAIMED', 'UNCERTAIN')`;
  if (open.length === 0) return undefined;
  switch (outcome.kind) {
    case 'rejected':
      // By the vendor's clock it was too late: kept, as if ours had said so.
      return outcome.effect === 'window-closed' && templateOf(send.metadata) === null
        ? holdSend(tx, send, { code: 'window_closed', why: outcome.why })
        : failSend(tx, send, outcome);
    case 'uncertain':
      return declareUncertain(tx, send, outcome.why);
    case 'reauth':
      await setInboxHealth(tx, send.inboxId, 'error', outcome.why);
      return queueAgain(tx, claimed, { ms: 0, why: outcome.why, counts: false });
    case 'retry':
      return retry(tx, claimed, outcome);
  }
}

/** The vendor's yes counts even if we had given the answer up for lost. */
async function accept(tx: Tx, { send, attemptId }: ClaimedSend, externalId: string): Promise<void> {
  await tx.$executeRaw`
    insert into message_refs (inbox_id, external_id, organization_id, message_id)
    values (${send.inboxId}::uuid, ${externalId}, ${send.organizationId}::uuid, ${send.messageId}::uuid)
    on conflict (inbox_id, external_id) do nothing`;
  const taken = await tx.$executeRaw`
    update sends set state = 'ACCEPTED', last_error = null, updated_at = clock_timestamp()
    where message_id = ${send.messageId}::uuid and attempt_id = ${attemptId}::uuid and state in ('CLAIMED', 'UNCERTAIN')`;
  if (taken > 0) {
    await tx.$executeRaw`
      update messages set status = 'SENT', sent_at = clock_timestamp(), error_code = null, error_text = null,
        updated_at = clock_timestamp()
      where id = ${send.messageId}::uuid and status in ('SENDING', 'UNCERTAIN')`;
  }
  await settleReplaced(tx, send.messageId);
  if (send.health !== 'ok') await setInboxHealth(tx, send.inboxId, 'ok', null);
  await applyStoredReceipts(
    tx,
    { id: send.inboxId, organizationId: send.organizationId, channel: send.channel },
    externalId,
    send.messageId,
  );
}

async function retry(
  tx: Tx,
  claimed: ClaimedSend,
  outcome: Extract<Outcome, { kind: 'retry' }>,
): Promise<void> {
  const { send, channel } = claimed;
  const attempts = send.attempts + 1;
  if (attempts >= MAX_ATTEMPTS) {
    const why = `${outcome.why} We tried ${attempts} times.`;
    return failSend(tx, send, { code: outcome.code, why, effect: null });
  }
  const ms = Math.max(outcome.afterMs ?? 0, backoffMs(attempts));
  await pauseSends(
    tx,
    { ...send, limits: channel.limits },
    outcome.scope,
    outcome.afterMs ?? backoffMs(0),
  );
  return queueAgain(tx, claimed, { ms, why: outcome.why, counts: true });
}

async function queueAgain(
  tx: Tx,
  { send }: ClaimedSend,
  { ms, why, counts }: { ms: number; why: string; counts: boolean },
): Promise<void> {
  await tx.$executeRaw`
    update sends set state = 'QUEUED', last_error = ${why}, attempts = attempts - ${counts ? 0 : 1},
      next_attempt_at = clock_timestamp() + ${ms}::float8 * interval '1 millisecond', updated_at = clock_timestamp()
    where message_id = ${send.messageId}::uuid`;
  await tx.$executeRaw`
    update messages set status = 'QUEUED', updated_at = clock_timestamp() where id = ${send.messageId}::uuid`;
}
