import { unreachable } from '@frontdesk/core/assert';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { Db, Tx } from '@frontdesk/db/client';
import {
  type Consumption,
  adoptResult,
  consumeMutation,
  lockPushState,
} from '@frontdesk/db/replica-store';
import { decidePush } from '@frontdesk/sync/server/push-executor';
import type { PushAnswer } from './mutation-command.ts';

export type Consumed = {
  readonly by: Consumption;
  readonly mid: number;
  readonly uid: string;
};

/**
 * Decides under the replica's lock what a push is, and consumes it with what `run` answers when it is next in line, all in
 * one transaction. Rejects with what `run` throws, or when the database is away: then nothing is consumed.
 */
export function consumePush(
  db: Db,
  { by, mid, uid }: Consumed,
  run: (tx: Tx) => Promise<MutationResult>,
): Promise<PushAnswer> {
  return db.withOrg(by.workspaceId, async (tx): Promise<PushAnswer> => {
    const state = await lockPushState(tx, { ...by, mid, uid });
    if (state === 'wrong_user') return { kind: 'wrong_user' };
    const decision = decidePush(state, { mid, uid });
    switch (decision.kind) {
      case 'gap':
      case 'forked':
        return decision;
      case 'answer':
        return { kind: 'consumed', result: decision.result };
      case 'adopt':
        await adoptResult(tx, by, decision.result);
        return { kind: 'consumed', result: decision.result };
      case 'run': {
        const result = await run(tx);
        await consumeMutation(tx, by, result);
        return { kind: 'consumed', result };
      }
      default:
        return unreachable(decision);
    }
  });
}
