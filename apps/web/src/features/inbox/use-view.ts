import { useMemo } from 'react';
import * as indexes from '../../replica/indexes.ts';
import { useLive } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import type { Filters, View } from './place.ts';
import { viewSegment } from './place.ts';
import { viewCount, viewIds } from './view-query.ts';

/** One string per different list. */
export const listName = (view: View, filters: Filters): string =>
  JSON.stringify([viewSegment(view), filters]);

export function useConversationIds(view: View, filters: Filters): readonly string[] {
  const { store, me } = useWorkspace();
  const name = listName(view, filters);
  // The name stands for view and filters, which are new objects at each reading of the address.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useLive(useMemo(() => viewIds(store, view, filters, me.userId), [store, me.userId, name]));
}

export function useCount(view: View): number {
  const { store, me } = useWorkspace();
  const name = viewSegment(view);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  return useLive(useMemo(() => viewCount(store, view, me.userId), [store, me.userId, name]));
}

/** Sends that wait for a person, as far as the replica knows them. */
export function useFailedCount(): number {
  const { store } = useWorkspace();
  return useLive(useMemo(() => store.count(indexes.messagesThatNeedPerson, 'all'), [store]));
}
