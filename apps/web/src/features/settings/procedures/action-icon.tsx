import type { ActionType } from '@frontdesk/core/sops/actions';
import {
  CircleDot,
  Flame,
  KeyRound,
  MessageSquareReply,
  Tag,
  UserPlus,
  Webhook,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

const ICONS: Readonly<Record<ActionType, LucideIcon>> = {
  send_reply: MessageSquareReply,
  add_tag: Tag,
  assign: UserPlus,
  set_status: CircleDot,
  escalate: Flame,
  call_webhook: Webhook,
  send_reset_link: KeyRound,
};

export function ActionIcon({ type }: { type: ActionType }) {
  const Icon = ICONS[type];
  return <Icon size={15} aria-hidden="true" className="shrink-0 text-accent-ink" />;
}
