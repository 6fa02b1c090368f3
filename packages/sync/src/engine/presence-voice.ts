import type { PresenceSay } from '@frontdesk/core/sync-protocol';
import type { Clock } from './clock.ts';

/** At most twice a second, and again before the server forgets us after 15 s. */
const LEAST_GAP_MS = 500;
const REPEAT_MS = 10_000;

/** Says what this tab does: coalesced while it changes, repeated while it does not, again after each reconnect. */
export class PresenceVoice {
  readonly #clock: Clock;
  readonly #send: (say: PresenceSay) => void;
  #say: PresenceSay | null = null;
  #isConnected = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, send: (say: PresenceSay) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  say(say: PresenceSay): void {
    this.#say = say;
    this.#speakIn(this.#sentAt + LEAST_GAP_MS - this.#clock.now());
  }

  connected(isConnected: boolean): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.#speakIn(0);
  }

  #speakIn(ms: number): void {
    this.#cancel();
    if (!this.#isConnected || !this.#say) return;
    if (ms > 0) {
      this.#cancel = this.#clock.after(ms, () => this.#speakIn(0));
      return;
    }
    this.#sentAt = this.#clock.now();
    this.#send(this.#say);
    this.#cancel = this.#clock.after(REPEAT_MS, () => this.#speakIn(0));
  }
}
