import type { ActionType, Autonomy } from '@frontdesk/core/sops/actions';
import type { Tone } from '@frontdesk/ui/chip';

/** How far a procedure may go by itself, and what that means, one plain line each. */
export const AUTONOMY_WORDS: Readonly<
  Record<Autonomy, { readonly label: string; readonly means: string; readonly tone: Tone }>
> = {
  off: { label: 'Off', means: 'Never proposed. It waits here until you want it.', tone: 'neutral' },
  suggest: {
    label: 'Suggest',
    means: 'Shown beside the message. A person does each step, or uses the reply as a draft.',
    tone: 'neutral',
  },
  approve: {
    label: 'Approve',
    means: 'Everything is made ready. Nothing happens until a person approves it.',
    tone: 'accent',
  },
  auto: {
    label: 'Auto',
    means: 'Done at once when the reader is sure. Anybody can take over at any time.',
    tone: 'ok',
  },
};

export const ACTION_WORDS: Readonly<Record<ActionType, string>> = {
  send_reply: 'Send a reply',
  add_tag: 'Add a tag',
  assign: 'Assign',
  set_status: 'Set the status',
  escalate: 'Escalate',
  call_webhook: 'Call a webhook',
  send_reset_link: 'Send a reset link',
};
