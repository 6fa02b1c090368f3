import type { Conversation } from '@frontdesk/core/entities';
import { useNow } from '../../shell/clock.ts';
import { useChannelFacts } from './channel-facts.ts';
import { windowEnd } from './composer-head.tsx';

/** Is the time for free text over on this conversation's channel? */
export function useWindowClosed(conversation: Conversation): boolean {
  const facts = useChannelFacts(conversation.channel);
  const now = useNow();
  const until = windowEnd(conversation, facts);
  return until !== null && until <= now;
}
