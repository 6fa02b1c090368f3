'use client';
import { IconButton } from '@frontdesk/ui/icon-button';
import { ArrowUp, ListFilter, PanelLeft } from 'lucide-react';
import { Suspense, lazy, memo, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { navigate } from '../../shell/location.ts';
import { MarkSign } from '../../shell/mark-link.tsx';
import { patiently } from '../../shell/patiently.ts';
import { whenIdle } from '../../shell/when-idle.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { Rows } from './conversation-rows.tsx';
import { addressOf, filterCount, placeHere, placeOf } from './place.ts';
import type { Place, Sort } from './place.ts';
import { useHold } from './use-hold.ts';
import { useViewName } from './view-name.ts';
import { listName, useConversationIds } from './use-view.ts';
import { isWaitingView } from './view-query.ts';

// An empty list has nothing to draw that could wait for its words.
const NothingHere = lazy(async () => ({
  default: (await patiently(() => import('./nothing-here.tsx'))).NothingHere,
}));
const loadBulkBar = () => import('./bulk-bar.tsx');
const BulkBar = lazy(async () => ({ default: (await patiently(loadBulkBar)).BulkBar }));

export function ConversationList({ place, children }: { place: Place; children?: ReactNode }) {
  const { view, filters } = place;
  const ids = useConversationIds(view, filters);
  const name = useViewName(view);
  const selection = useWindowState((state) => state.selection);
  const [scrolled, setScrolled] = useState(false);
  const hold = useHold(listName(view, filters), ids, scrolled || selection.size > 0);
  // State, not a ref: the rows' first layout comes before an ancestor's ref is set, and nothing might draw them again.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  useEffect(() => whenIdle(() => void Promise.allSettled([loadBulkBar()])), []);
  const toTop = () => {
    scroller?.scrollTo({ top: 0 });
    hold.release();
  };
  return (
    <section aria-label="Conversations" className="relative flex h-full min-h-0 flex-col bg-panel">
      {children}
      {selection.size > 0 ? (
        <Suspense fallback={<div className="h-11 shrink-0 border-b bg-accent-soft max-md:h-14" />}>
          <BulkBar ids={ids} />
        </Suspense>
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
          <Suspense fallback={null}>
            {hold.ids.length === 0 ? <NothingHere place={place} /> : null}
          </Suspense>
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
