import { useConversation, useRow } from '../../replica/hooks.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { useNow } from '../../shell/clock.ts';
import { age, fullTime } from '../../shell/words.ts';
import { conversationAddress } from './ways-out.ts';

/** Whose conversation it is, as the way there. */
export function Place({ conversationId }: { conversationId: string }) {
  const conversation = useConversation(conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  return (
    <AppLink
      href={conversationAddress(conversationId)}
      className="min-w-0 truncate font-medium hover:underline"
    >
      <bdi>{card?.name ?? 'Its conversation'}</bdi>
    </AppLink>
  );
}

export function Since({ at }: { at: string }) {
  const now = useNow();
  return (
    <time className="text-xs whitespace-nowrap text-ink-3" dateTime={at} title={fullTime(at)}>
      {age(at, now)}
    </time>
  );
}
