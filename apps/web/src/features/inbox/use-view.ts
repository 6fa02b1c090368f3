import type { Live } from '@frontdesk/sync/client/live';
import { startTransition, useEffect, useMemo, useState } from 'react';
import { shared } from '../../replica/derived.ts';
import * as indexes from '../../replica/indexes.ts';
import { useLive } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import type { Workspace } from '../../replica/workspace.ts';
import { NO_FILTERS, addressOf, placeOf } from './place.ts';
import type { Filters, View } from './place.ts';
import { viewCount, viewIds } from './view-query.ts';

type Ids = readonly string[];

/** One string per different list: the address that shows it. */
export const listName = (view: View, filters: Filters): string =>
  addressOf({ view, filters, conversationId: null, details: false });

/** The list that was asked for last, with what it has computed: the screen and the keys that move in it read the same one. */
const lastList = shared((_store: Workspace['store']): { name: string; ids: Live<Ids> | null } => ({
  name: '',
  ids: null,
}));

/** View and filters are new objects at each reading of the address; their list's name is not, so a list is known by it. */
export function conversationIds(
  { store, me }: Pick<Workspace, 'store' | 'me'>,
  view: View,
  filters: Filters,
): Live<Ids> {
  const last = lastList(store);
  const name = listName(view, filters);
  if (last.ids !== null && last.name === name) return last.ids;
  const ids = viewIds(store, view, filters, me.userId);
  Object.assign(last, { name, ids });
  return ids;
}

export function useConversationIds(view: View, filters: Filters): readonly string[] {
  const workspace = useWorkspace();
  return useLive(conversationIds(workspace, view, filters));
}

export function useCount(view: View): number {
  const { store, me } = useWorkspace();
  const name = listName(view, NO_FILTERS);
  const live = useMemo(
    () => viewCount(store, placeOf(name).view, me.userId),
    [store, me.userId, name],
  );
  return useSoon(live);
}

/** Nobody reads numbers that change faster. */
const SOON_MS = 100;

/** A value that may follow behind the next paint: it is read and shown when nothing more urgent waits. */
function useSoon<T>(live: Live<T>): T {
  const [shown, setShown] = useState(() => ({ live, value: live.get() }));
  useEffect(() => {
    let isDue = false;
    let over = false;
    const follow = () => {
      if (isDue) return;
      isDue = true;
      setTimeout(() => {
        isDue = false;
        if (over) return;
        const value = live.get();
        startTransition(() =>
          setShown((before) =>
            before.live === live && Object.is(before.value, value) ? before : { live, value },
          ),
        );
      }, SOON_MS);
    };
    follow();
    const end = live.subscribe(follow);
    return () => {
      over = true;
      end();
    };
  }, [live]);
  return shown.live === live ? shown.value : live.get();
}

/** Sends that wait for a person, as far as the replica knows them. */
export function useFailedCount(): number {
  const { store } = useWorkspace();
  return useLive(useMemo(() => store.count(indexes.messagesThatNeedPerson, 'all'), [store]));
}
