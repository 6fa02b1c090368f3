import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { NotConsumed } from '@frontdesk/sync/server/not-consumed';
import type { Actor } from '../mutation-handler.ts';

/** A named mutation as it comes in: by REST, socket, automation, AI or job. */
export type MutationCommand = {
  readonly name: string;
  /** Of the arguments' shape; absent: the present one. */
  readonly version?: number;
  readonly args: unknown;
  readonly actor: Actor;
  /** Unique per workspace: a known one is answered from the record. An Idempotency-Key is one; else a new UUID. */
  readonly uid: string;
  /** Uids that this one builds on: where one of them came to nothing, so does this. */
  readonly after?: readonly string[];
};

/** The same from a replica's queue. `mid` is gapless per replica. */
export type PushedCommand = MutationCommand & {
  readonly replica: { readonly replicaId: string; readonly mid: number };
  /** Acknowledged before by a server that was set back since and has forgotten it. */
  readonly resent?: true;
};

/** What came of a push. Only `consumed` moves the replica's queue on. */
export type PushAnswer =
  | { readonly kind: 'consumed'; readonly result: MutationResult }
  | NotConsumed;
