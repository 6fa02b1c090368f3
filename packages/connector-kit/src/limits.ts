import type { Limits, MediaKind, SendError } from './channel.ts';
import { mimeEssence } from './media-type.ts';

export type Draft = {
  readonly text: string;
  readonly media: { readonly mime: string; readonly size: number } | null;
};

const KINDS: readonly MediaKind[] = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT', 'STICKER'];

/** As what a file of this type goes out; null when the channel cannot send it. */
export function mediaKindFor(limits: Limits, mime: string): MediaKind | null {
  const essence = mimeEssence(mime);
  return KINDS.find((kind) => limits.media[kind]?.mimeTypes.includes(essence)) ?? null;
}

/** Why this draft cannot go out on a channel with these limits; null when it can. Asked before anything is uploaded. */
export function refuseDraft(limits: Limits, draft: Draft): SendError | null {
  if (draft.media === null) return refuseText(draft.text, limits.textChars);
  if (Object.keys(limits.media).length === 0)
    return refusal('no-media', 'This channel carries text only. Send a link instead.');
  const kind = mediaKindFor(limits, draft.media.mime);
  const limit = kind === null ? undefined : limits.media[kind];
  if (kind === null || limit === undefined) {
    return refusal(
      'media-type',
      `This channel does not take ${mimeEssence(draft.media.mime) || 'this kind of'} files.`,
    );
  }
  if (draft.media.size > limit.maxBytes) {
    return refusal(
      'media-size',
      `This file is ${megabytes(draft.media.size)}; this channel takes up to ${megabytes(limit.maxBytes)}.`,
    );
  }
  return refuseCaption(limits, kind, draft.text);
}

function refuseText(text: string, max: number): SendError | null {
  if (text.trim() === '') return refusal('empty', 'Write something first.');
  if (text.length > max)
    return refusal(
      'too-long',
      `This message is ${text.length} characters long; this channel takes up to ${max}.`,
    );
  return null;
}

/** Kinds that no channel shows a caption beside. */
const WITHOUT_CAPTION: ReadonlySet<MediaKind> = new Set(['AUDIO', 'STICKER']);

function refuseCaption(limits: Limits, kind: MediaKind, text: string): SendError | null {
  if (text === '') return null;
  if (limits.captionChars === null || WITHOUT_CAPTION.has(kind)) {
    return refusal(
      'no-caption',
      'This file cannot have a caption here. Send the text as its own message.',
    );
  }
  if (text.length > limits.captionChars) {
    return refusal(
      'too-long',
      `This caption is ${text.length} characters long; this channel takes up to ${limits.captionChars}.`,
    );
  }
  return null;
}

const refusal = (code: string, why: string): SendError => ({ code, why, effect: null });

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
