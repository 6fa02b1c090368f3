import type { Limits, SendError } from '@frontdesk/connector-kit/channel';
import { mediaKindFor, refuseDraft } from '@frontdesk/connector-kit/limits';
import type { MessageType } from '@frontdesk/core/entities';

export type ReplyFile = { readonly id: string; readonly mimeType: string; readonly size: number };

/** What goes to the vendor as one message. */
export type ReplyPart = {
  readonly type: MessageType;
  readonly text: string;
  readonly file: ReplyFile | null;
};

export type ReplyParts =
  | { readonly ok: true; readonly parts: readonly [ReplyPart, ...ReplyPart[]] }
  | { readonly ok: false; readonly error: SendError };

/**
 * How a reply goes out on a channel: one file per message, the text as the first one's caption where that can have
 * one, else ahead of it. Refused as a whole when the channel does not take any part of it.
 */
export function replyParts(limits: Limits, text: string, files: readonly ReplyFile[]): ReplyParts {
  const [first, ...rest] = files;
  const captioned =
    first !== undefined && refuseDraft(limits, { text, media: mediaOf(first) }) === null;
  const drafts =
    first === undefined || (!captioned && text.trim() !== '')
      ? [{ text, file: null }, ...files.map(alone)]
      : [{ text, file: first }, ...rest.map(alone)];
  const parts: ReplyPart[] = [];
  for (const { text: own, file } of drafts) {
    const error = refuseDraft(limits, { text: own, media: file && mediaOf(file) });
    if (error !== null) return { ok: false, error };
    parts.push({
      text: own,
      file,
      type: file ? (mediaKindFor(limits, file.mimeType) ?? 'DOCUMENT') : 'TEXT',
    });
  }
  const [head, ...tail] = parts;
  return head
    ? { ok: true, parts: [head, ...tail] }
    : { ok: false, error: { code: 'empty', why: 'Write something first.', effect: null } };
}

const alone = (file: ReplyFile) => ({ text: '', file });
const mediaOf = (file: ReplyFile) => ({ mime: file.mimeType, size: file.size });
