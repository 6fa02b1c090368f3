import type { Message } from '@frontdesk/core/entities';
import { AlertCircle, Check, CheckCheck, Clock, HelpCircle, Undo2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useConnection } from '../../replica/hooks.ts';

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

/** How far a message of ours has come: sign and word. */
export function Delivery({ message: { status, errorCode } }: { message: Message }) {
  if (status === 'RECEIVED') return null;
  const { icon: Icon, words, ink } = LOOKS[status];
  return (
    <span className={`inline-flex items-center gap-1 ${ink}`}>
      <Icon size={13} aria-hidden="true" />
      {errorCode === 'replaced' ? 'Went as a template' : status === 'QUEUED' ? <Queued /> : words}
    </span>
  );
}

/** Without a network it is named what it waits for. */
const Queued = () => (useConnection() === 'offline' ? 'Waiting for network' : LOOKS.QUEUED.words);
