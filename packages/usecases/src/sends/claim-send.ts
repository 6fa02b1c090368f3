import { channelOf } from '@frontdesk/channels/registry';
import type { AnyChannel, OutboundMessage, Prepared } from '@frontdesk/connector-kit/channel';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { lockConversation } from '../conversations/lock-conversation.ts';
import type { Deps } from '../deps.ts';
import { type InboxAccess, openInboxAccess } from '../inboxes/inbox-access.ts';
import { type NextSend, findNextSend } from './next-send.ts';
import { windowClosed } from './reply-window.ts';
import { findUnseen, unseenText } from './seen-up-to.ts';
import { takeSendTokens } from './send-rates.ts';
import { declareUncertain, failSend, holdSend } from './send-states.ts';
import { templateOf } from './template-of.ts';

/**
 * Longer than a vendor's answer is waited for: a claim without a result after that belongs to a process that died in
 * the call, or lost the answer.
 */
export const CLAIM_TIMEOUT_MS = 20_000;

export const LOST_TEXT =
  'We stopped in the middle of sending. The message may or may not have gone out.';

const FILE_WAIT_MS = 2_000;

/** A file that the vendor has taken already. */
export type Uploaded = { readonly attachmentId: string; readonly mediaId: string };

export type ClaimedSend = {
  readonly send: NextSend;
  readonly attemptId: string;
  readonly channel: AnyChannel;
  readonly access: InboxAccess;
  readonly message: OutboundMessage;
};

export type Claim =
  | { readonly kind: 'claimed'; readonly claimed: ClaimedSend }
  | {
      readonly kind: 'upload';
      readonly send: NextSend;
      readonly channel: AnyChannel;
      readonly access: InboxAccess;
    }
  | { readonly kind: 'wait'; readonly ms: number }
  /** This one was settled without the vendor; look for the next. */
  | { readonly kind: 'settled'; readonly organizationId: string }
  | { readonly kind: 'none' };

/**
 * Takes the conversation's next send for this process, in a transaction that is committed before the vendor hears of
 * it: whatever happens afterwards, nobody else will send it again.
 */
export async function claimNext(
  deps: Pick<Deps, 'sealing'>,
  tx: Tx,
  conversationId: string,
  uploaded: Uploaded | null,
): Promise<Claim> {
  if (!(await lockConversation(tx, conversationId))) return { kind: 'none' };
  const send = await findNextSend(tx, conversationId);
  if (!send) return { kind: 'none' };
  const settled = { kind: 'settled', organizationId: send.organizationId } as const;
  if (send.state === 'CLAIMED') {
    const left = CLAIM_TIMEOUT_MS - (send.claimedMsAgo ?? CLAIM_TIMEOUT_MS);
    if (left > 0) return { kind: 'wait', ms: left };
    await declareUncertain(tx, send, LOST_TEXT);
    return settled;
  }
  if (send.health === 'error' || send.health === 'paused') return { kind: 'none' };
  if (send.dueInMs > 0) return { kind: 'wait', ms: send.dueInMs };
  const channel = channelOf(send.channel);
  const access = channel && (await openInboxAccess(tx, deps.sealing, channel, send.inboxId));
  const refusal = !channel || !access ? NO_ACCESS : refuse(send);
  if (refusal || !channel || !access) {
    await failSend(tx, send, { ...(refusal ?? NO_ACCESS), effect: null });
    return settled;
  }
  if (await heldBack(tx, send, channel)) return settled;
  return claim(tx, { send, channel, access }, uploaded);
}

type Refusal = { readonly code: string; readonly why: string };

const NO_ACCESS: Refusal = {
  code: 'no-access',
  why: 'This inbox is not connected to its channel any more.',
};

/** What was true when it was queued and may have changed since. */
function refuse(send: NextSend): Refusal | null {
  if (send.archived) return { code: 'archived', why: 'This inbox is archived.' };
  if (send.attachment?.state === 'FAILED')
    return { code: 'file', why: 'The file could not be read.' };
  return null;
}

/** What a person has to look at first: somebody wrote since, or the time for free text is over. */
async function heldBack(tx: Tx, send: NextSend, channel: AnyChannel): Promise<boolean> {
  const unseen = await unseenBy(tx, send);
  if (unseen !== null) {
    await holdSend(tx, send, { code: 'needs_look', why: unseenText(unseen) });
    return true;
  }
  const closed =
    templateOf(send.metadata) === null && windowClosed(channel.limits, send.lastInboundMsAgo);
  if (closed) await holdSend(tx, send, { code: 'window_closed', why: closed.why });
  return closed !== false && closed !== null;
}

const unseenBy = async (tx: Tx, { conversationId, authorId, seenUpTo, number }: NextSend) =>
  seenUpTo === null
    ? null
    : findUnseen(tx, { conversationId, authorId, seenUpTo, online: true, before: number });

type Reached = {
  readonly send: NextSend;
  readonly channel: AnyChannel;
  readonly access: InboxAccess;
};

async function claim(
  tx: Tx,
  { send, channel, access }: Reached,
  uploaded: Uploaded | null,
): Promise<Claim> {
  const file = send.attachment;
  if (file?.state === 'PENDING') return { kind: 'wait', ms: FILE_WAIT_MS };
  const uploads = channel.outbound.delivery === 'http' && channel.outbound.mediaUpload !== null;
  if (file && uploads && uploaded?.attachmentId !== file.id)
    return { kind: 'upload', send, channel, access };
  const message = outboundMessage(
    send,
    file && uploads ? (uploaded?.mediaId ?? file.id) : (file?.id ?? null),
  );
  const prepared = prepare(channel, message, access);
  if (!prepared.ok) {
    await failSend(tx, send, prepared.error);
    return { kind: 'settled', organizationId: send.organizationId };
  }
  const waitMs = await takeSendTokens(tx, { ...send, limits: channel.limits });
  if (waitMs > 0) return { kind: 'wait', ms: waitMs };
  const attemptId = newId();
  await tx.$executeRaw`
    update sends set state = 'CLAIMED', attempt_id = ${attemptId}::uuid, attempts = attempts + 1,
      claimed_at = clock_timestamp(), updated_at = clock_timestamp() where message_id = ${send.messageId}::uuid`;
  await tx.$executeRaw`
    update messages set status = 'SENDING', error_code = null, error_text = null, updated_at = clock_timestamp()
    where id = ${send.messageId}::uuid`;
  return { kind: 'claimed', claimed: { send, attemptId, channel, access, message } };
}

/** Can it be put to this vendor at all? Asked before the claim, so that a refusal here is certain. */
const prepare = (
  channel: AnyChannel,
  message: OutboundMessage,
  access: InboxAccess,
): Prepared | { readonly ok: true } =>
  channel.outbound.delivery === 'http'
    ? channel.outbound.request(message, access.creds, access.baseUrl)
    : { ok: true };

function outboundMessage(send: NextSend, mediaId: string | null): OutboundMessage {
  const template = templateOf(send.metadata);
  return {
    ...(template !== null && { template }),
    outboxId: send.messageId,
    to: send.to,
    text: send.text,
    replyTo: send.replyTo,
    media:
      send.attachment && mediaId !== null
        ? {
            kind: send.attachment.kind,
            mediaId,
            mime: send.attachment.mimeType,
            fileName: send.attachment.fileName,
          }
        : null,
  };
}
