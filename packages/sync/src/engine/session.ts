import { NO_LOADS } from './loads.ts';
import { markStored, type Outbox } from './outbox.ts';
import type {
  EventOf,
  EventType,
  Moment,
  Phase,
  SessionEvent,
  SessionState,
  Step,
} from './session-state.ts';
import { SessionTurn } from './session-turn.ts';

type Cell<T extends EventType> = (turn: SessionTurn, event: EventOf<T>) => void;
/** What each event means in one phase. A cell that is missing does not compile. */
type Row = { readonly [T in EventType]: Cell<T> };

const ignore = (): void => undefined;
const lose = (turn: SessionTurn): void => turn.reconnect();
const enqueueIt: Cell<'mutated'> = (turn, { mutation }) => turn.enqueue(mutation);
const markIt: Cell<'stored'> = (turn, { uid, stored }) =>
  turn.set({ outbox: markStored(turn.state.outbox, uid, stored) });
const takePage: Cell<'page'> = (turn, { load, page }) => turn.page(load, page);
const takePageFailure: Cell<'page_failed'> = (turn, { load, failure }) =>
  turn.pageFailed(load, failure);
const goAway: Cell<'goaway'> = (turn, { goaway }) => {
  const { reason, spreadMs } = goaway;
  if (reason === 'drain') turn.reconnect(turn.moment.random * spreadMs);
  else if (reason === 'upgrade') turn.end('upgrade');
  else turn.signOut(reason, reason === 'revoked');
};
const startOver = (turn: SessionTurn): void => {
  turn.reload();
  turn.greet();
};
const giveUpLateAnswer = (turn: SessionTurn): void => {
  if (turn.state.answerBy <= turn.moment.now) turn.reconnect();
};

/** In every phase: work is taken in and kept, pages come in, and stop means stop. */
const ALWAYS = {
  mutated: enqueueIt,
  stored: markIt,
  page: takePage,
  page_failed: takePageFailure,
  stop: (turn: SessionTurn) => turn.end('closed'),
};

/** While there is a socket, or one is being opened. */
const WITH_SOCKET = {
  ...ALWAYS,
  online: ignore,
  offline: lose,
  closed: lose,
  refused: (turn: SessionTurn) => turn.signOut('signed_out', true),
  goaway: goAway,
  renewed: ignore,
  signed_in: ignore,
};

/** While there is none: nothing that a socket says can concern this session any more. */
const WITHOUT_SOCKET = {
  ...ALWAYS,
  opened: ignore,
  closed: ignore,
  refused: ignore,
  welcome: ignore,
  delta: ignore,
  pushed: ignore,
  goaway: ignore,
  reset: ignore,
  offline: ignore,
};

const TABLE: { readonly [P in Phase]: Row } = {
  waiting: {
    ...WITHOUT_SOCKET,
    online: (turn) => turn.connect(),
    tick: (turn) => {
      if (turn.state.wakeAt <= turn.moment.now) turn.connect();
    },
    renewed: ignore,
    signed_in: (turn) => turn.connect(),
  },
  connecting: {
    ...WITH_SOCKET,
    opened: (turn) => turn.greet(),
    welcome: ignore,
    delta: ignore,
    pushed: ignore,
    reset: ignore,
    tick: giveUpLateAnswer,
  },
  greeting: {
    ...WITH_SOCKET,
    opened: ignore,
    welcome: (turn, { exchange, welcome }) => {
      if (exchange === turn.state.exchange) turn.welcome(welcome);
    },
    // Sent before the server had our hello: what it brings comes again after the welcome.
    delta: ignore,
    pushed: ignore,
    reset: startOver,
    tick: giveUpLateAnswer,
  },
  loading: {
    ...WITH_SOCKET,
    opened: ignore,
    welcome: ignore,
    delta: ignore,
    pushed: ignore,
    reset: ignore,
    tick: ignore,
  },
  live: {
    ...WITH_SOCKET,
    opened: ignore,
    welcome: ignore,
    delta: (turn, { delta }) => turn.delta(delta),
    pushed: (turn, { exchange, pushed }) => {
      if (turn.state.outbox.inFlight?.exchange === exchange) turn.receipt(pushed);
    },
    reset: startOver,
    tick: (turn) => {
      const { inFlight } = turn.state.outbox;
      if (inFlight && inFlight.answerBy <= turn.moment.now) turn.reconnect();
    },
  },
  signed_out: {
    ...WITHOUT_SOCKET,
    online: ignore,
    renewed: (turn, { renewal }) => {
      if (renewal === 'renewed') turn.connect();
      else if (renewal === 'unreachable') {
        turn.set({ renewals: Math.max(0, turn.state.renewals - 1) });
        turn.reconnect();
      }
    },
    signed_in: (turn) => {
      turn.set({ renewals: 0 });
      turn.connect();
    },
    tick: ignore,
  },
  ended: {
    ...WITHOUT_SOCKET,
    page: ignore,
    page_failed: ignore,
    stop: ignore,
    online: ignore,
    renewed: ignore,
    signed_in: ignore,
    tick: ignore,
  },
};

/** Decides what an event leads to: the next state, and what the shell is to do, in order. */
export function next(state: SessionState, event: SessionEvent, moment: Moment): Step {
  const turn = new SessionTurn(state, moment);
  // One row's cells are looked up by the event's own type.
  const cell = TABLE[state.phase][event.type] as (turn: SessionTurn, event: SessionEvent) => void;
  cell(turn, event);
  return turn.finish();
}

/** A session that begins: it connects, and meanwhile fetches the first page. */
export function start(outbox: Outbox, build: string, moment: Moment): Step {
  const turn = new SessionTurn(
    {
      phase: 'waiting',
      reason: null,
      outbox,
      cursor: null,
      scopes: new Map(),
      loads: NO_LOADS,
      parts: [],
      head: 0,
      failures: 0,
      renewals: 0,
      wakeAt: moment.now,
      answerBy: moment.now,
      asOf: null,
      exchange: 0,
      build,
    },
    moment,
  );
  turn.reload();
  turn.connect();
  return turn.finish();
}

/** When the next `tick` is due, in ms; infinite when nothing waits for time to pass. */
export function deadline(state: SessionState): number {
  const { phase, outbox, loads } = state;
  const due: number[] = [];
  if (phase === 'waiting') due.push(state.wakeAt);
  if (phase === 'connecting' || phase === 'greeting') due.push(state.answerBy);
  if (phase === 'live' && outbox.inFlight) due.push(outbox.inFlight.answerBy);
  if (phase === 'live' && outbox.pushAt !== null) due.push(outbox.pushAt);
  const isPaused = phase === 'signed_out' || phase === 'ended';
  if (!isPaused && loads.current?.step === 'due') due.push(loads.current.retryAt);
  return Math.min(Number.POSITIVE_INFINITY, ...due);
}
