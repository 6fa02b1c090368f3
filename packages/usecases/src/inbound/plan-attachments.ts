import type { AnyChannel, MediaRef, MessageEvent } from '@frontdesk/connector-kit/channel';
import { mimeEssence } from '@frontdesk/connector-kit/media-type';
import type { MessageType } from '@frontdesk/core/entities';
import { visitorUploadId } from '../attachments/visitor-upload-id.ts';
import type { IngestInbox } from './ingest-world.ts';

type Inputs = {
  readonly inbox: IngestInbox;
  readonly channel: AnyChannel | null;
  readonly now: Date;
  readonly newId: () => string;
  readonly message: { readonly id: string; readonly conversationId: string };
};

const NAME_CHARS = 255;
const MAX_INT = 2_147_483_647;

/** The attachment rows of a message, and where each one's bytes are to be fetched. */
export function messageAttachments(event: MessageEvent, inputs: Inputs) {
  const { inbox, message, now } = inputs;
  return event.media.map((ref, index) => ({
    id: attachmentId(ref, event, inputs),
    organizationId: inbox.organizationId,
    scopeId: inbox.id,
    inboxId: inbox.id,
    conversationId: message.conversationId,
    messageId: message.id,
    kind: kindOf(event.messageType, ref),
    fileName: fileNameOf(ref, index),
    mimeType: mimeEssence(ref.mime ?? '') || 'application/octet-stream',
    size: Math.min(ref.size ?? 0, MAX_INT),
    state: 'PENDING' as const,
    vendorRef: ref,
    sha256: ref.sha256,
    nextAttemptAt: now,
  }));
}

/** What a visitor uploaded lies under an id made of the visitor's own key, so that nobody can name another's file. */
function attachmentId(
  ref: MediaRef,
  event: MessageEvent,
  { inbox, channel, newId }: Inputs,
): string {
  if (channel?.outbound.delivery !== 'visitor-socket' || ref.id === null) return newId();
  return visitorUploadId(inbox.id, event.identity.key, ref.id);
}

const FILE_KINDS: ReadonlySet<MessageType> = new Set([
  'IMAGE',
  'VIDEO',
  'AUDIO',
  'DOCUMENT',
  'STICKER',
]);

function kindOf(type: MessageType, ref: MediaRef): MessageType {
  if (FILE_KINDS.has(type)) return type;
  const family = (ref.mime ?? '').split('/')[0]?.toUpperCase();
  return family === 'IMAGE' || family === 'VIDEO' || family === 'AUDIO' ? family : 'DOCUMENT';
}

/** Only ever shown, never a path; still without what would turn a name around or break a header. */
function fileNameOf(ref: MediaRef, index: number): string {
  const clean = (ref.fileName ?? '').replace(/[\p{Cc}\p{Bidi_Control}/\\]/gu, '_').trim();
  return clean.slice(0, NAME_CHARS).toWellFormed() || `file-${index + 1}`;
}
