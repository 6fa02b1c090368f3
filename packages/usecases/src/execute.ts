import type { ErrorCode, Refusal } from '@frontdesk/core/errors';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { Tx } from '@frontdesk/db/client';
import {
  type Consumption,
  findResult,
  findResults,
  lockUid,
  recordResult,
} from '@frontdesk/db/replica-store';
import { together } from '@frontdesk/db/together';
import { must } from '@frontdesk/core/assert';
import { VOCABULARY, type Vocabulary } from '@frontdesk/core/mutations/upcasters';
import { PoisonLedger } from '@frontdesk/sync/server/poison-ledger';
import { dependencyFailed } from '@frontdesk/sync/server/push-executor';
import { recordAudit } from './auth/audit-entry.ts';
import type { Deps } from './deps.ts';
import { actorRights } from './execute/actor-rights.ts';
import { aiMayRun } from './execute/ai-authority.ts';
import { consumePush } from './execute/consume-push.ts';
import type { MutationCommand, PushAnswer, PushedCommand } from './execute/mutation-command.ts';
import {
  type Prepared,
  type ReadyMutation,
  type Repertoire,
  isNeedsLook,
  prepareMutation,
} from './execute/run-mutation.ts';
import { isTaken } from './execute/failure-class.ts';
import { retryDelay, withRetries } from './execute/retries.ts';
import { hintCommitted } from './hints.ts';
import type { Actor, MutationHandlers } from './mutation-handler.ts';

type ExecutorDeps = Pick<Deps, 'db' | 'bus' | 'now' | 'log'>;

/**
 * The only write path of mutations: rights are read, arguments checked, effect, result and audit line written in one
 * transaction, and everybody told afterwards. A mutation has its effect at most once, however often it is sent.
 */
export class Executor {
  readonly #deps: ExecutorDeps;
  readonly #repertoire: Repertoire;
  readonly #poison = new PoisonLedger();

  constructor(deps: ExecutorDeps, handlers: MutationHandlers, vocabulary: Vocabulary = VOCABULARY) {
    this.#deps = deps;
    this.#repertoire = { handlers, vocabulary };
  }

  /**
   * Runs a mutation that no replica has queued. A refusal is answered and leaves nothing behind, so that it may be tried
   * again; anything else is on record under the uid. Rejects when the database is away or the use case fails.
   */
  async execute(command: MutationCommand): Promise<MutationResult> {
    const prepared = prepareMutation(this.#repertoire, command, this.#deps.now());
    if (prepared.kind === 'upgrade') return rejected(0, command.uid, UNKNOWN_MUTATION);
    if (prepared.kind === 'refused') return rejected(0, command.uid, prepared.refusal);
    const result = await withRetries(() => this.#executeOnce(command, prepared.mutation)).catch(
      (error: unknown) => {
        if (isTaken(error)) return rejected(0, command.uid, TAKEN);
        throw error;
      },
    );
    if (result.status !== 'rejected') this.#committed(command);
    return result;
  }

  /** Runs the next mutation of a replica's queue. Never rejects: what the author has to know is in the answer. */
  async push(command: PushedCommand): Promise<PushAnswer> {
    const prepared = prepareMutation(this.#repertoire, command, this.#deps.now());
    if (prepared.kind === 'upgrade') return { kind: 'upgrade' };
    try {
      return await withRetries(() => this.#pushOnce(command, prepared));
    } catch (error) {
      if (!isTaken(error)) return this.#failed(command, error);
      return this.#setAside(command, 'rejected', TAKEN).catch(() => this.#failed(command, error));
    }
  }

  async #executeOnce(command: MutationCommand, mutation: ReadyMutation): Promise<MutationResult> {
    const { actor, uid } = command;
    const { organizationId: workspaceId, userId } = actor;
    const work = async (tx: Tx): Promise<MutationResult> => {
      // A statement of its own behind the lock: it sees what whoever held that has recorded.
      const [, known] = await together(
        lockUid(tx, workspaceId, uid),
        findResult(tx, workspaceId, uid),
      );
      if (known) return known.userId === userId ? known.result : rejected(0, uid, KEY_OF_ANOTHER);
      const result = await this.#run(tx, { ...command, mid: 0 }, mutation);
      await recordResult(tx, { workspaceId, userId }, result);
      return result;
    };
    return this.#deps.db
      .withOrg(workspaceId, work)
      .catch((error: unknown) => rejected(0, uid, reasonOf(error)));
  }

  async #pushOnce(
    command: PushedCommand,
    prepared: Exclude<Prepared, { kind: 'upgrade' }>,
  ): Promise<PushAnswer> {
    const { uid, replica } = command;
    const reject = (reason: Reason): MutationResult => rejected(replica.mid, uid, reason);
    const run = async (tx: Tx): Promise<MutationResult> => {
      if (prepared.kind === 'refused') return reject(prepared.refusal);
      return this.#run(tx, { ...command, mid: replica.mid }, prepared.mutation);
    };
    try {
      return await this.#consume(command, run);
    } catch (error) {
      // The use case's writes are rolled back; that it refused is recorded in a transaction of its own.
      const reason = reasonOf(error);
      if (reason === NOT_A_MEMBER) return { kind: 'signed_out' };
      return this.#consume(command, async () => reject(reason));
    }
  }

  async #consume(
    command: PushedCommand,
    run: (tx: Tx) => Promise<MutationResult>,
  ): Promise<PushAnswer> {
    const { actor, uid, replica } = command;
    const by: Consumption = {
      workspaceId: actor.organizationId,
      userId: must(actor.userId, 'user of a replica'),
      membershipId: must(actor.membershipId, 'membership of a replica'),
      replicaId: replica.replicaId,
    };
    const of = { by, mid: replica.mid, uid };
    const answer = await consumePush(this.#deps.db, of, run);
    if (answer.kind === 'consumed') this.#committed(command);
    return answer;
  }

  /** The use case in its transaction, with what has to stand beside its effect. Throws what rolls it back. */
  async #run(
    tx: Tx,
    command: MutationCommand & Pick<PushedCommand, 'resent'> & { readonly mid: number },
    mutation: ReadyMutation,
  ): Promise<MutationResult> {
    const { actor, uid, mid, resent } = command;
    // The audit line goes with the rest where this comes to nothing.
    const [rights, groundwork] = await together(
      actorRights(tx, actor),
      readGroundwork(tx, command),
      auditMutation(tx, actor, mutation),
    );
    if (!rights) throw new RolledBack(NOT_A_MEMBER);
    if (actor.kind === 'AI' && !(await aiMayRun(tx, actor.runStepId, mutation.name, command.args)))
      throw new RolledBack(NOT_PLANNED);
    if (dependencyFailed(groundwork)) throw new RolledBack(DEPENDENCY_FAILED);
    const again = resent ? { resent } : {};
    const outcome = await mutation.run({ tx, actor, rights, now: this.#deps.now(), uid, ...again });
    if (!outcome.ok) throw new RolledBack(outcome.refusal);
    const { value } = outcome;
    const status = isNeedsLook(value) ? 'needs_look' : 'applied';
    return { mid, uid, status, ...(value === undefined || value === null ? {} : { data: value }) };
  }

  async #failed(command: PushedCommand, error: unknown): Promise<PushAnswer> {
    const { name, uid, actor } = command;
    const delay = retryDelay(error);
    const fields = { name, uid, error: String(error) };
    if (delay.isFault) {
      this.#deps.log.error(
        { ...fields, stack: error instanceof Error ? error.stack : undefined },
        'a mutation failed',
      );
    } else {
      this.#deps.log.warn(fields, 'a mutation could not run');
    }
    const isPoison = delay.isFault && this.#poison.failed(actor.organizationId, uid);
    if (!isPoison) return { kind: 'retry', afterMs: delay.ms };
    return this.#setAside(command, 'quarantined', SET_ASIDE).catch((): PushAnswer => ({
      kind: 'retry',
      afterMs: delay.ms,
    }));
  }

  /** Consumes a mutation without its effect. */
  #setAside(
    command: PushedCommand,
    status: 'rejected' | 'quarantined',
    { code, message }: Reason,
  ): Promise<PushAnswer> {
    const { uid, replica } = command;
    return this.#consume(command, async () => ({ mid: replica.mid, uid, status, code, message }));
  }

  #committed({ actor, uid }: MutationCommand): void {
    this.#poison.committed(actor.organizationId, uid);
    hintCommitted(this.#deps, actor.organizationId);
  }
}

