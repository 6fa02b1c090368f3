'use client';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { IconButton } from '@frontdesk/ui/icon-button';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp, Inbox, ListFilter, PanelLeft } from 'lucide-react';
import { memo, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { useConnection, useCustomerName, useUsable } from '../../replica/hooks.ts';
import { useNeighbours, useRestingRow } from '../../replica/prefetch.ts';
import { navigate } from '../../shell/location.ts';
import { MarkSign } from '../../shell/mark-link.tsx';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationRow } from './conversation-row.tsx';
import type { RowProps } from './conversation-row.tsx';
import { addressOf, filterCount, NO_FILTERS, placeHere, placeOf } from './place.ts';
import type { Place, Sort } from './place.ts';
import { useHold } from './use-hold.ts';
import { useViewName } from './view-name.ts';
import { listName, useConversationIds } from './use-view.ts';
import { isWaitingView } from './view-query.ts';

const ROW_PX = 78;
/** Where another row stood until so recently, a click of a resting pointer was aimed at that one. */
const SHIELD_MS = 300;

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

type RowsProps = {
  place: Place;
  ids: readonly string[];
  scroller: HTMLDivElement | null;
  movedAt: () => number;
};

function Rows({ place, ids, scroller, movedAt }: RowsProps) {
  const cursorId = useWindowState((state) => state.cursorId);
  const selection = useWindowState((state) => state.selection);
  // One function for one order: with another, the places of all rows are reckoned anew.
  const keyAt = useCallback((at: number) => ids[at] ?? at, [ids]);
  // oxlint-disable-next-line react/incompatible-library -- the rule is for React Compiler, which this app does not use
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller,
    estimateSize: () => ROW_PX,
    getItemKey: keyAt,
    overscan: 5,
  });
  const { onOpen, onTick } = useRowHandlers(ids, movedAt);
  useNeighbours(ids, cursorId ?? place.conversationId);
  const resting = useRestingRow();
  const cursorAt = cursorId === null ? -1 : ids.indexOf(cursorId);
  useFollow(virtual, cursorId, cursorAt);
  const onKeyDown = (event: KeyboardEvent) => moveInList(event, ids, cursorAt);
  const list = listName(place.view, place.filters);
  return (
    <div
      role="list"
      aria-label="Conversations in this view"
      onKeyDown={onKeyDown}
      {...resting}
      // Any row is ticked: every row shows its box.
      data-ticking={selection.size > 0 ? '' : undefined}
      className="group/list relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map((item) => {
        const id = ids[item.index] ?? '';
        return (
          <RowFrame
            key={item.key}
            id={id}
            list={list}
            at={item.index}
            size={ids.length}
            start={item.start}
            measure={virtual.measureElement}
            current={id === place.conversationId}
            cursor={id === cursorId}
            reachable={cursorAt < 0 ? item.index === 0 : id === cursorId}
            ticked={selection.has(id)}
            onOpen={onOpen}
            onTick={onTick}
          />
        );
      })}
    </div>
  );
}

type RowVirtualizer = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;

/** From what is known already: asking the page would make it lay out the conversation that is just being opened. */
function isInSight({ scrollOffset, scrollRect, measurementsCache }: RowVirtualizer, at: number) {
  const row = measurementsCache[at];
  if (row === undefined || scrollOffset === null || scrollRect === null) return false;
  return row.start >= scrollOffset && row.end <= scrollOffset + scrollRect.height;
}

/** Following the cursor, not the order: a row that moves by itself must not drag the list along. */
function useFollow(virtual: RowVirtualizer, cursorId: string | null, cursorAt: number): void {
  const follow = useEffectEvent(() => {
    if (cursorAt >= 0 && !isInSight(virtual, cursorAt))
      virtual.scrollToIndex(cursorAt, { align: 'auto' });
  });
  useEffect(() => {
    // With the frame, which lays the page out anyway.
    const frame = requestAnimationFrame(() => follow());
    return () => cancelAnimationFrame(frame);
  }, [cursorId]);
}

type FrameProps = RowProps & {
  at: number;
  size: number;
  start: number;
  measure: (node: Element | null) => void;
};

/** Where a row stands. What it says is drawn anew only when that changes, not with its place. */
const RowFrame = memo(function RowFrame({ at, size, start, measure, ...row }: FrameProps) {
  const name = useCustomerName(row.id);
  return (
    <div
      ref={measure}
      role="listitem"
      aria-label={name ?? 'Unknown customer'}
      aria-posinset={at + 1}
      aria-setsize={size}
      data-index={at}
      data-conversation={row.id}
      className="absolute inset-x-0 top-0"
      style={{ transform: `translateY(${start}px)` }}
    >
      <ConversationRow {...row} />
    </div>
  );
});

/** Arrow keys, Home and End move a roving focus through the rows' links. */
function moveInList(event: KeyboardEvent, ids: readonly string[], at: number): void {
  const targets: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: ids.length - 1,
  };
  const to = targets[event.key];
  const id = to === undefined ? undefined : ids[Math.min(Math.max(to, 0), ids.length - 1)];
  if (id === undefined) return;
  event.preventDefault();
  useWindowState.getState().moveCursor(id);
  const list = event.currentTarget;
  requestAnimationFrame(() =>
    list
      .querySelector<HTMLElement>(`[data-conversation="${id}"] a`)
      ?.focus({ preventScroll: true }),
  );
}

function useRowHandlers(ids: readonly string[], movedAt: () => number) {
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  const shown = useRef(ids);
  const before = useRef(ids);
  const anchor = useRef<string | null>(null);
  useEffect(() => {
    if (shown.current === ids) return;
    changedAt.current = performance.now();
    before.current = shown.current;
    shown.current = ids;
  }, [ids]);
  const onTick = useCallback((id: string, on: boolean, event: MouseEvent | null) => {
    const { select } = useWindowState.getState();
    const [from, to] = [
      anchor.current === null ? -1 : shown.current.indexOf(anchor.current),
      shown.current.indexOf(id),
    ];
    if (event?.shiftKey === true && from >= 0)
      for (const each of shown.current.slice(Math.min(from, to), Math.max(from, to) + 1))
        select(each, on);
    else select(id, on);
    anchor.current = id;
  }, []);
  const onOpen = useCallback(
    (id: string, event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.button !== 0) return;
      event.preventDefault();
      const stoodHere = before.current[shown.current.indexOf(id)];
      const aimedElsewhere =
        stoodHere !== undefined &&
        stoodHere !== id &&
        movedAt() < changedAt.current &&
        performance.now() - changedAt.current < SHIELD_MS;
      // A click by keyboard aims at nothing but its row.
      if (event.detail > 0 && aimedElsewhere) return;
      if (event.shiftKey) return onTick(id, true, event);
      anchor.current = id;
      useWindowState.getState().moveCursor(id);
      navigate(addressOf({ ...placeHere(), conversationId: id, details: false }));
    },
    [onTick, movedAt],
  );
  return { onOpen, onTick };
}

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
