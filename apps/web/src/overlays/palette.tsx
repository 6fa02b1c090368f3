import { Avatar } from '@frontdesk/ui/avatar';
import { CommandPalette } from '@frontdesk/ui/command-palette';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { addressOf, NO_FILTERS } from '../features/inbox/place.ts';
import * as indexes from '../replica/indexes.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { ACTIONS } from '../shell/actions.ts';
import { hereNow } from '../shell/keyboard.ts';
import { navigate } from '../shell/location.ts';

const MAX_PEOPLE = 8;

/** Conversations of customers whose name or number holds what was typed. From memory: no waiting, no network. */
function useFound(query: string): readonly Choice[] {
  const { store } = useWorkspace();
  return useMemo(() => {
    const words = query.trim().toLocaleLowerCase();
    if (words.length < 2) return [];
    const found: Choice[] = [];
    for (const row of store.list(indexes.conversationsByNewest, 'all').get()) {
      const card = store.row('contact_cards', row.cardId).get();
      const text = `${card?.name ?? ''} ${card?.phone ?? ''} ${card?.email ?? ''}`.toLocaleLowerCase();
      if (!text.includes(words)) continue;
      const name = card?.name ?? 'Unknown customer';
      found.push({
        id: `conversation:${row.id}`,
        label: name,
        keywords: text,
        detail: row.lastMessagePreview ?? '',
        icon: <Avatar name={name} seed={card?.contactId ?? row.id} size="sm" />,
      });
      if (found.length === MAX_PEOPLE) break;
    }
    return found;
  }, [store, query]);
}

/** What one can do here, where one can go, and whom one can find: and the key for next time. */
export function Palette({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const found = useFound(query);
  const here = useMemo(() => hereNow(workspace), [workspace]);
  const actions = ACTIONS.filter((action) => action.id !== 'palette' && action.possible(here));
  const groups = [
    ...(found.length > 0 ? [{ id: 'found', label: 'Customers', items: found }] : []),
    ...(['Conversation', 'Go to', 'Move', 'Window'] as const).map((group) => ({
      id: group,
      label: group,
      items: actions.filter((action) => action.group === group).map(({ id, label, keywords, keys }) => ({
        id,
        label,
        ...(keywords === undefined ? {} : { keywords }),
        ...(keys?.[0] === undefined ? {} : { hotkey: keys[0].shown }),
      })),
    })),
    ...(query.trim() === ''
      ? []
      : [{ id: 'search', label: 'Search', items: [{ id: 'search-for', label: `Search for “${query.trim()}”`, keywords: query, icon: <Search size={15} aria-hidden="true" /> }] }]),
  ].filter((group) => group.items.length > 0);
  const pick = (choice: Choice) => {
    onClose();
    if (choice.id === 'search-for') return navigate(`/search?q=${encodeURIComponent(query.trim())}`);
    if (choice.id.startsWith('conversation:'))
      return navigate(addressOf({ view: { kind: 'open' }, filters: NO_FILTERS, conversationId: choice.id.slice('conversation:'.length), details: false }));
    // After the palette has gone, so that what the action opens keeps the focus.
    setTimeout(() => ACTIONS.find((action) => action.id === choice.id)?.run(here));
  };
  return <CommandPalette label="Search or jump" placeholder="A customer, a place, or what to do…" groups={groups} query={query} onQuery={setQuery} onPick={pick} onClose={onClose} empty={() => 'Nothing of that name. Press Enter to search all messages.'} />;
}
