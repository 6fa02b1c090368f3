'use client';
import clsx from 'clsx';
import { lazy, Suspense, useDeferredValue, useEffect, useMemo } from 'react';
import { Splitter, usePane } from '../../shell/panes.tsx';
import type { Pane } from '../../shell/panes.tsx';
import { useWindowState } from '../../shell/window-state.ts';
import { ConversationList } from './conversation-list.tsx';
import { placeOf, viewSegment } from './place.ts';
import type { Place } from './place.ts';
import { ViewsNav } from './views-nav.tsx';

/** The conversation's code comes behind the list's: it is asked for with the first paint, so that it is there before the first row is clicked. */
const loadConversation = () => import('../conversation/conversation-pane.tsx');
const loadDetails = () => import('../details/details-panel.tsx');
const ConversationPane = lazy(async () => ({
  default: (await loadConversation()).ConversationPane,
}));
const DetailsPanel = lazy(async () => ({ default: (await loadDetails()).DetailsPanel }));
const DeadLetters = lazy(async () => ({
  default: (await import('../dead-letters/dead-letters.tsx')).DeadLetters,
}));

const VIEWS = { name: 'views', label: 'Width of the views', initial: 204, least: 168, most: 320 };
const LIST = { name: 'list', label: 'Width of the list', initial: 320, least: 260, most: 520 };
const DETAILS = {
  name: 'details',
  label: 'Width of the details',
  initial: 276,
  least: 232,
  most: 440,
};

/**
 * Views, list, conversation, details: side by side where there is room, two of them as drawers where there is less, and one level at a
 * time on a phone. The address says which.
 */
export function InboxScreen({ address }: { address: string }) {
  const place = useMemo(() => placeOf(address), [address]);
  const views = usePane(VIEWS);
  useEffect(() => {
    void Promise.all([loadConversation(), loadDetails()]);
  }, []);
  useEffect(() => {
    useWindowState.getState().moveCursor(place.conversationId);
  }, [place.conversationId]);
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1">
      <ViewsPane place={place} width={views.width} />
      {place.view.kind === 'failed' ? (
        <Suspense fallback={<div className="flex-1 bg-panel" />}>
          <DeadLetters />
        </Suspense>
      ) : (
        <>
          <ListPane place={place} views={views} />
          <div
            className={clsx(
              'flex h-full min-w-0 flex-1',
              place.conversationId === null && 'max-md:sr-only',
              place.details && 'max-md:hidden',
            )}
          >
            <Suspense fallback={<div className="flex-1 bg-panel" />}>
              <ConversationPane wanted={place.conversationId} />
            </Suspense>
          </div>
          {place.conversationId === null ? null : <DetailsPane place={place} />}
        </>
      )}
    </div>
  );
}

function ViewsPane({ place, width }: { place: Place; width: number }) {
  const viewsShown = useWindowState((state) => state.viewsShown);
  const hideViews = useWindowState((state) => state.hideViews);
  return (
    <>
      {viewsShown ? (
        <button
          type="button"
          aria-label="Close the views"
          onClick={hideViews}
          className="absolute inset-0 z-20 bg-scrim lg:hidden"
        />
      ) : null}
      <div
        style={{ width }}
        className={clsx(
          'h-full shrink-0',
          viewsShown
            ? 'max-lg:absolute max-lg:z-30 max-lg:!w-72 max-lg:shadow-pop max-md:!w-full'
            : 'max-lg:hidden',
        )}
      >
        <ViewsNav at={viewSegment(place.view)} />
      </div>
    </>
  );
}

function ListPane({ place, views }: { place: Place; views: Pane }) {
  const list = usePane(LIST);
  return (
    <div
      style={{ width: list.width }}
      className={clsx(
        'h-full shrink-0 max-lg:border-r max-md:!w-full',
        place.conversationId !== null && 'max-md:hidden',
      )}
    >
      <ConversationList place={place}>
        <Splitter edge="left" pane={views} />
        <Splitter edge="right" pane={list} />
      </ConversationList>
    </div>
  );
}

/** What stands beside the conversation: its room is there at once, what it says is drawn right behind. */
function DetailsPane({ place }: { place: Place }) {
  const details = usePane(DETAILS);
  const detailsHidden = useWindowState((state) => state.detailsHidden);
  const behind = useDeferredValue(place.conversationId, null);
  return (
    <div
      style={{ width: details.width }}
      className={clsx(
        'h-full shrink-0',
        detailsHidden && 'lg:hidden',
        place.details
          ? 'max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:!w-80 max-lg:shadow-pop max-md:static max-md:!w-full'
          : 'max-lg:hidden',
      )}
    >
      <aside
        aria-label="Details"
        className="relative h-full min-h-0 w-full border-l bg-bg max-md:border-l-0"
      >
        <Splitter reverse edge="left" pane={details} />
        <Suspense fallback={null}>
          <DetailsPanel conversationId={behind} />
        </Suspense>
      </aside>
    </div>
  );
}
