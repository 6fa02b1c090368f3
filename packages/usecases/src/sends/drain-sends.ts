import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import type { Deps } from '../deps.ts';
import { hintCommitted } from '../hints.ts';
import { setInboxHealth } from '../inboxes/set-inbox-health.ts';
import { callVendor, uploadMedia } from './call-vendor.ts';
import { type Claim, type ClaimedSend, type Uploaded, claimNext } from './claim-send.ts';
import { MAX_ATTEMPTS, backoffMs, recordOutcome } from './record-outcome.ts';
import { failSend } from './send-states.ts';
import { errorText } from '../log-error.ts';

export type SendDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now' | 'settings' | 'files' | 'sealing'>;

/** How long the answer to a call is kept trying to be written down while the database is away. */
const RECORD_FOR_MS = 60_000;
const RECORD_AGAIN_MS = 250;

/**
 * Sends what a conversation has to send, in order. Returns the milliseconds after which to go on, null when nothing
 * waits that only time can help.
 */
export async function drainSends(
  deps: SendDeps,
  conversationId: string,
  stopping?: AbortSignal,
): Promise<number | null> {
  let uploaded: Uploaded | null = null;
  for (;;) {
    if (stopping?.aborted) return 0;
    const claim: Claim = await deps.db.asWorker((tx) =>
      claimNext(deps, tx, conversationId, uploaded),
    );
    switch (claim.kind) {
      case 'none':
        return null;
      case 'wait':
        return claim.ms;
      case 'settled':
        hintCommitted(deps, claim.organizationId);
        break;
      case 'upload':
        uploaded = await upload(deps, claim);
        break;
      case 'claimed':
        await sendClaimed(deps, claim.claimed);
    }
  }
}

async function sendClaimed(deps: SendDeps, claimed: ClaimedSend): Promise<void> {
  const { send } = claimed;
  hintCommitted(deps, send.organizationId);
  const outcome = await callVendor(deps, claimed);
  deps.log.info(
    { messageId: send.messageId, attempt: send.attempts + 1, outcome: outcome.kind },
    'send',
  );
  await persistently((tx) => recordOutcome(tx, claimed, outcome), deps);
  hintCommitted(deps, send.organizationId);
}

/** The one answer to a call that may not be repeated: a database that comes back in time still learns of it. */
async function persistently(
  record: (tx: Tx) => Promise<void>,
  { db, log }: SendDeps,
): Promise<void> {
  const giveUp = Date.now() + RECORD_FOR_MS;
  for (;;) {
    try {
      return await db.asWorker(record);
    } catch (error) {
      log.warn({ error: errorText(error) }, 'the outcome of a send could not be recorded yet');
      if (Date.now() > giveUp) throw error;
      await delay(RECORD_AGAIN_MS);
    }
  }
}

/** Null when it did not work: then the send is settled, or due again later. */
async function upload(
  deps: SendDeps,
  claim: Extract<Claim, { kind: 'upload' }>,
): Promise<Uploaded | null> {
  const { send } = claim;
  const outcome = await uploadMedia(deps, claim);
  if (outcome.kind === 'uploaded' && send.attachment) {
    return { attachmentId: send.attachment.id, mediaId: outcome.mediaId };
  }
  await deps.db.asWorker((tx) => uploadFailed(tx, send, outcome));
  hintCommitted(deps, send.organizationId);
  return null;
}

type UploadFailure = Exclude<Outcome, { kind: 'accepted' | 'uncertain' }> | { kind: 'uploaded' };

async function uploadFailed(
  tx: Tx,
  send: ClaimedSend['send'],
  outcome: UploadFailure,
): Promise<void> {
  if (outcome.kind === 'uploaded') return;
  await lockConversation(tx, send.conversationId);
  if (outcome.kind === 'reauth') return setInboxHealth(tx, send.inboxId, 'error', outcome.why);
  if (outcome.kind === 'rejected') return failSend(tx, send, outcome);
  const attempts = send.attempts + 1;
  if (attempts >= MAX_ATTEMPTS)
    return failSend(tx, send, { code: outcome.code, why: outcome.why, effect: null });
  const ms = Math.max(outcome.afterMs ?? 0, backoffMs(attempts));
  await tx.$executeRaw`
    update sends set attempts = ${attempts}, last_error = ${outcome.why},
      next_attempt_at = clock_timestamp() + ${ms}::float8 * interval '1 millisecond', updated_at = clock_timestamp()
    where message_id = ${send.messageId}::uuid and state = 'QUEUED'`;
}
