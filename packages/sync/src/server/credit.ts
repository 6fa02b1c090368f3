/** Most frames and bytes that a socket may have un-applied. One transaction may always be sent to an idle socket. */
export const CREDIT_FRAMES = 4;
export const CREDIT_BYTES = 1024 * 1024;

/** What was sent to a socket and not yet applied: beyond the credit the log is the buffer. */
export class Credit {
  #unapplied: { readonly to: number; readonly bytes: number }[] = [];
  #bytes = 0;

  get isOpen(): boolean {
    if (this.#unapplied.length === 0) return true;
    return this.#unapplied.length < CREDIT_FRAMES && this.#bytes < CREDIT_BYTES;
  }

  sent(to: number, bytes: number): void {
    this.#unapplied.push({ to, bytes });
    this.#bytes += bytes;
  }

  /** Everything up to this seq is applied. Returns whether it was sent at all. */
  applied(to: number): boolean {
    const isKnown = this.#unapplied.some((frame) => frame.to === to);
    this.#unapplied = this.#unapplied.filter((frame) => frame.to > to);
    this.#bytes = this.#unapplied.reduce((sum, frame) => sum + frame.bytes, 0);
    return isKnown;
  }
}
