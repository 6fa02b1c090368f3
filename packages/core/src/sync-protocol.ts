/**
 * The sync protocol's shapes: socket messages on namespace `/sync` and the bootstrap's HTTP
 * answers. Rows and arguments are opaque here: the engine knows records, scopes and mutations only. The
 * gateway validates what clients send with `sync-schemas.ts`; a test pins the hash of both files, so that
 * a change forces {@link PROTOCOL_VERSION} up.
 */

/** 2: `Mutation.resent`, `PresenceSay.leaving`, `BootstrapPage.whole`, checksums. */
export const PROTOCOL_VERSION = 2;

/**
 * The oldest protocol that a gateway still serves. Each version so far only added fields that may be absent, so that an
 * older client is served as it is; it is raised only when that ends, 60 days after the last such client was shipped.
 */
export const MIN_PROTOCOL_VERSION = 1;

/**
 * Version of the replicated tables' columns. A gateway that meets a newer one in the log stops serving.
 * 3: who wrote a conversation's last message.
 */
export const SCHEMA_VERSION = 3;

/** Columns are only added between this version and the present one: a client of any of them can be served. */
export const MIN_SCHEMA_VERSION = 1;

export const SYNC_NAMESPACE = '/sync';

/** A place in a workspace's log. `tag` is random per transaction: a restored database is noticed by it. */
export type Cursor = { readonly epoch: string; readonly seq: number; readonly tag: string };

/** U: the row as it is now. D: deleted. X: left this scope. */
export type ChangeOp = 'U' | 'D' | 'X';

export type Change = {
  readonly seq: number;
  readonly idx: number;
  readonly scopeId: string;
  readonly entity: string;
  readonly id: string;
  readonly op: ChangeOp;
  /** Present exactly with U; camelCase columns. */
  readonly row?: Readonly<Record<string, unknown>>;
};

/** What came of a mutation. Recorded once, immutable, found again by `uid` whatever the replica. */
export type MutationResult = {
  readonly mid: number;
  readonly uid: string;
  readonly status: 'applied' | 'rejected' | 'needs_look' | 'quarantined';
  readonly code?: string;
  readonly message?: string;
  readonly data?: unknown;
};

export type Mutation = {
  /** Gapless per replica, from 1. */
  readonly mid: number;
  /** Unique per workspace; also what an Idempotency-Key becomes. */
  readonly uid: string;
  readonly name: string;
  readonly version: number;
  readonly args: unknown;
  /** The author's clock, ISO 8601: display only. */
  readonly clientAt: string;
  /** Uids of pending mutations whose rows this one touches: rejected ones reject it too. */
  readonly after?: readonly string[];
  /**
   * It was acknowledged once, by a server that was set back since and has forgotten it. What it says to a customer may
   * have left already: the server stores it as UNCERTAIN for a person to decide, and runs everything else as usual.
   */
  readonly resent?: true;
};

export type Hello = {
  readonly protocol: number;
  readonly schemaVersion: number;
  readonly build: string;
  readonly replicaId: string;
  /** Null asks for a bootstrap. */
  readonly cursor: Cursor | null;
  /** Snapshots of pages that are ahead of the cursor: a log that does not have them is not the one that they are of. */
  readonly paged?: readonly Cursor[];
  readonly nextMid: number;
};

/** So many snapshots ahead of its cursor a replica takes pages of; the others wait until it has caught up. */
export const PAGED_AHEAD = 32;

export type Welcome = {
  /** resume: deltas follow. bootstrap: fetch it over HTTP, then hello again. upgrade: reload the app. */
  readonly mode: 'resume' | 'bootstrap' | 'upgrade';
  readonly epoch: string;
  readonly head: number;
  readonly lastMid: number;
  /** Why a bootstrap: 'new', 'too_old', 'ahead', 'epoch', 'tag', 'replica_forked', 'scopes'. */
  readonly reason?: string;
  /** The server knows another mutation under one of this replica's mids: take a new replica id, keep uids. */
  readonly forked?: boolean;
  readonly scopes: readonly string[];
  readonly serverTime: string;
};

