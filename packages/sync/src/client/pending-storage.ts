import type { MutationResult } from '@frontdesk/core/sync-protocol';

/** A mutation as it waits in storage; `result` is there once it was refused. */
export type StoredMutation = {
  readonly mid: number;
  readonly uid: string;
  readonly name: string;
  readonly version: number;
  readonly args: unknown;
  readonly clientAt: string;
  readonly after: readonly string[];
  readonly result?: MutationResult;
};

/** What this page continues: a replica that no other page uses now. */
export type StoredReplica = {
  readonly replicaId: string;
  readonly nextMid: number;
  /** By mid, ascending: the un-acknowledged ones, then the refused. */
  readonly mutations: readonly StoredMutation[];
};

/**
 * Where un-acknowledged mutations outlive the page (the journal's port). One open storage is one
 * replica, and belongs to this page alone until it is closed. Calls are made one after another.
 */
export interface PendingStorage {
  /** Does what is written survive the page? */
  readonly durable: boolean;
  open(newReplicaId: () => string): Promise<StoredReplica>;
  append(mutation: StoredMutation): Promise<void>;
  /** Forgets acknowledged or dismissed mutations. */
  remove(uids: readonly string[]): Promise<void>;
  /** Keeps a mutation as refused. */
  refuse(uid: string, result: MutationResult): Promise<void>;
  /** Continues under another replica id: exactly these mutations wait from now on. Refused ones stay. */
  replace(replica: StoredReplica): Promise<void>;
  close(): Promise<void>;
}
