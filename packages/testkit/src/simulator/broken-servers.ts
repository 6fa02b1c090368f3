import type { Delta, MutationResult } from '@frontdesk/core/sync-protocol';
import type { Tx } from '@frontdesk/db/client';
import { recordResult } from '@frontdesk/db/replica-store';
import type { ChangeLog, LogEntry } from '@frontdesk/sync/server/change-log';
import type { PushAnswer } from '@frontdesk/usecases/execute/mutation-command';
import type { ClientEnd } from './server-connection.ts';
import { SimExecutor, type SimPush } from './sim-executor.ts';

/** What it has run before it runs again. */
export class NoDedupe extends SimExecutor {
  protected override async consume(
    push: SimPush,
    run: (tx: Tx) => Promise<MutationResult>,
  ): Promise<PushAnswer> {
    let isNew = false;
    const answer = await super.consume(push, (tx) => {
      isNew = true;
      return run(tx);
    });
    if (answer.kind === 'consumed' && !isNew) {
      await this.db.withOrg(push.member.workspaceId, run).catch(() => undefined);
    }
    return answer;
  }
}

/** A mutation that fails for now is passed over; what comes behind it goes ahead. */
export class NoFence extends SimExecutor {
  override async push(push: SimPush): Promise<PushAnswer> {
    const { mutation, member } = push;
    const answer = await super.push(push);
    const passedOver = { mid: mutation.mid, uid: mutation.uid, status: 'applied' } as const;
    if (answer.kind === 'retry') return { kind: 'consumed', result: passedOver };
    if (answer.kind !== 'gap') return answer;
    return this.db
      .withOrg(member.workspaceId, async (tx): Promise<PushAnswer> => {
        const result = await this.run(tx, push);
        await recordResult(tx, member, result);
        return { kind: 'consumed', result };
      })
      .catch((): PushAnswer => answer);
  }
}

/** The result is on record before its effect is. */
export class AckBeforeCommit extends SimExecutor {
  protected override async consume(
    push: SimPush,
    run: (tx: Tx) => Promise<MutationResult>,
  ): Promise<PushAnswer> {
    const { mid, uid } = push.mutation;
    let isNew = false;
    const answer = await super.consume(push, async () => {
      isNew = true;
      return { mid, uid, status: 'applied' };
    });
    if (isNew) await this.db.withOrg(push.member.workspaceId, run).catch(() => undefined);
    return answer;
  }
}

/** What is sent again after a restore leaves the house as if it were new. */
export class ForgetsResent extends SimExecutor {
  protected override run(tx: Tx, push: SimPush): Promise<MutationResult> {
    const { resent: _resent, ...mutation } = push.mutation;
    return super.run(tx, { ...push, mutation });
  }
}

/** Runs what builds on refused work. */
export class NoGroundwork extends SimExecutor {
  protected override run(tx: Tx, push: SimPush): Promise<MutationResult> {
    const { after: _after, ...mutation } = push.mutation;
    return super.run(tx, { ...push, mutation });
  }
}

/** Never sets anything aside. */
export class NoQuarantine extends SimExecutor {
  protected override isPoison(): boolean {
    return false;
  }
}

const reading = (
  log: ChangeLog,
  change: (entries: readonly LogEntry[]) => LogEntry[],
): ChangeLog => ({
  head: (id) => log.head(id),
  tagAt: (id, seq) => log.tagAt(id, seq),
  read: async (id, after, limit) => change(await log.read(id, after, limit)),
});

/** Transactions stay, so that the log has no holes: what is left out becomes a marker of nobody. */
const blank = (entry: LogEntry): LogEntry => ({
  ...entry,
  op: 'refetch',
  scopeId: '00000000-0000-0000-0000-000000000000',
  row: null,
});

const without =
  (isOut: (entry: LogEntry) => boolean) =>
  (log: ChangeLog): ChangeLog =>
    reading(log, (entries) => entries.map((entry) => (isOut(entry) ? blank(entry) : entry)));

export const withoutRevocations = without(({ op }) => op === 'revoke');
export const withoutGrants = without(({ op }) => op === 'grant');
export const withoutRefusals = without(
  ({ op, row }) => op === 'result' && row?.['status'] !== 'applied',
);

/** Only the last change of a row is read, whichever scopes it was in before. */
export const collapsedBeforeFilter = (log: ChangeLog): ChangeLog =>
  reading(log, (entries) => {
    const last = new Map(entries.map((entry, at) => [`${entry.entity}/${entry.entityId}`, at]));
    const isRow = ({ op }: LogEntry): boolean => op === 'U' || op === 'D' || op === 'X';
    return entries.map((entry, at) =>
      isRow(entry) && last.get(`${entry.entity}/${entry.entityId}`) !== at ? blank(entry) : entry,
    );
  });

const sending =
  (change: (delta: Delta) => Delta) =>
  (client: ClientEnd): ClientEnd => ({
    delta: (delta) => client.delta(change(delta)),
    goaway: (goaway) => client.goaway(goaway),
    reset: (reason) => client.reset(reason),
    closed: () => client.closed(),
  });

export const withoutTombstones = sending((delta) => ({
  ...delta,
  changes: delta.changes.filter(({ op }) => op !== 'D'),
}));

export const withoutMoves = sending((delta) => ({
  ...delta,
  changes: delta.changes.filter(({ op }) => op !== 'X'),
}));

export const withoutRefetch = sending(({ refetch: _refetch, ...delta }) => delta);

/** The last row of a scope goes once more to who has just lost it. */
export function oneMoreAfterRevocation(client: ClientEnd): ClientEnd {
  const last = new Map<string, Delta['changes'][number]>();
  return sending((delta) => {
    for (const change of delta.changes) if (change.op === 'U') last.set(change.scopeId, change);
    const more = (delta.revoked ?? []).flatMap((scope) => last.get(scope) ?? []);
    return more.length > 0 ? { ...delta, changes: [...delta.changes, ...more] } : delta;
  })(client);
}
