import type {
  EventOf,
  EventType,
  Moment,
  Phase,
  SessionEvent,
  SessionState,
  Step,
} from './session-state.ts';
import { ARCHIVE_MS } from './archive.ts';
import {
  beRemoved,
  reload,
  startOver,
  takeMismatch,
  takePage,
  takePageFailure,
} from './load-turn.ts';
import { KEEP_PLACE_MS, LEASE_MS, SessionTurn } from './session-turn.ts';
import {
  dismiss,
  noteForgotten,
  noteNotWritten,
  noteWritten,
  redact,
  takeBack,
  takeIn,
} from './work-turn.ts';

type Cell<T extends EventType> = (turn: SessionTurn, event: EventOf<T>) => void;
/** What each event means in one phase. A cell that is missing does not compile. */
type Row = { readonly [T in EventType]: Cell<T> };

const ignore = (): void => undefined;
const lose = (turn: SessionTurn): void => turn.reconnect();
const pageIt: Cell<'page'> = (turn, { load, page }) => takePage(turn, load, page);
const pageFailed: Cell<'page_failed'> = (turn, { load, failure }) =>
  takePageFailure(turn, load, failure);
const goAway: Cell<'goaway'> = (turn, { goaway }) => {
  const { reason, spreadMs } = goaway;
  if (reason === 'drain') turn.reconnect(turn.moment.random * spreadMs);
  else if (reason === 'upgrade') turn.end('upgrade');
  else turn.signOut(reason, reason === 'revoked');
};
const reset = (turn: SessionTurn): void => {
  reload(turn);
  turn.greet();
};
const loseStore = (turn: SessionTurn): void => {
  turn.set({ behind: [] });
  startOver(turn);
};
const giveUpLateAnswer = (turn: SessionTurn): void => {
  if (turn.state.answerBy <= turn.moment.now) turn.reconnect();
};

/** In every phase: work is taken in and kept, pages come in, and stop means stop. */
const ALWAYS = {
  mutated: (turn: SessionTurn, { mutation }: EventOf<'mutated'>) => takeIn(turn, mutation),
  taken_back: (turn: SessionTurn, { uid }: EventOf<'taken_back'>) => takeBack(turn, uid),
  dismissed: (turn: SessionTurn, { uid }: EventOf<'dismissed'>) => dismiss(turn, uid),
  forgotten: (turn: SessionTurn, { uids }: EventOf<'forgotten'>) => noteForgotten(turn, uids),
  written: (turn: SessionTurn, { write }: EventOf<'written'>) => noteWritten(turn, write),
  not_written: (turn: SessionTurn, { write }: EventOf<'not_written'>) =>
    noteNotWritten(turn, write),
  store_lost: loseStore,
  differs: (turn: SessionTurn, { scopes }: EventOf<'differs'>) => takeMismatch(turn, scopes),
  page: pageIt,
  page_failed: pageFailed,
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
    reset,
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
    reset,
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
      else if (renewal === 'removed') beRemoved(turn);
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
    store_lost: ignore,
    differs: ignore,
    page: ignore,
    page_failed: ignore,
    stop: ignore,
    online: ignore,
    renewed: ignore,
    signed_in: ignore,
    tick: ignore,
  },
};

/** What the server says, whatever it says: it was reached. */
const CONTACT: ReadonlySet<EventType> = new Set(['welcome', 'delta', 'pushed', 'page']);

/** Decides what an event leads to: the next state, and what the shell is to do, in order. */
export function next(state: SessionState, event: SessionEvent, moment: Moment): Step {
  const turn = new SessionTurn(state, moment);
  if (CONTACT.has(event.type) && state.phase !== 'ended') turn.set({ contactAt: moment.now });
  // One row's cells are looked up by the event's own type.
  const cell = TABLE[state.phase][event.type] as (turn: SessionTurn, event: SessionEvent) => void;
  cell(turn, event);
  return turn.finish();
}

/** A session that begins, or goes on where one ended: it connects, and meanwhile fetches what is missing. */
export function start(state: SessionState, moment: Moment): Step {
  const turn = new SessionTurn(state, moment);
  // The one before may have ended between the rows of a revocation and the work on them (rule 14).
  if (state.cursor) redact(turn);
  const isLoading = state.loads.current?.target.kind === 'replica';
  if (!state.cursor && !isLoading) reload(turn);
  turn.connect();
  return turn.finish();
}

/** When the next `tick` is due, in ms; infinite when nothing waits for time to pass. */
export function deadline(state: SessionState): number {
  const { phase, outbox, loads, writes, contactAt } = state;
  const due: number[] = [];
  if (phase === 'waiting') due.push(state.wakeAt);
  if (phase === 'connecting' || phase === 'greeting') due.push(state.answerBy);
  if (phase === 'live' && outbox.inFlight) due.push(outbox.inFlight.answerBy);
  if (phase === 'live' && outbox.pushAt !== null) due.push(outbox.pushAt);
  if (phase === 'live') due.push(state.keptAt + KEEP_PLACE_MS);
  if (phase === 'ended' && state.reason === 'closed') return Number.POSITIVE_INFINITY;
  const isPaused = phase === 'signed_out' || phase === 'ended';
  if (!isPaused && loads.current?.step === 'due') due.push(loads.current.retryAt);
  if (!writes.underway && writes.retryAt !== null) due.push(writes.retryAt);
  if (phase !== 'live' && !state.isLocked && contactAt !== null) due.push(contactAt + LEASE_MS);
  const oldest = state.archive[0]?.acked;
  if (oldest) due.push(Date.parse(oldest.at) + ARCHIVE_MS);
  return Math.min(Number.POSITIVE_INFINITY, ...due);
}
