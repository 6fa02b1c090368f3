import type { MessageType } from '@frontdesk/core/entities';

/** `image/png` from `Image/PNG; charset=x`. */
export const mimeEssence = (mime: string): string => mime.toLowerCase().split(';')[0]?.trim() ?? '';

const TYPES: readonly (readonly [string, MessageType])[] = [
  ['image/', 'IMAGE'],
  ['video/', 'VIDEO'],
  ['audio/', 'AUDIO'],
];

/** The kind of message that a file makes, where the vendor names only its media type. */
export function messageTypeOfFile(mime: string | null): MessageType {
  const essence = mimeEssence(mime ?? '');
  return TYPES.find(([start]) => essence.startsWith(start))?.[1] ?? 'DOCUMENT';
}
