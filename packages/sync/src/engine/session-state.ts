import type {
  Applied,
  BootstrapPage,
  Change,
  Cursor,
  Delta,
  Goaway,
  Hello,
  Mutation,
  Pushed,
  Welcome,
} from '@frontdesk/core/sync-protocol';
import type { LoadTarget } from '../store/confirmed-rows.ts';
import type { HeldScopes, LoadPlan } from './loads.ts';
import type { NewMutation, Outbox, Queued, Settlement } from './outbox.ts';
import type { PageFailure, PageRequest } from './page-source.ts';
import type { StorePage } from '../client/store.ts';

/**
 * waiting: not connected, trying again at `wakeAt`. connecting: the socket opens. greeting: hello is sent.
 * loading: connected, and the first page is awaited, which names the cursor to say hello with.
 * live: deltas come, pushes go. signed_out: paused until the user signs in. ended: for good.
 */
export type Phase =
  | 'waiting'
  | 'connecting'
  | 'greeting'
  | 'loading'
  | 'live'
  | 'signed_out'
  | 'ended';

export type SessionState = {
  readonly phase: Phase;
  /** Why it is signed_out or ended, or why it last lost the connection. */
  readonly reason: string | null;
  readonly outbox: Outbox;
  /** Null exactly while the first page of a whole load is awaited. */
  readonly cursor: Cursor | null;
  readonly scopes: HeldScopes;
  readonly loads: LoadPlan;
  /** Parts of a transaction that is not whole yet. */
  readonly parts: readonly Delta[];
  /** The log's head as the server told last. */
  readonly head: number;
  /** Attempts in a row that did not come to be live. */
  readonly failures: number;
  /** Attempts in a row to renew the sign-in without coming to be live. */
  readonly renewals: number;
  readonly wakeAt: number;
  /** When an opening socket or an unanswered hello is given up. */
  readonly answerBy: number;
  /** When the replica was last known to be current, in ms; null before. */
  readonly asOf: number | null;
  /** Number of the last hello or push: an answer to an earlier one is not taken for its answer. */
  readonly exchange: number;
  readonly build: string;
};

export type Renewal = 'renewed' | 'signed_out' | 'unreachable';

export type SessionEvent =
  /** The browser believes to have a network again, or to have lost it. A hint: this machine needs none. */
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'opened' }
  | { readonly type: 'closed' }
  /** The handshake was answered with 401. */
  | { readonly type: 'refused' }
  | { readonly type: 'welcome'; readonly exchange: number; readonly welcome: Welcome }
  | { readonly type: 'delta'; readonly delta: Delta }
  | { readonly type: 'pushed'; readonly exchange: number; readonly pushed: Pushed }
  | { readonly type: 'goaway'; readonly goaway: Goaway }
  | { readonly type: 'reset'; readonly reason: string }
  | { readonly type: 'page'; readonly load: number; readonly page: BootstrapPage }
  | { readonly type: 'page_failed'; readonly load: number; readonly failure: PageFailure }
  | { readonly type: 'mutated'; readonly mutation: NewMutation }
  /** Storage has a mutation, or could not take it: it goes to the server either way. */
  | { readonly type: 'stored'; readonly uid: string; readonly stored: 'stored' | 'failed' }
  | { readonly type: 'renewed'; readonly renewal: Renewal }
  /** The user says that they have signed in. */
  | { readonly type: 'signed_in' }
  /** A deadline has passed. */
  | { readonly type: 'tick' }
  | { readonly type: 'stop' };

export type EventType = SessionEvent['type'];
export type EventOf<T extends EventType> = Extract<SessionEvent, { readonly type: T }>;

export type SessionEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'disconnect' }
  | { readonly type: 'hello'; readonly exchange: number; readonly hello: Hello }
  | { readonly type: 'push'; readonly exchange: number; readonly mutations: readonly Mutation[] }
  | { readonly type: 'applied'; readonly applied: Applied }
  /** One commit: the frame's rows, and the mutations that it settles. */
  | {
      readonly type: 'apply_frame';
      readonly changes: readonly Change[];
      readonly revoked: readonly string[];
      readonly settled: readonly Settlement[];
    }
  | { readonly type: 'begin_load'; readonly target: LoadTarget }
  | { readonly type: 'fetch_page'; readonly load: number; readonly request: PageRequest }
  | { readonly type: 'apply_page'; readonly page: StorePage }
  | { readonly type: 'end_load'; readonly settled: readonly Settlement[] }
  /** Storage takes a new mutation; `stored` says when it has. */
  | { readonly type: 'store'; readonly mutation: Queued }
  /** Storage forgets these: nothing of them is to be sent any more. */
  | { readonly type: 'forget'; readonly uids: readonly string[] }
  /** Storage goes on under the outbox's new replica id. */
  | { readonly type: 'store_anew'; readonly outbox: Outbox }
  | { readonly type: 'renew' };

/** What a decision may depend on besides the state and the event. `random` is in [0, 1). */
export type Moment = {
  readonly now: number;
  readonly random: number;
  readonly newId: () => string;
};

export type Step = { readonly state: SessionState; readonly effects: readonly SessionEffect[] };
