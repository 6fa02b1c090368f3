import type { MutationResult } from '@frontdesk/core/sync-protocol';

/** A mutation as its author made it: everything but its number. */
export type NewMutation = {
  readonly uid: string;
  readonly name: string;
  readonly version: number;
  readonly args: unknown;
  /** The author's clock, ISO 8601. */
  readonly clientAt: string;
  /** Uids of pending mutations whose rows this one touches (rule 11). */
  readonly after: readonly string[];
  /** Scopes of the rows that it wrote when it was made: archived, it goes with the first of them (rule 14). */
  readonly scopes?: readonly string[];
};

/** Where in the log it was told what came of a mutation. */
export type Acked = {
  readonly epoch: string;
  readonly seq: number;
  /** Under whose numbers it was sent. */
  readonly replicaId: string;
  /** By this machine's clock, ISO 8601: entries are archived for 72 h from here. */
  readonly at: string;
};

/**
 * A mutation in the journal. Without `acked` it is the user's unsent or unconfirmed work (I7). With it, it is
 * archived: kept so that a server which was restored can be told again, and run again over a store that is
 * behind it (rule 8). A refused or quarantined one stays until it is dismissed.
 */
export type JournalEntry = NewMutation & {
  /** Gapless per replica, from 1. */
  readonly mid: number;
  /** Grows with each that is taken in here, and stays when numbers are given anew. Absent in what an earlier build wrote. */
  readonly made?: number;
  readonly acked?: Acked;
  readonly result?: MutationResult;
  /** Sent again to a server that had forgotten it (rule 10): nothing may leave the house for it twice. */
  readonly resent?: true;
  /** May have been handed to a server: it can no more be taken back. Written before it is pushed. */
  readonly handed?: true;
};

/** What a new leader goes on from. */
export type JournalImage = {
  readonly replicaId: string;
  /** Grows with every leader; a writer of an earlier term is refused (rule 33). */
  readonly term: number;
  readonly nextMid: number;
  /** By mid, ascending; archived ones of earlier replica ids first. */
  readonly entries: readonly JournalEntry[];
};

export type SettledEntry = {
  readonly uid: string;
  readonly result: MutationResult;
  readonly acked: Acked;
};

/** Another leader has a later term: whoever is told so stops at once and writes nothing more. */
export class StandDown extends Error {
  override readonly name = 'StandDown';
}

/**
 * The user's work, in storage of its own that nothing else can fill or corrupt. One journal is one user in one
 * browser. Each call is one strictly durable transaction which first checks the leader's term; it rejects with
 * {@link StandDown} when that is over, and with the storage's error when it fails: nothing of it is written then.
 */
export interface Journal {
  /** False where the browser keeps nothing (private windows): the work lives as long as the page. */
  readonly durable: boolean;
  /** Takes the lead: raises the term and answers what is there. Called once, before anything else. */
  open(newReplicaId: () => string): Promise<JournalImage>;
  /** Appends in order. `mid`s must go on from the last one; a uid that is there already changes nothing. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Notes what came of entries, and archives them. */
  settle(settled: readonly SettledEntry[]): Promise<void>;
  /** Goes on under another replica id: exactly these un-acked entries wait from now on; archived ones stay. */
  renumber(image: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>): Promise<void>;
  /** Forgets entries: dismissed, taken back before they were sent, or archived long enough. */
  remove(uids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
