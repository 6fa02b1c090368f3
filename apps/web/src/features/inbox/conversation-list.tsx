'use client';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { IconButton } from '@frontdesk/ui/icon-button';
import { ArrowUp, Inbox, ListFilter, PanelLeft } from 'lucide-react';
import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import { useConnection, useUsable } from '../../replica/hooks.ts';
import { navigate } from '../../shell/location.ts';
import { MarkSign } from '../../shell/mark-link.tsx';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { BulkBar } from './bulk-bar.tsx';
import { Rows } from './conversation-rows.tsx';
import { addressOf, filterCount, NO_FILTERS, placeHere, placeOf } from './place.ts';
import type { Place, Sort } from './place.ts';
import { useHold } from './use-hold.ts';
import { useViewName } from './view-name.ts';
import { listName, useConversationIds } from './use-view.ts';
import { isWaitingView } from './view-query.ts';

export function ConversationList({ place, children }: { place: Place; children?: ReactNode }) {
  const { view, filters } = place;
  const ids = useConversationIds(view, filters);
  const name = useViewName(view);
  const selection = useWindowState((state) => state.selection);
  const [scrolled, setScrolled] = useState(false);
  const hold = useHold(listName(view, filters), ids, scrolled || selection.size > 0);
  // State, not a ref: the rows' first layout comes before an ancestor's ref is set, and nothing might draw them again.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const toTop = () => {
    scroller?.scrollTo({ top: 0 });
    hold.release();
  };
  return (
    <section aria-label="Conversations" className="relative flex h-full min-h-0 flex-col bg-panel">
      {children}
      {selection.size > 0 ? (
        <BulkBar ids={ids} />
      ) : (
        <ListHeader list={listName(view, filters)} name={name} count={ids.length} />
      )}
      <div className="relative min-h-0 flex-1">
        {hold.moved > 0 ? (
          <button
            type="button"
            onClick={toTop}
            className="absolute top-2 left-1/2 z-20 flex -translate-x-1/2 items-center gap-1 rounded-full bg-accent px-3 py-1 text-xs font-medium text-on-accent shadow-pop"
          >
            <ArrowUp size={12} aria-hidden="true" />
            {counted(hold.moved, 'update')}
          </button>
        ) : null}
        <div
          ref={setScroller}
          className="h-full overflow-y-auto overscroll-contain"
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop > 4)}
          {...hold.handlers}
        >
          <Rows place={place} ids={hold.ids} scroller={scroller} movedAt={hold.movedAt} />
          {hold.ids.length === 0 ? <NothingHere place={place} /> : null}
        </div>
      </div>
    </section>
  );
}

type HeaderProps = {
  /** The address of the list. */
  list: string;
  name: string;
  count: number;
};

/** Told by an address, so that it is not drawn anew because another conversation was opened. */
const ListHeader = memo(function ListHeader({ list, name, count }: HeaderProps) {
  const { view, filters } = placeOf(list);
  const open = useWindowState((state) => state.open);
  const toggleViews = useWindowState((state) => state.toggleViews);
  const narrowed = filterCount(filters);
  const nextSort: Record<Sort, Sort> = {
    newest: isWaitingView(view) ? 'waiting' : 'oldest',
    waiting: 'oldest',
    oldest: 'newest',
  };
  const sort: Sort = filters.sort === 'waiting' && !isWaitingView(view) ? 'newest' : filters.sort;
  const label = { waiting: 'Waiting longest', newest: 'Newest', oldest: 'Oldest' }[sort];
  const cycle = () => {
    const place = placeHere();
    navigate(addressOf({ ...place, filters: { ...filters, sort: nextSort[sort] } }), {
      replace: true,
    });
  };
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b pr-1.5 pl-3.5 max-md:h-14">
      <IconButton
        label="Views"
        icon={<PanelLeft size={16} />}
        onClick={toggleViews}
        className="-ml-2 lg:hidden"
      />
      <h1 className="truncate text-sm font-semibold max-md:text-xl">{name}</h1>
      <span className="tabular flex-1 pl-1 text-sm text-ink-3 max-md:text-lg">
        {count}
        <span className="sr-only"> conversations</span>
      </span>
      <MarkSign here={false} className="md:hidden" />
      <IconButton
        label={narrowed === 0 ? 'Filter' : `Filter, ${narrowed} on`}
        pressed={narrowed > 0}
        icon={<ListFilter size={16} />}
        onClick={(event) => open({ kind: 'filter', anchor: event.currentTarget, ids: [] })}
      />
      <button
        type="button"
        onClick={cycle}
        aria-label={`Order: ${label}. Change it`}
        className="h-8 rounded-md px-2 text-xs font-medium text-ink-2 hover:bg-hover hover:text-ink max-md:h-11"
      >
        {label}
      </button>
    </header>
  );
});

const TEACH: Readonly<Record<string, readonly [title: string, words: string]>> = {
  mine: ['Nothing is yours right now', 'Open Unassigned and press A on a conversation to take it.'],
  unassigned: ['Everything has an owner', 'New messages that nobody has taken yet appear here.'],
  open: [
    'All answered',
    'When a customer writes on any channel, the conversation appears here at once.',
  ],
  mentions: [
    'No mentions',
    'When a colleague writes @ and your name in a note, it is waiting here.',
  ],
  approval: [
    'Nothing waits for approval',
    'When a procedure fits what a customer wrote and needs a yes, the conversation stands here. Y approves.',
  ],
  snoozed: [
    'Nothing is snoozed',
    'Press S on a conversation to set it aside until a time. It comes back by itself, or when the customer writes.',
  ],
  resolved: [
    'Nothing resolved yet',
    'Press E on a conversation when it is done. A new message opens it again.',
  ],
  spam: ['No spam', 'Conversations marked as spam are kept here, out of the way.'],
};

function NothingHere({ place }: { place: Place }) {
  const ready = useUsable();
  const connection = useConnection();
  if (!ready)
    return (
      <EmptyState
        title={connection === 'offline' ? 'Not known on this device' : 'Getting your conversations'}
      >
        {connection === 'offline'
          ? 'They have not been fetched here yet. They appear as soon as there is a network.'
          : 'The first time takes a moment.'}
      </EmptyState>
    );
  if (filterCount(place.filters) > 0)
    return (
      <EmptyState
        title="No match"
        action={
          <button
            type="button"
            className="font-medium text-accent-ink hover:underline"
            onClick={() =>
              navigate(
                addressOf({ ...place, filters: { ...NO_FILTERS, sort: place.filters.sort } }),
                { replace: true },
              )
            }
          >
            Clear the filters
          </button>
        }
      >
        No conversation in this view passes the filters.
      </EmptyState>
    );
  const [title, words] = TEACH[place.view.kind] ?? [
    'Nothing here',
    'Conversations that match this view appear here by themselves.',
  ];
  return (
    <EmptyState icon={<Inbox size={28} strokeWidth={1.5} aria-hidden="true" />} title={title}>
      {words}
    </EmptyState>
  );
}
