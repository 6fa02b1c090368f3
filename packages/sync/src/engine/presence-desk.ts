import type { PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { Clock } from './clock.ts';
import { PresenceVoice } from './presence-voice.ts';

const NOBODY: PresenceState = Object.freeze({ users: [], typing: [] });
/** How long the last known presence stays shown after the connection was lost. */
const KEEP_MS = 30_000;

type TabSay = { readonly say: PresenceSay; readonly isVisible: boolean };

/**
 * Presence of all tabs as one: what the tab in front does counts, and replying counts before viewing. Who else is here is
 * kept through a short loss of the connection rather than blinking (rule 53).
 */
export class PresenceDesk {
  readonly #clock: Clock;
  readonly #send: (say: PresenceSay) => void;
  readonly #voice: PresenceVoice;
  readonly #onState: (state: PresenceState) => void;
  #state = NOBODY;
  #isLive = false;
  #forget: () => void = () => undefined;

  constructor(
    clock: Clock,
    to: {
      readonly send: (say: PresenceSay) => void;
      readonly onState: (state: PresenceState) => void;
    },
  ) {
    this.#clock = clock;
    this.#send = to.send;
    this.#voice = new PresenceVoice(clock, to.send);
    this.#onState = to.onState;
  }

  get state(): PresenceState {
    return this.#state;
  }

  /** What the tabs do now, the one that said so last at the end. */
  tabs(says: readonly TabSay[]): void {
    const [first] = says.toReversed().toSorted((a, b) => weight(b) - weight(a));
    if (first) this.#voice.say(first.say);
  }

  told(state: PresenceState): void {
    this.#forget();
    this.#set(state);
  }

  connected(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#voice.connected(isLive);
    this.#forget();
    if (!isLive) this.#forget = this.#clock.after(KEEP_MS, () => this.#set(NOBODY));
  }

  /** The user leaves with the last tab. */
  leave(): void {
    if (this.#isLive) this.#send({ conversationId: null, activity: 'viewing', leaving: true });
  }

  end(): void {
    this.#isLive = false;
    this.#voice.connected(false);
    this.#forget();
  }

  #set(state: PresenceState): void {
    this.#state = state;
    this.#onState(state);
  }
}

function weight({ say, isVisible }: TabSay): number {
  const place = say.conversationId === null ? 0 : say.activity === 'replying' ? 2 : 1;
  return (isVisible ? 4 : 0) + place;
}