/** What concerns nobody but the author leaves no line in the audit log. */
const PERSONAL: ReadonlySet<string> = new Set(['conversation.markRead', 'notification.read']);

async function auditMutation(
  tx: Tx,
  actor: Actor,
  { name, subject }: ReadyMutation,
): Promise<void> {
  if (PERSONAL.has(name)) return;
  const { organizationId, userId } = actor;
  const [resource = name] = name.split('.');
  const about = subject === undefined ? {} : { resourceId: subject };
  await recordAudit(tx, { organizationId, userId, action: name, resource, ...about }, actor);
}

/** Why a mutation came to nothing; the API's codes, and two that only queues know. */
type Reason = Omit<Refusal, 'code'> & {
  readonly code: ErrorCode | 'dependency_failed' | 'quarantined';
};

/** Carries a refusal out of a transaction that must not commit. */
class RolledBack extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super(reason.message);
    this.reason = reason;
  }
}

function reasonOf(error: unknown): Reason {
  if (error instanceof RolledBack) return error.reason;
  throw error;
}

/** Rule 11: what came of the mutations that this one builds on, as far as something has. */
async function readGroundwork(
  tx: Tx,
  { actor, after = [] }: MutationCommand,
): Promise<readonly MutationResult[]> {
  return after.length === 0 ? [] : findResults(tx, actor.organizationId, after);
}

const rejected = (
  mid: number,
  uid: string,
  { code, message, details }: Reason,
): MutationResult => ({
  mid,
  uid,
  status: 'rejected',
  code,
  message,
  ...(details ? { data: { details } } : {}),
});

const UNKNOWN_MUTATION: Reason = {
  code: 'VALIDATION_ERROR',
  message: 'There is no mutation of this name and version.',
};
const TAKEN: Reason = {
  code: 'CONFLICT',
  message: 'Something with this id or name is there already.',
};
const KEY_OF_ANOTHER: Reason = {
  code: 'CONFLICT',
  message: 'This idempotency key was used by somebody else.',
};
const NOT_A_MEMBER: Reason = {
  code: 'AUTHENTICATION_ERROR',
  message: 'You are no member of this organization any more.',
};
const NOT_PLANNED: Reason = {
  code: 'AUTHORIZATION_ERROR',
  message: 'The run has stopped, or its procedure does not list this.',
};
const DEPENDENCY_FAILED: Reason = {
  code: 'dependency_failed',
  message: 'What this builds on could not be done.',
};
const SET_ASIDE: Reason = {
  code: 'quarantined',
  message: 'This failed again and again on our side and was set aside.',
};
