import type {
  Applied,
  BootstrapPage,
  Cursor,
  Delta,
  Goaway,
  Hello,
  Mutation,
  MutationResult,
  Pushed,
  Welcome,
} from '@frontdesk/core/sync-protocol';
import type { RowEdit } from '../store/local-store.ts';
import type { JournalEntry, NewMutation, SettledEntry } from './journal.ts';
import type { JournalWrite, JournalWrites } from './journal-writes.ts';
import type { HeldScopes, LoadPlan } from './loads.ts';
import type { Outbox } from './outbox.ts';
import type { PageFailure, PageRequest } from './page-source.ts';

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
  readonly writes: JournalWrites;
  /** Acknowledged mutations that took effect, kept for 72 h, in order. */
  readonly archive: readonly JournalEntry[];
  /** Of those: the ones whose rows the store has lost again or never had; run again until it is there (rule 8). */
  readonly behind: readonly JournalEntry[];
  /** Mutations that came to nothing, until they are dismissed. */
  readonly refused: readonly JournalEntry[];
  /** Null exactly while the first page of a whole load is awaited. */
  readonly cursor: Cursor | null;
  /** Of the log that our work was last handed to; another one may not know of it (rule 10). */
  readonly workEpoch: string | null;
  readonly scopes: HeldScopes;
  readonly loads: LoadPlan;
  /** Entities of which this replica holds every row of its scopes, as the last whole load's first page said. */
  readonly whole: readonly string[];
  /** The newest snapshot that any page was of; what is newer came by delta (rule 100). */
  readonly pagedTo: number;
  /** The snapshots of pages that the cursor has not reached, oldest first. */
  readonly paged: readonly Cursor[];
  /** Parts of a transaction that is not whole yet. */
  readonly parts: readonly Delta[];
  /** The log's head as the server told last. */
  readonly head: number;
  /** There are rows to show. */
  readonly hasRows: boolean;
  /** Attempts in a row that did not come to be live. */
  readonly failures: number;
  /** Attempts in a row to renew the sign-in without coming to be live. */
  readonly renewals: number;
  readonly wakeAt: number;
  /** When an opening socket or an unanswered hello is given up. */
  readonly answerBy: number;
  /** When the replica was last known to be current, in ms; null before. */
  readonly asOf: number | null;
  /** When the server was last heard of, in ms; null before. The lease runs from here (rule 51). */
  readonly contactAt: number | null;
  /** When the place was last given to the store. */
  readonly keptAt: number;
  /** The lease is over: nothing is shown until the replica is current again. */
  readonly isLocked: boolean;
  /** How often checksums differed. */
  readonly mismatches: number;
  /** Number of the last hello or push: an answer to an earlier one is not taken for its answer. */
  readonly exchange: number;
  readonly build: string;
};

/** removed: the user may see nothing of this workspace any more. */
export type Renewal = 'renewed' | 'signed_out' | 'unreachable' | 'removed';

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
  /** The author takes a mutation back. */
  | { readonly type: 'taken_back'; readonly uid: string }
  | { readonly type: 'dismissed'; readonly uid: string }
  /** The journal has forgotten these, durably. */
  | { readonly type: 'forgotten'; readonly uids: readonly string[] }
  /** The journal has a write, or has nothing of it. */
  | { readonly type: 'written'; readonly write: number }
  | { readonly type: 'not_written'; readonly write: number }
  /** The store is gone; an empty one has taken its place. */
  | { readonly type: 'store_lost' }
  /** The server's checksums say that rows of these scopes are not what they should be. */
  | { readonly type: 'differs'; readonly scopes: readonly string[] }
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
  /** Said once the commit of this step's edits is done (rule 20). */
  | { readonly type: 'applied'; readonly applied: Applied }
  /** All edits of a step are one commit, with the place that the state names after it (I3). */
  | { readonly type: 'edit'; readonly edit: RowEdit }
  /** Mutations whose outcome is known with this step's edits, and others that need not be run any more. */
  | {
      readonly type: 'settled';
      readonly settled: readonly MutationResult[];
      readonly reached: readonly string[];
    }
  /** The journal notes what came of these, after the commit; until then the store keeps it. */
  | { readonly type: 'archive'; readonly entries: readonly SettledEntry[] }
  /** The place is kept, though nothing else is to be committed. */
  | { readonly type: 'keep_place' }
  | { readonly type: 'fetch_page'; readonly load: number; readonly request: PageRequest }
  /** `written` or `not_written` says what became of it. */
  | { readonly type: 'write'; readonly write: number; readonly what: JournalWrite }
  /** The journal could not take these: nobody but their author's tab has them. */
  | { readonly type: 'not_saved'; readonly uids: readonly string[] }
  /** The journal forgets these; `forgotten` says that it has. */
  | { readonly type: 'forget'; readonly uids: readonly string[] }
  | { readonly type: 'renew' };

/** What a decision may depend on besides the state and the event. `random` is in [0, 1). */
export type Moment = {
  readonly now: number;
  readonly random: number;
  readonly newId: () => string;
};

export type Step = { readonly state: SessionState; readonly effects: readonly SessionEffect[] };
