/** Decisions of the composer, without a screen. */

import { renderTemplate } from '@frontdesk/core/sops/template';

type EnterPress = {
  readonly key: string;
  readonly shift: boolean;
  readonly composing: boolean;
  readonly keyCode: number;
  readonly at: number;
};

/** Safari reports the Enter that ends a composition as an ordinary one, right after `compositionend`. */
const AFTER_COMPOSITION_MS = 80;

/** Does this key press send? Enter does, unless it ends a line (Shift) or belongs to an input method. `composedAt`: last `compositionend`. */
export function sends(press: EnterPress, composedAt: number): boolean {
  if (press.key !== 'Enter' || press.shift) return false;
  if (press.composing || press.keyCode === 229) return false;
  return press.at - composedAt > AFTER_COMPOSITION_MS;
}

export type Trigger = {
  readonly what: 'canned' | 'mention' | 'emoji';
  readonly from: number;
  readonly query: string;
};

const TRIGGERS = { '/': 'canned', '@': 'mention', ':': 'emoji' } as const;

/**
 * A sign that asks for a list, just typed at `caret`: a slash at the start of a line, an at sign in a note and a colon before a letter,
 * each after white space or at the start.
 */
export function triggerAt(text: string, caret: number, mode: 'reply' | 'note'): Trigger | null {
  const match = /(?:^|[\s(])([/@:])([\p{L}\p{N}_-]{0,24})$/u.exec(text.slice(0, caret));
  const sign = match?.[1] as keyof typeof TRIGGERS | undefined;
  if (match === null || sign === undefined) return null;
  const query = match[2] ?? '';
  const from = caret - query.length - 1;
  if (sign === '@' && mode !== 'note') return null;
  if (sign === ':' && query.length < 2) return null;
  if (sign === '/' && from > 0 && text[from - 1] !== '\n') return null;
  return { what: TRIGGERS[sign], from, query };
}

/** Replaces what stands from `from` to `to`, and says where the caret goes. */
export function inserted(
  text: string,
  from: number,
  to: number,
  piece: string,
): { text: string; caret: number } {
  return { text: text.slice(0, from) + piece + text.slice(to), caret: from + piece.length };
}

/** A blank that nobody has filled: it holds back the send. */
export function firstBlank(text: string): string | null {
  const [name] = renderTemplate(text, {}).missing;
  return name === undefined ? null : `{{${name}}}`;
}

/** Users whose `@Name` stands in the text. */
export function mentionedIn(
  text: string,
  people: Iterable<{ readonly id: string; readonly name: string }>,
): string[] {
  return [...people].filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
}
