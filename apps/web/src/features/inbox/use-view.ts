import { useMemo } from 'react';
import * as indexes from '../../replica/indexes.ts';
import { useLive } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { NO_FILTERS, addressOf, placeOf } from './place.ts';
import type { Filters, View } from './place.ts';
import { viewCount, viewIds } from './view-query.ts';

/** One string per different list: the address that shows it. */
export const listName = (view: View, filters: Filters): string =>
  addressOf({ view, filters, conversationId: null, details: false });

/** View and filters are new objects at each reading of the address; their list's name is not, so queries are kept by it. */
export function useConversationIds(view: View, filters: Filters): readonly string[] {
  const { store, me } = useWorkspace();
  const name = listName(view, filters);
  const live = useMemo(() => {
    const place = placeOf(name);
    return viewIds(store, place.view, place.filters, me.userId);
  }, [store, me.userId, name]);
  return useLive(live);
}

export function useCount(view: View): number {
  const { store, me } = useWorkspace();
  const name = listName(view, NO_FILTERS);
  const live = useMemo(
    () => viewCount(store, placeOf(name).view, me.userId),
    [store, me.userId, name],
  );
  return useLive(live);
}

/** Sends that wait for a person, as far as the replica knows them. */
export function useFailedCount(): number {
  const { store } = useWorkspace();
  return useLive(useMemo(() => store.count(indexes.messagesThatNeedPerson, 'all'), [store]));
}
