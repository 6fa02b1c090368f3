import { associationId } from '@frontdesk/core/ids';
import { hintCommitted } from '../hints.ts';
import type { PipelineStep } from './pipeline-step.ts';

/** Tells whoever a finished conversation belonged to that its customer has written again. */
export const announceReopened: PipelineStep = {
  name: 'announce-reopened',
  applies: ({ reopened, assigned }) => reopened && assigned,
  async run(deps, message) {
    const { organizationId, conversationId } = message;
    const told = await deps.db.asWorker(async (tx) => {
      const reopened = await tx.timelineEvent.count({
        // The message itself follows the events that it makes, two at most.
        where: {
          conversationId,
          kind: 'reopened',
          number: { gte: message.number - 2, lt: message.number },
        },
      });
      const conversation = await tx.conversation.findFirst({
        where: { id: conversationId, organizationId },
        select: { assigneeId: true, card: { select: { name: true } } },
      });
      if (reopened === 0 || !conversation?.assigneeId) return 0;
      const member = await tx.membership.findFirst({
        where: { organizationId, userId: conversation.assigneeId, active: true },
      });
      if (!member) return 0;
      // Of the message, so that a second run adds none.
      const id = associationId('reopened', message.id, member.id);
      const text = `${conversation.card.name} has written again.`;
      const row = {
        id,
        organizationId,
        scopeId: member.id,
        kind: 'assigned',
        conversationId,
        itemId: message.id,
        text,
      };
      return (await tx.notification.createMany({ data: [row], skipDuplicates: true })).count;
    });
    if (told > 0) hintCommitted(deps, organizationId);
  },
};
