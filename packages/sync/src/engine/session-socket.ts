import type { PresenceState } from '@frontdesk/core/sync-protocol';
import type { SessionEvent } from './session-state.ts';
import type { Connection, ConnectionListener, Transport } from './transport.ts';

/** One attempt at a connection after another; nothing of an earlier one is heard any more. */
export class SessionSocket {
  readonly #transport: Transport;
  readonly #onEvent: (event: SessionEvent) => void;
  readonly #onPresence: (state: PresenceState) => void;
  #connection: Connection | null = null;

  constructor(
    transport: Transport,
    to: {
      readonly onEvent: (event: SessionEvent) => void;
      readonly onPresence: (state: PresenceState) => void;
    },
  ) {
    this.#transport = transport;
    this.#onEvent = to.onEvent;
    this.#onPresence = to.onPresence;
  }

  /** What is said on it is lost when there is none. */
  get connection(): Connection | null {
    return this.#connection;
  }

  connect(): void {
    this.close();
    let mine: Connection | null = null;
    const whileMine = (event: SessionEvent): void => {
      if (mine === null || mine === this.#connection) this.#onEvent(event);
    };
    const listener: ConnectionListener = {
      opened: () => whileMine({ type: 'opened' }),
      closed: () => whileMine({ type: 'closed' }),
      refused: () => whileMine({ type: 'refused' }),
      delta: (delta) => whileMine({ type: 'delta', delta }),
      goaway: (goaway) => whileMine({ type: 'goaway', goaway }),
      reset: (reason) => whileMine({ type: 'reset', reason }),
      presence: (state) => {
        if (mine === this.#connection) this.#onPresence(state);
      },
    };
    mine = this.#transport.connect(listener);
    this.#connection = mine;
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }
}
