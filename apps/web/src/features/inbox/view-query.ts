import type { Conversation } from '@frontdesk/core/entities';
import type { Entities } from '@frontdesk/core/entity-registry';
import type { Live } from '@frontdesk/sync/client/live';
import type { Queries } from '@frontdesk/sync/client/query';
import { derived, shared } from '../../replica/derived.ts';
import * as indexes from '../../replica/indexes.ts';
import { filterCount } from './place.ts';
import type { Filters, View } from './place.ts';

type Store = Queries<Entities>;

/** Nobody waits in what is done or set aside: there, "waiting longest" means newest. */
export const isWaitingView = (view: View): boolean =>
  view.kind !== 'resolved' && view.kind !== 'snoozed' && view.kind !== 'spam';

/** The smallest bucket of the replica that holds a view whole. */
function bucketOf(view: View, userId: string): string {
  switch (view.kind) {
    case 'mine':
      return `assignee:${userId}`;
    case 'inbox':
    case 'team':
      return `${view.kind}:${view.id}`;
    case 'mentions':
      return 'all';
    case 'tag':
    case 'approval':
    case 'failed':
      return 'open';
    default:
      return view.kind;
  }
}

const ids = (rows: readonly { readonly conversationId: string | null }[]): ReadonlySet<string> =>
  new Set(rows.flatMap((row) => row.conversationId ?? []));
const EVERY: Live<null> = { get: () => null, subscribe: () => () => undefined };

/** Conversations that carry a tag, as a set that changes. */
const tagged = (store: Store, tagId: string) =>
  derived([store.list(indexes.tagsOnConversations, tagId)], ids);

/** The set that a view is narrowed by, where the conversation's row alone does not tell. */
function scopeOf(
  store: Store,
  view: View,
  mentions: 'mentions' | 'unread' = 'mentions',
): Live<ReadonlySet<string> | null> {
  if (view.kind === 'tag') return tagged(store, view.id);
  if (view.kind === 'mentions') return derived([store.list(indexes.notifications, mentions)], ids);
  if (view.kind === 'approval') return derived([store.list(indexes.runs, 'waiting')], ids);
  return EVERY;
}

function matching({ channel, priority, assigneeId }: Filters): (row: Conversation) => boolean {
  return (row) =>
    (channel === null || row.channel === channel) &&
    (priority === null || row.priority === priority) &&
    (assigneeId === null || row.assigneeId === assigneeId);
}

/** The order of a view, as ids: contents of rows change without it. */
export function viewIds(
  store: Store,
  view: View,
  filters: Filters,
  userId: string,
): Live<readonly string[]> {
  const index =
    filters.sort === 'waiting' && isWaitingView(view)
      ? indexes.conversationsByWaiting
      : indexes.conversationsByNewest;
  const key = bucketOf(view, userId);
  const scope = scopeOf(store, view);
  const isWhole = scope === EVERY && filterCount(filters) === 0;
  const order = isWhole
    ? store.ids(index, key)
    : narrowedIds(store, store.list(index, key), scope, filters);
  return filters.sort === 'oldest' ? derived([order], (ids) => ids.toReversed()) : order;
}

/** What is left of a bucket depends on what its rows say: all of them are looked at when one changes. */
function narrowedIds(
  store: Store,
  rows: Live<readonly Conversation[]>,
  scope: Live<ReadonlySet<string> | null>,
  filters: Filters,
): Live<readonly string[]> {
  const reads = filters.unread ? store.list(indexes.readStates, 'all') : EVERY;
  const withTag = filters.tagId === null ? EVERY : tagged(store, filters.tagId);
  const matches = matching(filters);
  return derived([rows, scope, withTag, reads], (all, within, tag, read) => {
    const upTo = read === null ? null : new Map(read.map((row) => [row.conversationId, row.upTo]));
    const found = all.filter(
      (row) =>
        (within === null || within.has(row.id)) &&
        (tag === null || tag.has(row.id)) &&
        (upTo === null || row.lastInboundNumber > (upTo.get(row.id) ?? 0)) &&
        matches(row),
    );
    return found.map((row) => row.id);
  });
}

/**
 * How many conversations a view holds, filters aside; of mentions, those that I have not seen. Of a set that is narrower
 * than its bucket only the set is walked, when somebody came to the bucket or left it.
 */
export function viewCount(store: Store, view: View, userId: string): Live<number> {
  const key = bucketOf(view, userId);
  if (view.kind !== 'tag' && view.kind !== 'mentions' && view.kind !== 'approval')
    return store.count(indexes.conversationsByWaiting, key);
  const members = membersOf(store)(key);
  return derived([members, scopeOf(store, view, 'unread')], (within, scope) => {
    let n = 0;
    for (const id of scope ?? []) n += Number(within.has(id));
    return n;
  });
}

/** Who stands in a bucket: one set for all who count in it, another one only when somebody came or left. */
const membersOf = shared((store: Store) => {
  const sets = new Map<string, Live<ReadonlySet<string>>>();
  return (key: string) => {
    const index = indexes.conversationsByWaiting;
    const known =
      sets.get(key) ??
      derived([store.members(index, key)], () => new Set(store.ids(index, key).get()));
    sets.set(key, known);
    return known;
  };
});
