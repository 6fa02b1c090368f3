import { renderTemplate } from '@frontdesk/core/sops/template';
import { Avatar } from '@frontdesk/ui/avatar';
import { ChoiceList } from '@frontdesk/ui/choice-list';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Popover } from '@frontdesk/ui/popover';
import { MessageSquareText } from 'lucide-react';
import { useState } from 'react';
import { useList, useMe, usePeople } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { useTemplateValues } from '../replica/template-values.ts';
import type { Overlay } from '../shell/window-state.ts';
import { EMOJI } from './emoji.ts';

type InsertProps = Omit<Extract<Overlay, { kind: 'insert' }>, 'kind'> & { onDone: () => void };

/** A choice, and the text that it puts in. */
type Insertable = Omit<Choice, 'run'> & { piece: string };

const WORDS = {
  canned: {
    label: 'Saved replies',
    placeholder: 'Saved reply…',
    none: 'No saved reply of that name',
  },
  mention: { label: 'Mention', placeholder: 'Mention…', none: 'Nobody of that name' },
  emoji: { label: 'Emoji', placeholder: 'Emoji…', none: 'No emoji of that name' },
} as const;

/** A list at the composer: what is picked goes in where the caret was. */
export function InsertPicker({
  what,
  anchor,
  query: first,
  conversationId,
  onPick,
  onClose,
  onDone,
}: InsertProps) {
  const [query, setQuery] = useState(first);
  const choices = { canned: useCanned(conversationId), mention: useMentions(), emoji: EMOJI }[what];
  const { label, placeholder, none } = WORDS[what];
  const leave = () => {
    onDone();
    onClose();
  };
  const items = choices.map(({ piece, ...look }) => ({ ...look, run: () => onPick(piece) }));
  return (
    <Popover
      label={label}
      anchor={anchor}
      onClose={leave}
      side="top"
      align="start"
      className="w-80 overflow-hidden"
    >
      <ChoiceList
        label={label}
        placeholder={placeholder}
        groups={[{ id: what, label: '', items }]}
        query={query}
        onQuery={setQuery}
        onPicked={onDone}
        empty={none}
        listClass="max-h-64"
      />
    </Popover>
  );
}

function useCanned(conversationId: string): readonly Insertable[] {
  const replies = useList(indexes.cannedReplies);
  const me = useMe();
  const variables = {
    ...useTemplateValues(conversationId),
    'agent.name': me.name,
    'agent.firstName': me.name.split(' ')[0] ?? '',
  };
  return replies.map((reply) => {
    const piece = renderTemplate(reply.body, variables).text;
    return {
      id: reply.id,
      label: `/${reply.shortcut}`,
      keywords: `${reply.title} ${reply.body}`,
      detail: piece,
      icon: <MessageSquareText size={15} aria-hidden="true" className="shrink-0" />,
      piece,
    };
  });
}

function useMentions(): readonly Insertable[] {
  const me = useMe();
  return [...usePeople().values()]
    .filter((person) => person.active && person.id !== me.userId)
    .map((person) => ({
      id: person.id,
      label: person.name,
      icon: <Avatar name={person.name} seed={person.id} size="sm" />,
      piece: `@${person.name} `,
    }));
}
