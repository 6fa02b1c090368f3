import { SYNCED_TEXT_CHARS } from './entities.ts';

/**
 * The text with only what Postgres and JSON cannot hold replaced by U+FFFD: NUL and lone surrogates.
 * Everything else a person typed stays, whole.
 */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/** The part of a message that replicates: never cut inside a surrogate pair. */
export function syncedText(text: string): { text: string; truncated: boolean } {
  if (text.length <= SYNCED_TEXT_CHARS) return { text, truncated: false };
  return { text: cut(text, SYNCED_TEXT_CHARS), truncated: true };
}

const PREVIEW_CHARS = 160;

/** One line for a list row: white space folded, at most 160 characters. */
export function preview(text: string): string {
  const line = text
    .slice(0, PREVIEW_CHARS * 4)
    .replace(/\s+/gu, ' ')
    .trim();
  return line.length <= PREVIEW_CHARS ? line : `${cut(line, PREVIEW_CHARS - 1)}…`;
}

/** At most `max` UTF-16 units, without splitting a pair. */
function cut(text: string, max: number): string {
  const end = /[\uD800-\uDBFF]/.test(text[max - 1] ?? '') ? max - 1 : max;
  return text.slice(0, end);
}
