import { Avatar } from '@frontdesk/ui/avatar';
import { CommandPalette } from '@frontdesk/ui/command-palette';
import type { Choice, ChoiceGroup } from '@frontdesk/ui/choice-list';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { QUERY_CHARS } from '@frontdesk/core/search-tokens';
import { addressOf, NO_FILTERS } from '../features/inbox/place.ts';
import { useServer } from '../features/search/use-found.ts';
import * as indexes from '../replica/indexes.ts';
import { useWorkspace } from '../replica/workspace.ts';
import type { Workspace } from '../replica/workspace.ts';
import { ACTIONS } from '../shell/actions.ts';
import { hereNow } from '../shell/keyboard.ts';
import { navigate } from '../shell/location.ts';

const MAX_PEOPLE = 8;

const conversationAddress = (conversationId: string) =>
  addressOf({ view: { kind: 'open' }, filters: NO_FILTERS, conversationId, details: false });

const cardOf = (store: Workspace['store'], conversationId: string) =>
  store.get('contact_cards', store.get('conversations', conversationId)?.cardId ?? '');

/** Conversations of customers whose name or number holds what was typed. From memory: no waiting, no network. */
function useFound(query: string): readonly Choice[] {
  const { store } = useWorkspace();
  return useMemo(() => {
    const words = query.trim().toLocaleLowerCase();
    if (words.length < 2) return [];
    const found: Choice[] = [];
    for (const row of store.list(indexes.conversationsByNewest, 'all').get()) {
      const card = store.row('contact_cards', row.cardId).get();
      const text =
        `${card?.name ?? ''} ${card?.phone ?? ''} ${card?.email ?? ''}`.toLocaleLowerCase();
      if (!text.includes(words)) continue;
      const name = card?.name ?? 'Unknown customer';
      found.push({
        id: row.id,
        label: name,
        keywords: text,
        detail: row.lastMessagePreview ?? '',
        icon: <Avatar name={name} seed={card?.contactId ?? row.id} size="sm" />,
        run: () => navigate(conversationAddress(row.id)),
      });
      if (found.length === MAX_PEOPLE) break;
    }
    return found;
  }, [store, query]);
}

/** Whom only the server knows, a moment later and behind the others: nothing that stands there moves. */
function useFoundElsewhere(query: string, here: readonly Choice[]): readonly Choice[] {
  const { store } = useWorkspace();
  const words = query.trim().slice(0, QUERY_CHARS);
  const customers = useServer(words)?.found.customers;
  return useMemo(() => {
    const known = new Set(here.map(({ id }) => cardOf(store, id)?.contactId));
    return (customers ?? []).flatMap(({ conversationId, contactId = '', name = '', text }) =>
      conversationId === null || known.has(contactId)
        ? []
        : {
            id: contactId,
            label: name,
            // The server has found it, in whichever way: the list does not look again.
            keywords: query,
            detail: text,
            icon: <Avatar name={name} seed={contactId} size="sm" />,
            run: () => navigate(conversationAddress(conversationId)),
          },
    );
  }, [store, query, here, customers]);
}

const GROUPS = ['Conversation', 'Procedures', 'Go to', 'Move', 'Window'] as const;

/** What is possible here and now, with its key. */
function useActionChoices(): ChoiceGroup[] {
  const workspace = useWorkspace();
  const here = useMemo(() => hereNow(workspace), [workspace]);
  const possible = ACTIONS.filter((action) => action.id !== 'palette' && action.possible(here));
  return GROUPS.map((group) => ({
    id: group,
    label: group,
    items: possible
      .filter((action) => action.group === group)
      .map(({ id, label, keywords, keys, run }) => ({
        id,
        label,
        ...(keywords === undefined ? {} : { keywords }),
        ...(keys?.[0] === undefined ? {} : { hotkey: keys[0].shown }),
        // After the palette has gone, so that what the action opens keeps the focus.
        run: () => void setTimeout(() => run(here)),
      })),
  }));
}

/** What one can do here, where one can go, and whom one can find: and the key for next time. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const words = query.trim();
  const found = useFound(query);
  const elsewhere = useFoundElsewhere(query, found);
  const actions = useActionChoices();
  const search: Choice = {
    id: 'search-for',
    label: `Search for “${words}”`,
    keywords: query,
    icon: <Search size={15} aria-hidden="true" />,
    run: () => navigate(`/search?q=${encodeURIComponent(words)}`),
  };
  const groups = [
    { id: 'found', label: 'Customers', items: found },
    ...actions,
    { id: 'elsewhere', label: 'Customers, from the server', items: elsewhere },
    { id: 'search', label: 'Search', items: words === '' ? [] : [search] },
  ].filter((group) => group.items.length > 0);
  return (
    <CommandPalette
      label="Search or jump"
      placeholder="A customer, a place, or what to do…"
      groups={groups}
      query={query}
      onQuery={setQuery}
      onClose={onClose}
      empty="Nothing of that name"
    />
  );
}
