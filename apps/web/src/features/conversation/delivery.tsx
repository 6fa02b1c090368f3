import type { Message } from '@frontdesk/core/entities';
import { AlertCircle, Check, CheckCheck, Clock, HelpCircle, Undo2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

type Look = { readonly icon: LucideIcon; readonly words: string; readonly ink: string };

const LOOKS: Readonly<Record<Exclude<Message['status'], 'RECEIVED'>, Look>> = {
  QUEUED: { icon: Clock, words: 'Queued', ink: 'text-ink-3' },
  HELD: { icon: HelpCircle, words: 'Needs a look', ink: 'text-warn' },
  SENDING: { icon: Clock, words: 'Sending', ink: 'text-ink-3' },
  SENT: { icon: Check, words: 'Sent', ink: 'text-ink-3' },
  DELIVERED: { icon: CheckCheck, words: 'Delivered', ink: 'text-ink-3' },
  READ: { icon: CheckCheck, words: 'Read', ink: 'text-accent-ink' },
  FAILED: { icon: AlertCircle, words: 'Not sent', ink: 'text-bad' },
  UNCERTAIN: { icon: HelpCircle, words: 'May not have arrived', ink: 'text-warn' },
  REVOKED: { icon: Undo2, words: 'Taken back', ink: 'text-ink-3' },
};

/** How far a message of ours has come: sign and word. `offline` names what it waits for. */
export function Delivery({ message, offline }: { message: Message; offline: boolean }) {
  if (message.status === 'RECEIVED') return null;
  const { icon: Icon, words, ink } = LOOKS[message.status];
  const waits = offline && message.status === 'QUEUED';
  return (
    <span className={`inline-flex items-center gap-1 ${ink}`}>
      <Icon size={13} aria-hidden="true" />
      {waits
        ? 'Waiting for network'
        : message.errorCode === 'replaced'
          ? 'Went as a template'
          : words}
    </span>
  );
}
