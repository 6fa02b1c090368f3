import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import type { Deps } from './deps.ts';
import { hintOutbox } from './hints.ts';
import type { By } from './mutation-handler.ts';
import { notFound } from './mutations/reach.ts';
import { enqueueAfterCommit } from './outbox.ts';

/**
 * Tries once more to read a webhook that could not be read or applied. What is in it and was applied before is not
 * applied again. (A dead send is tried again by the mutation `message.send`.)
 */
export async function retryDelivery(
  deps: Pick<Deps, 'db' | 'bus' | 'log'>,
  { actor, rights }: By,
  deliveryId: string,
): Promise<Outcome<null>> {
  const outcome = await deps.db.withOrg(
    actor.organizationId,
    async (tx): Promise<Outcome<null>> => {
      const delivery = await tx.inboundDelivery.findUnique({
        where: { id: deliveryId },
        select: { inboxId: true, state: true },
      });
      if (!delivery || !can(rights, 'conversation.read', delivery.inboxId))
        return notFound('delivery');
      if (!can(rights, 'deadLetter.retry', delivery.inboxId))
        return refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');
      const { count } = await tx.inboundDelivery.updateMany({
        where: { id: deliveryId, state: { in: ['UNPARSED', 'FAILED'] } },
        data: { state: 'STORED', attempts: 0 },
      });
      if (count === 0) return refuse('CONFLICT', 'This webhook is not waiting for anybody.');
      await enqueueAfterCommit(tx, [
        { name: 'ingest-inbox', lane: delivery.inboxId, organizationId: actor.organizationId },
      ]);
      return done(null);
    },
  );
  if (outcome.ok) hintOutbox(deps);
  return outcome;
}
