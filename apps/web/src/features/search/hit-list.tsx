import { Avatar } from '@frontdesk/ui/avatar';
import { memo, useId } from 'react';
import { useConversation, useRow } from '../../replica/hooks.ts';
import { AppLink } from '../../shell/app-link.tsx';
import { useNow } from '../../shell/clock.ts';
import { age } from '../../shell/words.ts';
import { NO_FILTERS, addressOf } from '../inbox/place.ts';
import { snippet } from './highlight.ts';
import type { Hit } from './hits.ts';

type ListProps = { title: string; hits: readonly Hit[]; words: readonly string[] };

/** What was found of one kind, under its name. */
export function HitList({ title, hits, words }: ListProps) {
  const id = useId();
  if (hits.length === 0) return null;
  return (
    <section aria-labelledby={id} className="pb-3">
      <h2 id={id} className="border-b px-4 py-1 text-xs font-medium text-ink-3">
        {title}
      </h2>
      <ul>
        {hits.map((hit) => (
          <HitRow key={hit.contactId ?? hit.conversationId} hit={hit} words={words} />
        ))}
      </ul>
    </section>
  );
}

function Marked({ text, words }: { text: string; words: readonly string[] }) {
  let at = 0;
  return snippet(text, words).map((piece) => {
    const key = at;
    at += piece.text.length;
    return piece.hit ? (
      <mark key={key} className="rounded-xs bg-warn-soft text-warn">
        {piece.text}
      </mark>
    ) : (
      piece.text
    );
  });
}

const HitRow = memo(function HitRow({ hit, words }: { hit: Hit; words: readonly string[] }) {
  const { conversationId } = hit;
  if (conversationId === null)
    return (
      <li className="flex items-center gap-3 border-b px-4 py-2.5">
        <HitLine hit={hit} words={words} />
        <span className="text-xs text-ink-3">No conversation</span>
      </li>
    );
  const href = addressOf({
    view: { kind: 'open' },
    filters: NO_FILTERS,
    conversationId,
    details: false,
  });
  return (
    <li>
      <AppLink href={href} className="flex items-center gap-3 border-b px-4 py-2.5 hover:bg-hover">
        <HitLine hit={hit} words={words} />
        <HitAge at={hit.at} />
      </AppLink>
    </li>
  );
});

function HitLine({ hit, words }: { hit: Hit; words: readonly string[] }) {
  const conversation = useConversation(hit.conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const name = card?.name ?? hit.name ?? 'Unknown customer';
  return (
    <>
      <Avatar
        name={name}
        seed={card?.contactId ?? hit.contactId ?? hit.conversationId ?? name}
        {...(conversation === undefined ? {} : { channel: conversation.channel })}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          <bdi>
            <Marked text={name} words={words} />
          </bdi>
        </span>
        <span className="block truncate text-start text-ink-2" dir="auto">
          <Marked text={hit.text} words={words} />
        </span>
      </span>
    </>
  );
}

function HitAge({ at }: { at: string | null }) {
  const now = useNow();
  return (
    <time className="text-xs text-ink-3" dateTime={at ?? undefined}>
      {age(at, now)}
    </time>
  );
}
