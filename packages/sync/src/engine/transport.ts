import type {
  Applied,
  Delta,
  Goaway,
  Hello,
  PresenceSay,
  PresenceState,
  Push,
  Pushed,
  Welcome,
} from '@frontdesk/core/sync-protocol';

/** What a connection tells; nothing more comes after `closed` or `refused`. */
export interface ConnectionListener {
  opened(): void;
  /** The connection ended or never came about; trying again is sensible. */
  closed(): void;
  /** The server does not know who we are (401): trying again without signing in is not. */
  refused(): void;
  delta(delta: Delta): void;
  goaway(goaway: Goaway): void;
  reset(reason: string): void;
  presence(state: PresenceState): void;
}

/** One attempt at a connection, and the connection if it succeeds. Answers that never come are the caller's to time out. */
export interface Connection {
  hello(hello: Hello, answer: (welcome: Welcome) => void): void;
  push(push: Push, answer: (pushed: Pushed) => void): void;
  applied(applied: Applied): void;
  presence(say: PresenceSay): void;
  /** Ends it; the listener hears nothing any more. */
  close(): void;
}

export interface Transport {
  connect(listener: ConnectionListener): Connection;
}
