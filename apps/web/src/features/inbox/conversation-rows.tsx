import { useVirtualizer } from '@tanstack/react-virtual';
import type { Virtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useCustomerName } from '../../replica/hooks.ts';
import { useNeighbours, useRestingRow } from '../../replica/prefetch.ts';
import { navigate } from '../../shell/location.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { RowProps } from './conversation-row.tsx';
import { addressOf, placeHere } from './place.ts';
import type { Place } from './place.ts';
import { listName } from './use-view.ts';

/** Of a row with a line of chips, as most are. */
const ROW_PX = 78;
/** Where another row stood until so recently, a click of a resting pointer was aimed at that one. */
const SHIELD_MS = 300;

type RowsProps = {
  place: Place;
  ids: readonly string[];
  scroller: HTMLDivElement | null;
  movedAt: () => number;
};

/** The rows that are in sight, and a few around them. */
export function Rows({ place, ids, scroller, movedAt }: RowsProps) {
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
    measureElement: heightOf,
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

/**
 * As the page tells it once it is laid out, before it is painted. A row that only comes is taken as it was, or as most are: asking
 * for its height would lay out the whole page at once, with the conversation that is just being opened.
 */
function heightOf(
  row: Element,
  told: ResizeObserverEntry | undefined,
  virtual: Virtualizer<HTMLDivElement, Element>,
) {
  const [box] = told?.borderBoxSize ?? [];
  if (box !== undefined) return Math.round(box.blockSize);
  const { getItemKey } = virtual.options;
  return virtual.itemSizeCache.get(getItemKey(virtual.indexFromElement(row))) ?? ROW_PX;
}

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
