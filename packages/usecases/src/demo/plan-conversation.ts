import type { ConversationStatus, MessageStatus } from '@frontdesk/core/entities';
import type { Turn } from './dialogue.ts';
import type { Random } from './random.ts';

/** One item of a conversation's timeline, still without ids. Times are milliseconds since the epoch. */
export type PlannedItem =
  | {
      readonly kind: 'message';
      readonly at: number;
      readonly from: 'customer' | 'agent' | 'ai';
      readonly text: string;
      readonly episode: number;
      readonly status: MessageStatus;
      /** Why it waits, where it does. */
      readonly held?: 'needs_look' | 'window_closed';
    }
  | { readonly kind: 'note'; readonly at: number; readonly by: string; readonly text: string }
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly event: 'assigned' | 'status' | 'reopened';
      readonly data: Readonly<Record<string, string>>;
    };

export type PlannedEpisode = {
  readonly number: number;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
};

export type PlannedTimeline = {
  readonly items: readonly PlannedItem[];
  readonly episodes: readonly PlannedEpisode[];
  readonly status: ConversationStatus;
};

const MINUTE = 60_000;

/** What came of an outbound message that left long ago: mostly read, sometimes only delivered. */
const settled = (random: Random): MessageStatus => (random.chance(0.85) ? 'READ' : 'DELIVERED');

/** The turns of one episode, spoken from `startsAt` on at a human pace. */
export function speak(
  turns: readonly Turn[],
  startsAt: number,
  episode: number,
  random: Random,
): PlannedItem[] {
  let at = startsAt;
  return turns.map(([from, text], i) => {
    if (i > 0) at += random.between(from === 'agent' ? 1 : 2, from === 'agent' ? 9 : 14) * MINUTE;
    return {
      kind: 'message',
      at,
      from,
      text,
      episode,
      status: from === 'agent' ? settled(random) : 'RECEIVED',
    };
  });
}

/** Episodes one after the other; all but perhaps the last are resolved some minutes after their last line. */
export function planTimeline(
  episodes: readonly { readonly turns: readonly Turn[]; readonly startsAt: number }[],
  last: ConversationStatus,
  random: Random,
): PlannedTimeline {
  const items: PlannedItem[] = [];
  const planned: PlannedEpisode[] = [];
  episodes.forEach(({ turns, startsAt }, i) => {
    const number = i + 1;
    if (number > 1) items.push({ kind: 'event', at: startsAt - 1, event: 'reopened', data: {} });
    const spoken = speak(turns, startsAt, number, random);
    items.push(...spoken);
    const end = spoken.at(-1)?.at ?? startsAt;
    const ends = number < episodes.length || last === 'RESOLVED' || last === 'CLOSED';
    const resolvedAt = ends ? end + random.between(2, 30) * MINUTE : null;
    if (resolvedAt !== null)
      items.push({
        kind: 'event',
        at: resolvedAt,
        event: 'status',
        data: { from: 'OPEN', to: 'RESOLVED' },
      });
    planned.push({ number, openedAt: startsAt, resolvedAt });
  });
  return { items, episodes: planned, status: last };
}
