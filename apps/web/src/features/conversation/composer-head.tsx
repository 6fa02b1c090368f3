import type { Conversation } from '@frontdesk/core/entities';
import { ChannelMark, channelName } from '@frontdesk/ui/channel-mark';
import { useRow } from '../../replica/hooks.ts';
import { useNow } from '../../shell/clock.ts';
import { timeLeft } from '../../shell/words.ts';
import type { ChannelFacts } from './channel-facts.ts';

const HOUR_MS = 3_600_000;

/** When free text stops being possible, in milliseconds since the epoch; null where there is no such window. */
export function windowEnd(
  conversation: Conversation,
  facts: ChannelFacts | undefined,
): number | null {
  const hours = facts?.limits.replyWindowHours ?? null;
  if (hours === null) return null;
  return conversation.lastInboundAt === null
    ? 0
    : Date.parse(conversation.lastInboundAt) + hours * HOUR_MS;
}

/** Says what sending will do: channel, sender, and what is left of the window. */
export function ComposerHead({
  conversation,
  facts,
}: {
  conversation: Conversation;
  facts: ChannelFacts | undefined;
}) {
  const inbox = useRow('inboxes', conversation.inboxId);
  const now = useNow();
  const until = windowEnd(conversation, facts);
  const left = until === null ? null : timeLeft(until, now);
  const short = until !== null && until - now < 6 * HOUR_MS;
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-xs text-ink-2">
      <ChannelMark channel={conversation.channel} decorative />
      <span className="truncate">
        {channelName(conversation.channel)}
        {inbox === undefined ? '' : ` · ${inbox.address ?? inbox.name}`}
      </span>
      {until === null ? null : (
        <span
          className={
            left === null
              ? 'whitespace-nowrap text-bad'
              : short
                ? 'whitespace-nowrap text-warn'
                : 'whitespace-nowrap'
          }
        >
          · {left === null ? 'reply window over' : `${left} left`}
        </span>
      )}
    </p>
  );
}
