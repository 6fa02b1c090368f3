import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, FoundMessage, OutboundMessage } from '@frontdesk/connector-kit/channel';
import { runHttp } from '@frontdesk/connector-kit/http-runner';
import { lockConversation } from '../conversations/lock-conversation.ts';
import { hintCommitted } from '../hints.ts';
import { applyStoredReceipts } from '../inbound/apply-receipts.ts';
import { lockExternalIds } from '../inbound/receipt-targets.ts';
import { settleReplaced } from './replaced-sends.ts';
import { openInboxAccess } from '../inboxes/inbox-access.ts';
import { drainLater } from '../outbox.ts';
import type { SendDeps } from './drain-sends.ts';

/** Asked again after that, until the claim is this old. */
const AGAIN_MS = 60_000;
const ASK_FOR_MS = 600_000;
/** Vendors' clocks differ from ours. */
const SLACK_MS = 60_000;

type Uncertain = {
  readonly messageId: string;
  readonly organizationId: string;
  readonly inboxId: string;
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly claimedAt: Date;
};

/** Asks the vendor, where it can be asked, whether it has the messages of this conversation whose answers were lost. */
export async function settleUncertain(deps: SendDeps, conversationId: string): Promise<void> {
  const due = await deps.db.asWorker(
    (tx) => tx.$queryRaw<Uncertain[]>`
    select s.message_id as "messageId", s.organization_id as "organizationId", s.inbox_id as "inboxId", c.channel,
      i.key as "to", coalesce(b.text, m.text) as text, s.claimed_at as "claimedAt"
    from sends s join messages m on m.id = s.message_id left join message_bodies b on b.message_id = m.id
    join conversations c on c.id = s.conversation_id join channel_identities i on i.id = c.identity_id
    where s.conversation_id = ${conversationId}::uuid and s.state = 'UNCERTAIN' and s.next_attempt_at <= clock_timestamp()
      and s.claimed_at > clock_timestamp() - ${ASK_FOR_MS}::float8 * interval '1 millisecond'
    order by s.number`,
  );
  for (const send of due) {
    const channel = channelOf(send.channel);
    if (channel?.outbound.delivery !== 'http' || channel.outbound.lookup === null) continue;
    const found = await lookUp(deps, channel, send);
    await (found === null
      ? askAgain(deps, conversationId, send)
      : settle(deps, conversationId, send, found));
  }
}

/** The vendor's message that is this one and belongs to no other of ours; null when it has none, or did not say. */
async function lookUp(
  deps: SendDeps,
  channel: AnyChannel,
  send: Uncertain,
): Promise<FoundMessage | null> {
  const { outbound } = channel;
  const access = await deps.db.asWorker((tx) =>
    openInboxAccess(tx, deps.sealing, channel, send.inboxId),
  );
  if (outbound.delivery !== 'http' || outbound.lookup === null || access === null) return null;
  const message: OutboundMessage = {
    outboxId: send.messageId,
    to: send.to,
    text: send.text,
    media: null,
    replyTo: null,
  };
  const since = send.claimedAt.getTime() - SLACK_MS;
  const ran = await runHttp(outbound.lookup.request(message, since, access.creds, access.baseUrl), {
    allowPrivateNetwork: deps.settings.allowPrivateNetwork,
    timeoutMs: 10_000,
  });
  const found = ran.ok ? outbound.lookup.read(ran.response) : null;
  if (!found?.ok) return null;
  const same = found.messages.filter(
    (one) => one.text === send.text && one.to === send.to && (one.at === null || one.at >= since),
  );
  const ids = same.map((one) => one.externalId);
  const known = await deps.db.asWorker((tx) =>
    tx.messageRef.findMany({ where: { inboxId: send.inboxId, externalId: { in: ids } } }),
  );
  return same.findLast((one) => !known.some((ref) => ref.externalId === one.externalId)) ?? null;
}

async function settle(
  deps: SendDeps,
  conversationId: string,
  send: Uncertain,
  { externalId, at }: FoundMessage,
): Promise<void> {
  await deps.db.asWorker(async (tx) => {
    await lockExternalIds(tx, send.inboxId, [externalId]);
    await lockConversation(tx, conversationId);
    const settled = await tx.$executeRaw`
      update sends set state = 'ACCEPTED', last_error = null, updated_at = clock_timestamp()
      where message_id = ${send.messageId}::uuid and state = 'UNCERTAIN'`;
    if (settled === 0) return;
    await tx.$executeRaw`
      insert into message_refs (inbox_id, external_id, organization_id, message_id)
      values (${send.inboxId}::uuid, ${externalId}, ${send.organizationId}::uuid, ${send.messageId}::uuid)
      on conflict (inbox_id, external_id) do nothing`;
    await tx.$executeRaw`
      update messages set status = 'SENT', sent_at = ${new Date(at ?? Date.now())}::timestamptz, error_code = null,
        error_text = null, updated_at = clock_timestamp() where id = ${send.messageId}::uuid and status = 'UNCERTAIN'`;
    await settleReplaced(tx, send.messageId);
    const inbox = { id: send.inboxId, organizationId: send.organizationId, channel: send.channel };
    await applyStoredReceipts(tx, inbox, externalId, send.messageId);
  });
  hintCommitted(deps, send.organizationId);
}

const askAgain = (deps: SendDeps, conversationId: string, send: Uncertain): Promise<void> =>
  deps.db.asWorker(async (tx) => {
    await tx.$executeRaw`
      update sends set next_attempt_at = clock_timestamp() + ${AGAIN_MS}::float8 * interval '1 millisecond'
      where message_id = ${send.messageId}::uuid and state = 'UNCERTAIN'`;
    await drainLater(
      tx,
      { name: 'drain-conversation', lane: conversationId, organizationId: send.organizationId },
      AGAIN_MS,
    );
  });
