import type { Job } from '@frontdesk/core/jobs';
import type { Tx } from '@frontdesk/db/client';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { enqueueAfterCommit } from '../outbox.ts';
import { STEP_ATTEMPTS } from '../pipeline/run-pipeline.ts';
import { CLAIM_TIMEOUT_MS } from '../sends/claim-send.ts';

/** What should long have been done: a queue that lost its memory, or a job that gave up, is made good from the rows. */
const FORGOTTEN_MS = 30_000;
const AT_ONCE = 1_000;

/** A training that failed would most likely fail again, and takes a processor for a while. */
const FAILED_TRAINING_MS = 10 * 60_000;

/**
 * Pokes every lane that has undone work which nobody seems to be at: raw deliveries, messages at a step of the
 * pipeline, sends that are due or whose claim has run out, webhook calls that are due, runs that stand still, files to fetch, readers that
 * have not learnt what has changed.
 */
export async function pokeForgotten(tx: Tx): Promise<number> {
  const jobs = await tx.$queryRaw<Job[]>`
    with due as (
      (select distinct 'ingest-inbox' as name, inbox_id as lane, organization_id from inbound_deliveries
        where state = 'STORED' and received_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond')
      union
      (select 'read-conversation', conversation_id, organization_id from pipeline_steps
        where updated_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond' and attempts < ${STEP_ATTEMPTS})
      union
      (select 'drain-conversation', s.conversation_id, s.organization_id from sends s join inboxes i on i.id = s.inbox_id
        where s.state = 'QUEUED' and i.health in ('ok', 'unknown')
          and s.next_attempt_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond'
          and s.updated_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond')
      union
      (select 'drain-conversation', conversation_id, organization_id from sends
        where state = 'CLAIMED' and claimed_at < clock_timestamp() - ${CLAIM_TIMEOUT_MS}::float8 * interval '1 millisecond')
      union
      (select 'read-conversation', conversation_id, organization_id from webhook_calls
        where state = 'QUEUED' and next_attempt_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond')
      union
      (select 'read-conversation', r.conversation_id, r.organization_id from sop_runs r
        where r.state = 'RUNNING' and r.updated_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond'
          and not exists (select from webhook_calls w where w.conversation_id = r.conversation_id and w.state = 'QUEUED'))
      union
      (select 'train-reader', organization_id, organization_id from reader_models
        where wanted > trained and updated_at < clock_timestamp()
          - (case when error is null then ${FORGOTTEN_MS}::float8 else ${FAILED_TRAINING_MS}::float8 end) * interval '1 millisecond')
      union
      (select 'fetch-attachment', attachment_id, organization_id from attachment_sources
        where next_attempt_at < clock_timestamp() - ${FORGOTTEN_MS}::float8 * interval '1 millisecond')
    )
    select name, lane::text, organization_id as "organizationId" from due limit ${AT_ONCE}`;
  await enqueueAfterCommit(tx, jobs);
  return jobs.length;
}

/** Conversations whose snooze has ended are there again. Returns their workspaces. */
export async function endSnoozes(tx: Tx, now: Date): Promise<ReadonlySet<string>> {
  const due = await tx.$queryRaw<{ id: string }[]>`
    select id from conversations where snoozed_until <= ${now}::timestamptz order by id limit 200`;
  const changed = new Set<string>();
  for (const { id } of due) {
    const conversation = await lockConversation(tx, id);
    if (!conversation?.snoozedUntil || conversation.snoozedUntil > now) continue;
    const edit = new ConversationEdit(tx, conversation, { kind: 'SYSTEM', userId: null });
    edit.set({ snoozedUntil: null });
    edit.event('snoozed', { until: null });
    await edit.save();
    changed.add(conversation.organizationId);
  }
  return changed;
}

/** Buckets of pairs that have long been full again. */
export const forgetRates = (tx: Tx): Promise<number> => tx.$executeRaw`
  delete from send_rates where key like 'pair:%' and tat < (extract(epoch from clock_timestamp()) - 3600)::float8 * 1000`;

/** Long enough to look into what a vendor posted; by then every redelivery is known by its message. */
const KEEP_DELIVERIES_DAYS = 30;

/** Raw webhooks that were applied long ago; those that could not be read stay until somebody looked. */
export const forgetDeliveries = (tx: Tx, now: Date): Promise<number> => tx.$executeRaw`
  delete from inbound_deliveries where id in (
    select id from (select id, state, received_at from inbound_deliveries order by seq limit 5000) oldest
    where state = 'APPLIED' and received_at < ${now}::timestamptz - ${KEEP_DELIVERIES_DAYS} * interval '1 day'
  )`;
