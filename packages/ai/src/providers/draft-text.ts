import { MAX_DRAFT_CHARS } from './draft-prompt.ts';

/**
 * What has no place in a plain text: control characters other than line break and tab, marks that turn the direction of
 * what follows, and the byte order mark.
 */
const UNWANTED = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** A draft as it comes in pieces: cleaned, and never longer than fits. */
export class DraftText {
  #length = 0;
  #blank = true;
  /** The first half of a character whose second half comes with the next piece. */
  #half = '';

  /** What of this piece is to be shown; may be empty. */
  take(delta: string): string {
    let text = this.#half + delta;
    this.#half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    text = text.slice(0, text.length - this.#half.length).replace(UNWANTED, '');
    const room = MAX_DRAFT_CHARS - this.#length;
    if (text.length > room) text = text.slice(0, room).replace(/[\uD800-\uDBFF]$/, '');
    this.#length += delta.length;
    if (text.trim() !== '') this.#blank = false;
    return text.toWellFormed();
  }

  get full(): boolean {
    return this.#length >= MAX_DRAFT_CHARS;
  }

  /** Nothing but white space so far. */
  get blank(): boolean {
    return this.#blank;
  }
}
