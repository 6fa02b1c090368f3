import { must } from '@frontdesk/core/assert';
import type { ConversationStatus } from '@frontdesk/core/entities';
import { associationId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import type { ActionType } from '@frontdesk/core/sops/actions';

/** A step of a run as whoever carries it out needs it. */
export type RunStep = {
  readonly id: string;
  readonly runId: string;
  readonly organizationId: string;
  readonly conversationId: string;
  readonly position: number;
  readonly action: ActionType;
  readonly input: Readonly<Record<string, unknown>>;
  readonly state: string;
  readonly approvedById: string | null;
};

type Named = {
  readonly [N in MutationName]: { name: N; args: MutationArguments[N] };
}[MutationName];

/**
 * The uid under which a step's mutation is on record. It is the step's alone, so that after a crash the same step finds
 * what came of it instead of doing it again.
 */
export const stepUid = (stepId: string): string => associationId('run-step', stepId);

/** The one mutation that an action is, with arguments from the step's plan and from nowhere else. */
export function mutationOf({ action, input, conversationId }: RunStep): Named {
  const text = (field: string): string => {
    const value = input[field];
    return must(typeof value === 'string' ? value : undefined, `${action}.${field}`);
  };
  const id = (field: string): string | null =>
    typeof input[field] === 'string' ? input[field] : null;
  switch (action) {
    case 'send_reply':
      return {
        name: 'conversation.reply',
        args: {
          messageId: text('messageId'),
          conversationId,
          text: text('text'),
          attachmentIds: [],
          seenUpTo: Number(input['seenUpTo']),
        },
      };
    case 'add_tag':
      return { name: 'conversation.tag', args: { conversationId, tagId: text('tagId') } };
    case 'assign':
      return id('userId') === null
        ? { name: 'conversation.assignTeam', args: { conversationId, teamId: id('teamId') } }
        : { name: 'conversation.assign', args: { conversationId, userId: id('userId') } };
    case 'set_status':
      return {
        name: 'conversation.setStatus',
        // Checked when the procedure was written.
        args: { conversationId, status: text('status') as ConversationStatus },
      };
    case 'escalate':
      return { name: 'conversation.escalate', args: { conversationId, reason: text('reason') } };
    case 'call_webhook':
    case 'send_reset_link':
      return {
        name: 'webhook.call',
        args: {
          callId: text('callId'),
          webhookId: text('webhookId'),
          conversationId,
          event: action === 'call_webhook' ? 'sop.webhook' : 'sop.reset_link',
        },
      };
  }
}
