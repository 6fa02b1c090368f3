import type { MutationResult, PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { Live } from './live.ts';
import type { Queries } from './query.ts';
import type { LocalHits, LocalSearch } from '../store/local-store.ts';
import type { EntityMap } from '../store/rows.ts';

/**
 * The app's mutations by name: the engine runs `optimistic` on the replica and sends name, version and
 * arguments. Parameters are `never` so that a set written for any entities fits.
 */
export type MutationSet = Readonly<
  Record<
    string,
    {
      readonly version: number;
      readonly optimistic: (replica: never, args: never, meta: never) => void;
    }
  >
>;

export type MutationNameOf<M extends MutationSet> = keyof M & string;
export type ArgsOf<M extends MutationSet, N extends MutationNameOf<M>> = Parameters<
  M[N]['optimistic']
>[1];

/** What {@link SyncClient.mutate} answers at once; the effect shows before it returns. */
export type Mutated = {
  readonly uid: string;
  /**
   * What came of it, when the frame that says so is applied; never rejects. Stays open while offline,
   * and for good when the page ends before: the mutation itself waits in storage.
   */
  readonly settled: Promise<MutationResult>;
};

/** A mutation that the server has not confirmed. */
export type PendingItem = {
  readonly uid: string;
  readonly name: string;
  readonly args: unknown;
  /** The author's clock, ISO 8601. */
  readonly clientAt: string;
  /** In storage that outlives this page. Until then leaving the page would lose it. */
  readonly saved: boolean;
  /** Handed to the server on this connection; its answer is awaited. */
  readonly sent: boolean;
};

/** A mutation that came to nothing. Kept with its arguments, so that no text is lost, until dismissed. */
export type RefusedItem = {
  readonly uid: string;
  readonly name: string;
  readonly args: unknown;
  readonly clientAt: string;
  readonly result: MutationResult;
};

export type ConnectionState =
  /** Nothing is known yet, not even what waits here: the engine of this browser is being opened. */
  | 'opening'
  /** The first connection of this page is under way. */
  | 'connecting'
  /** Lost; trying again, at `retryAt` when that is known. */
  | 'offline'
  /** Connected, and the replica is being fetched. */
  | 'loading'
  | 'live'
  /** Nothing is sent or lost until the user signs in again; see `reason`. */
  | 'signed_out'
  /** This build is too old: reload the page. */
  | 'upgrade'
  /** The server was not reached for so long that this device shows nothing until it is (rule 51). */
  | 'locked'
  | 'closed';

export type SyncStatus = {
  readonly connection: ConnectionState;
  /** Rows of the first page are there: the screen can be drawn. */
  readonly usable: boolean;
  /** All rows are there, and every change that the server knew of when we connected. */
  readonly complete: boolean;
  /** Mutations without the server's confirmation; `unsaved` of them would not survive the page. */
  readonly pending: number;
  readonly unsaved: number;
  /** When the replica was last known to be current, by this machine's clock in ms; null before the first load. */
  readonly asOf: number | null;
  /** When the next attempt to connect is due, by this machine's clock in ms. */
  readonly retryAt: number | null;
  readonly reason: string | null;
  /**
   * What becomes of new work when this page ends. kept: it is in the journal. volatile: this browser keeps
   * nothing (a private window). failed: the journal cannot be written now, so nothing new may be composed.
   */
  readonly journal: 'kept' | 'volatile' | 'failed';
  /** lite: the rows live in memory, since this browser's store failed or could not be opened. */
  readonly store: 'kept' | 'lite';
  /** How often the server found this replica to differ from what it should hold; each time it was loaded again. */
  readonly mismatches: number;
};

/** Of a window's rows: on their way, all that this device has, or nowhere but on the server. */
export type WindowState = 'loading' | 'ready' | 'unknown';

export interface Presence {
  /** Who is online where, and where customers type; empty some time after the connection was lost (rule 53). */
  readonly state: Live<PresenceState>;
  /** What this tab does now. Call on every change: it is coalesced, repeated and said again by itself. */
  say(say: PresenceSay): void;
}

/** The engine as an app sees it. Everything that changes is a {@link Live}, ready for `useSyncExternalStore`. */
export interface SyncClient<E extends EntityMap, M extends MutationSet> {
  /** The replica: confirmed rows with the pending mutations re-run on top, in order. */
  readonly store: Queries<E>;
  readonly status: Live<SyncStatus>;
  readonly pending: Live<readonly PendingItem[]>;
  readonly refused: Live<readonly RefusedItem[]>;
  readonly presence: Presence;
  mutate<N extends MutationNameOf<M>>(name: N, args: ArgsOf<M, N>): Mutated;
  /**
   * The rows of a window are in memory, and stay current, while its state is subscribed to; for a while after that
   * too, so that going back costs nothing. Rows that belong to no window are always there.
   */
  hold(group: string): Live<WindowState>;
  /** What this device finds, offline too; null where it cannot tell now. */
  search(search: LocalSearch): Promise<LocalHits | null>;
  /** Takes back a pending mutation that was not handed to the server yet; one that was stays. */
  withdraw(uid: string): void;
  /** Connects now rather than after the pause between attempts. */
  retry(): void;
  /** Takes a refused mutation off the list for good; it stands there until the journal has forgotten it. */
  dismiss(uid: string): void;
  /** The user has signed in again: what was paused goes on. */
  signedIn(): void;
  /** Ends the connection; resolves when what was pending is in storage. */
  close(): Promise<void>;
}