/** Applied only if `from` is the replica's cursor seq and the epoch matches. Empty frames move the cursor. */
export type Delta = {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly tag: string;
  readonly changes: readonly Change[];
  /** All mids up to this one are consumed, and their rows are in frames up to this. */
  readonly ackMid?: number;
  readonly results?: readonly MutationResult[];
  /** Scopes that end with this frame: their rows go in the same step. */
  readonly revoked?: readonly string[];
  /** Scopes that begin: their rows come by bootstrap of the scope. */
  readonly granted?: readonly string[];
  /** Entities that were changed in bulk and must be fetched again. */
  readonly refetch?: readonly string[];
  /** One transaction in several parts is applied whole: more parts of it follow. */
  readonly more?: boolean;
};

export type Applied = { readonly to: number };

export type Push = { readonly mutations: readonly Mutation[] };

/** A transport receipt: it never drops pending work; the delta's ackMid does. */
export type Pushed = {
  readonly lastMid: number;
  readonly resendFrom?: number;
  /** Milliseconds to wait before pushing again. */
  readonly retryAfter?: number;
  readonly forked?: boolean;
};

/** close: sign in again or for good ('revoked', 'wrong_user'). drain: reconnect within `spreadMs`. */
export type Goaway = {
  readonly reason: 'drain' | 'revoked' | 'wrong_user' | 'upgrade';
  readonly spreadMs: number;
};

export type PresenceActivity = 'viewing' | 'replying';

/** What a tab says about itself; null conversation: online only. Repeated at least every 10 s. */
export type PresenceSay = {
  readonly conversationId: string | null;
  readonly activity: PresenceActivity;
  /** The user is closing the last tab or signs out: gone at once. A socket that is merely lost keeps its place for a while. */
  readonly leaving?: true;
};

/** Everyone online in the workspace that I may see; sent whole, at most twice a second. TTL 15 s. */
export type PresenceState = {
  readonly users: readonly {
    readonly userId: string;
    readonly conversations: readonly {
      readonly conversationId: string;
      readonly activity: PresenceActivity;
    }[];
  }[];
  /** Customers typing now, where the channel tells. */
  readonly typing: readonly { readonly conversationId: string }[];
};

export type SyncClientEvents = {
  hello: (hello: Hello, answer: (welcome: Welcome) => void) => void;
  applied: (applied: Applied) => void;
  push: (push: Push, answer: (pushed: Pushed) => void) => void;
  presence: (say: PresenceSay) => void;
};

export type SyncServerEvents = {
  delta: (delta: Delta) => void;
  goaway: (goaway: Goaway) => void;
  reset: (reset: { readonly reason: string }) => void;
  presence: (state: PresenceState) => void;
};

/**
 * GET /api/v1/sync/bootstrap?replicaId=…[&scope=<id>][&page=<token>] — one snapshot per page. The first
 * page names the cursor to resume from; a row of any page counts as newer than every change at or below
 * its page's seq. `next` is null on the last page.
 */
export type BootstrapPage = {
  readonly cursor: Cursor;
  readonly schemaVersion: number;
  readonly lastMid: number;
  readonly results: readonly MutationResult[];
  readonly scopes: readonly string[];
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /**
   * Entities of which a replica holds every row of its scopes; of the others it holds a part (rule 100). Absent: the
   * server speaks protocol 1 and compares no checksums.
   */
  readonly whole?: readonly string[];
  readonly next: string | null;
};

/** Count, and XOR of the rows' 64-bit hashes as 16 hex digits. No rows of an entity in a scope: no entry. */
export type ScopeSum = {
  readonly scopeId: string;
  readonly entity: string;
  readonly count: number;
  readonly sum: string;
};

/** So far back, in transactions, the log is summed up at most: a replica that was loaded earlier begins here. */
export const CHECKED_TRANSACTIONS = 5_000;

/**
 * POST /api/v1/sync/checksums — a replica with no load under way asks whether it holds what it should at its cursor.
 * `whole`: over all rows of the bootstrap's `whole` entities. `changed`: over the rows of all entities whose version is
 * above the seq `above`: they came by delta. That is the newest snapshot that any page brought to this replica, or
 * {@link CHECKED_TRANSACTIONS} below the cursor, whichever is higher.
 */
export type ChecksumRequest = {
  readonly cursor: Cursor;
  readonly whole: readonly ScopeSum[];
  readonly changed?: { readonly above: number; readonly sums: readonly ScopeSum[] };
};

export type ChecksumAnswer =
  | { readonly result: 'same' }
  /** Cannot be told now: the log moved on, or no longer reaches back. Ask again another time. */
  | { readonly result: 'busy' }
  /** The replica is not what it should be in these scopes: it fetches them again. */
  | { readonly result: 'differ'; readonly scopes: readonly string[] };
