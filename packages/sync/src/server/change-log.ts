/**
 * What the engine's server half asks of the workspace's log. One entry is one staged row or marker; all entries of a
 * transaction share `seq` and `tag`, and `seq` is dense per workspace.
 */
export type LogEntry = {
  readonly seq: number;
  readonly idx: number;
  readonly scopeId: string;
  /** The table's name; for `grant` and `revoke` the kind of scope, for `result` what it is the result of. */
  readonly entity: string;
  /** The row's id; for `grant` and `revoke` the scope that begins or ends for the user whose scope `scopeId` is. */
  readonly entityId: string;
  readonly op: 'U' | 'D' | 'X' | 'refetch' | 'result' | 'grant' | 'revoke';
  /** With U: the row as it is now, camelCase. With `result`: the MutationResult. Else null. */
  readonly row: Readonly<Record<string, unknown>> | null;
  readonly schemaVersion: number;
  readonly tag: string;
  readonly replicaId: string | null;
  readonly mid: number | null;
  readonly uid: string | null;
};

/** `floor`: entries up to and including this seq may be gone. `tag` is that of `seq`, '' while the log is empty. */
export type LogHead = {
  readonly epoch: string;
  readonly seq: number;
  readonly tag: string;
  readonly floor: number;
};

/** Rejects when the database is away; the callers try again. */
export interface ChangeLog {
  head(workspaceId: string): Promise<LogHead>;
  /**
   * Entries after `afterSeq` in order of (seq, idx): whole transactions only, at least one if there is one, and no more
   * of them than make about `limit` entries.
   */
  read(workspaceId: string, afterSeq: number, limit: number): Promise<readonly LogEntry[]>;
  /** The tag of a transaction; undefined when the log no longer or not yet has it. */
  tagAt(workspaceId: string, seq: number): Promise<string | undefined>;
}
