import { channelOf } from '@frontdesk/channels/registry';
import { publishToVisitor } from '../visitor-hints.ts';
import type { PipelineStep } from './pipeline-step.ts';

/** Shows a visitor's message, now stored, on all of their open pages. */
export const echoToVisitor: PipelineStep = {
  name: 'echo',
  applies: ({ channel }) => channel.outbound.delivery === 'visitor-socket',
  async run(deps, message) {
    if (channelOf(message.channel)?.outbound.delivery !== 'visitor-socket') return;
    const identity = await deps.db.asWorker((tx) =>
      tx.channelIdentity.findFirst({
        where: {
          organizationId: message.organizationId,
          conversations: { some: { id: message.conversationId } },
        },
        select: { key: true },
      }),
    );
    if (identity)
      await publishToVisitor(deps, message.inboxId, identity.key, {
        kind: 'message',
        messageId: message.id,
      });
  },
};
