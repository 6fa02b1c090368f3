import { publishToVisitor } from '../visitor-hints.ts';
import type { PipelineStep } from './pipeline-step.ts';

export const REMOVE_FROM_PAGE = 'remove-from-page';

/** Takes a revoked message off the visitor's open pages. Revoking is what puts a message at this step. */
export const removeFromPage: PipelineStep = {
  name: REMOVE_FROM_PAGE,
  applies: () => false,
  async run(deps, message) {
    const revoked = await deps.db.asWorker((tx) =>
      tx.message.findFirst({
        where: { id: message.id, organizationId: message.organizationId, status: 'REVOKED' },
        select: { conversation: { select: { identity: { select: { key: true } } } } },
      }),
    );
    if (!revoked) return;
    await publishToVisitor(deps, message.inboxId, revoked.conversation.identity.key, {
      kind: 'removed',
      messageId: message.id,
    });
  },
};
