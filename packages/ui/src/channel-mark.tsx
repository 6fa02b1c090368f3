import type { ChannelKind } from '@frontdesk/core/entities';
import clsx from 'clsx';
import { Code, Globe, MessageCircle, Smartphone } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';

type Mark = { icon: LucideIcon; name: string; ground: string; ink: string };

/** Shape and word carry the meaning; the colour only helps. Grounds hold a white icon, inks stand on a panel. */
const MARKS: Record<ChannelKind, Mark> = {
  whatsapp: {
    icon: MessageCircle,
    name: 'WhatsApp',
    ground: 'bg-[#128c4b]',
    ink: 'text-[#128c4b] dark:text-[#3fc97f]',
  },
  openphone: {
    icon: Smartphone,
    name: 'SMS',
    ground: 'bg-[#6153cc]',
    ink: 'text-[#6153cc] dark:text-[#a79dff]',
  },
  webchat: {
    icon: Globe,
    name: 'Web chat',
    ground: 'bg-[#2563c9]',
    ink: 'text-[#2563c9] dark:text-[#7fb0ff]',
  },
  api: {
    icon: Code,
    name: 'API',
    ground: 'bg-[#5a5f73]',
    ink: 'text-[#5a5f73] dark:text-[#a9aec2]',
  },
};

/** The channel's name as people say it. */
export function channelName(channel: ChannelKind): string {
  return MARKS[channel].name;
}

/** A 14 px glyph of a channel, with its name for assistive technology unless words beside it say so already. */
export function ChannelMark({
  channel,
  decorative = false,
  className,
}: {
  channel: ChannelKind;
  decorative?: boolean;
  className?: string;
}) {
  const { icon: Icon, name, ink } = MARKS[channel];
  return (
    <Icon
      size={15}
      className={clsx('shrink-0', ink, className)}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    />
  );
}

/** The round badge that sits on the corner of an avatar. */
export function ChannelBadge({ channel }: { channel: ChannelKind }) {
  const { icon: Icon, name, ground } = MARKS[channel];
  return (
    <span
      role="img"
      aria-label={name}
      className={clsx(
        'absolute -right-1 -bottom-1 grid size-4.5 place-items-center rounded-full border-2 border-panel text-white',
        ground,
      )}
    >
      <Icon size={10} strokeWidth={2.4} aria-hidden="true" />
    </span>
  );
}
