import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { Db, Tx } from '@frontdesk/db/client';
import { type Consumption, findResult } from '@frontdesk/db/replica-store';
import { PoisonLedger } from '@frontdesk/sync/server/poison-ledger';
import { dependencyFailed } from '@frontdesk/sync/server/push-executor';
import { loadRights } from '@frontdesk/usecases/auth/rights';
import { consumePush } from '@frontdesk/usecases/execute/consume-push';
import { classifyFailure } from '@frontdesk/usecases/execute/failure-class';
import type { PushAnswer } from '@frontdesk/usecases/execute/mutation-command';
import type { Mutation } from '@frontdesk/core/sync-protocol';
import { runOnServer } from './server-mutations.ts';
import { SIM_MUTATIONS, type SimMutationName } from './sim-mutations.ts';

export type SimMember = {
  readonly workspaceId: string;
  readonly userId: string;
  readonly membershipId: string;
};

export type SimPush = {
  readonly mutation: Mutation;
  readonly member: SimMember;
  readonly replicaId: string;
};

const TRIES = 5;
/** What a replica is asked to wait after a failure, in milliseconds. */
const PAUSE_MS = 1_000;

/**
 * The product's executor with the simulator's mutations in the place of the use cases: the same decisions, locks and records, in the same
 * order.
 */
export class SimExecutor {
  protected readonly db: Db;
  readonly #poison = new PoisonLedger();
  readonly #onCommit: () => void;

  constructor(db: Db, onCommit: () => void) {
    this.db = db;
    this.#onCommit = onCommit;
  }

  /** Rule 13: is this failure the last that it may have? */
  protected isPoison({ member, mutation }: SimPush): boolean {
    return this.#poison.failed(member.workspaceId, mutation.uid);
  }

  async push(push: SimPush): Promise<PushAnswer> {
    if (!isKnown(push.mutation.name)) return { kind: 'upgrade' };
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#pushOnce(push);
      } catch (error) {
        const kind = classifyFailure(error);
        if (kind === 'contention' && tried < TRIES) continue;
        return this.#failed(push, kind === 'fault');
      }
    }
  }

  async #pushOnce(push: SimPush): Promise<PushAnswer> {
    try {
      return await this.consume(push, (tx) => this.run(tx, push));
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      if (error.code === 'signed_out') return { kind: 'signed_out' };
      return this.consume(push, async () => resultOf(push, 'rejected', error.code));
    }
  }

  /** The product's own. */
  protected async consume(
    push: SimPush,
    run: (tx: Tx) => Promise<MutationResult>,
  ): Promise<PushAnswer> {
    const { mid, uid } = push.mutation;
    const by: Consumption = { ...push.member, replicaId: push.replicaId };
    const answer = await consumePush(this.db, { by, mid, uid }, run);
    if (answer.kind === 'consumed') {
      this.#poison.committed(by.workspaceId, uid);
      this.#onCommit();
    }
    return answer;
  }

  /** The mutation's effect in its transaction. Throws what rolls it back. */
  protected async run(tx: Tx, push: SimPush): Promise<MutationResult> {
    const { workspaceId, userId, membershipId } = push.member;
    const { uid, name, args, after = [], resent = false } = push.mutation;
    const member = await loadRights(tx, workspaceId, userId);
    if (!member) throw new RolledBack('signed_out');
    const groundwork: MutationResult[] = [];
    for (const one of after) {
      const found = await findResult(tx, workspaceId, one);
      if (found) groundwork.push(found.result);
    }
    if (dependencyFailed(groundwork)) throw new RolledBack('dependency_failed');
    const scopes = [workspaceId, membershipId, ...member.rights.inboxIds];
    const context = { tx, workspaceId, userId, uid, scopes, resent };
    // Looked up before anything of it was run.
    const refused = await runOnServer(context, name as SimMutationName, args);
    if (refused) throw new RolledBack(refused.code);
    return resultOf(push, 'applied');
  }

  async #failed(push: SimPush, isFault: boolean): Promise<PushAnswer> {
    if (!isFault || !this.isPoison(push)) {
      return { kind: 'retry', afterMs: PAUSE_MS };
    }
    return this.consume(push, async () => resultOf(push, 'quarantined', 'quarantined')).catch(
      (): PushAnswer => ({ kind: 'retry', afterMs: PAUSE_MS }),
    );
  }
}

const isKnown = (name: string): name is SimMutationName => name in SIM_MUTATIONS;

function resultOf(
  { mutation: { mid, uid } }: SimPush,
  status: MutationResult['status'],
  code?: string,
): MutationResult {
  return { mid, uid, status, ...(code === undefined ? {} : { code, message: code }) };
}

class RolledBack extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
