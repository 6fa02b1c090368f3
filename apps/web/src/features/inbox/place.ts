import { PRIORITIES, CHANNELS } from '@frontdesk/core/entities';
import type { ChannelKind, Priority } from '@frontdesk/core/entities';

/** Where one is in the inbox. Everything that a reload must bring back is in the address. */
export type View =
  | {
      readonly kind:
        | 'mine'
        | 'unassigned'
        | 'open'
        | 'mentions'
        | 'approval'
        | 'snoozed'
        | 'resolved'
        | 'spam'
        | 'failed';
    }
  | { readonly kind: 'inbox' | 'tag' | 'team'; readonly id: string };

export const SORTS = ['waiting', 'newest', 'oldest'] as const;
export type Sort = (typeof SORTS)[number];

export type Filters = {
  readonly sort: Sort;
  readonly unread: boolean;
  readonly channel: ChannelKind | null;
  readonly priority: Priority | null;
  readonly tagId: string | null;
  readonly assigneeId: string | null;
};

export type Place = {
  readonly view: View;
  readonly filters: Filters;
  readonly conversationId: string | null;
  /** On a phone, details are a level of their own. */
  readonly details: boolean;
};

export const NO_FILTERS: Filters = {
  sort: 'newest',
  unread: false,
  channel: null,
  priority: null,
  tagId: null,
  assigneeId: null,
};

const PLAIN = [
  'mine',
  'unassigned',
  'open',
  'mentions',
  'approval',
  'snoozed',
  'resolved',
  'spam',
  'failed',
] as const;
const KEYED = ['inbox', 'tag', 'team'] as const;

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | null =>
  values.find((known) => known === value) ?? null;

function viewOf(segment: string): View | null {
  const plain = oneOf(PLAIN, segment);
  if (plain !== null) return { kind: plain };
  const [kind, id] = segment.split('.', 2);
  const keyed = oneOf(KEYED, kind ?? null);
  return keyed === null || id === undefined || id === '' ? null : { kind: keyed, id };
}

/** The part of the address that names a view: `open`, `tag.<id>`. */
export const viewSegment = (view: View): string =>
  'id' in view ? `${view.kind}.${view.id}` : view.kind;

/** Reads `/inbox/<view>/<conversation>?filters`. Anything unknown in it falls back to all open conversations. */
export function placeOf(address: string): Place {
  const [path = '', query = ''] = address.split('?', 2);
  const [, root, segment = '', conversationId = ''] = path.split('/');
  const params = new URLSearchParams(query);
  return {
    view: (root === 'inbox' ? viewOf(segment) : null) ?? { kind: 'open' },
    conversationId: root === 'inbox' && conversationId !== '' ? conversationId : null,
    details: params.get('panel') === 'details',
    filters: {
      sort: oneOf(SORTS, params.get('sort')) ?? 'newest',
      unread: params.get('unread') === '1',
      channel: oneOf(CHANNELS, params.get('channel')),
      priority: oneOf(PRIORITIES, params.get('priority')),
      tagId: params.get('tag'),
      assigneeId: params.get('assignee'),
    },
  };
}

/** Where one is now. For handlers: what is drawn by it is told. */
export const placeHere = (): Place => placeOf(location.pathname + location.search);

export function addressOf(place: Place): string {
  const { filters } = place;
  const params = new URLSearchParams();
  if (filters.sort !== 'newest') params.set('sort', filters.sort);
  if (filters.unread) params.set('unread', '1');
  if (filters.channel !== null) params.set('channel', filters.channel);
  if (filters.priority !== null) params.set('priority', filters.priority);
  if (filters.tagId !== null) params.set('tag', filters.tagId);
  if (filters.assigneeId !== null) params.set('assignee', filters.assigneeId);
  if (place.details) params.set('panel', 'details');
  const query = params.toString();
  const path = `/inbox/${viewSegment(place.view)}${place.conversationId === null ? '' : `/${place.conversationId}`}`;
  return query === '' ? path : `${path}?${query}`;
}

/** How many filters narrow the list; the sort does not. */
export function filterCount({ unread, channel, priority, tagId, assigneeId }: Filters): number {
  return [unread || null, channel, priority, tagId, assigneeId].filter((value) => value !== null)
    .length;
}
