import type { Message, Note, TimelineEvent } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';

export type TimelineItem =
  | { readonly kind: 'message'; readonly row: Message }
  | { readonly kind: 'note'; readonly row: Note }
  | { readonly kind: 'event'; readonly row: TimelineEvent }
  | { readonly kind: 'run'; readonly row: SopRun };

/** Pending rows have no number yet: they stand last, in the order in which they were written. A run stands behind its message. */
function compare(a: TimelineItem, b: TimelineItem): number {
  const [left, right] = [
    a.row.number || Number.MAX_SAFE_INTEGER,
    b.row.number || Number.MAX_SAFE_INTEGER,
  ];
  if (left !== right) return left - right;
  if ((a.kind === 'run') !== (b.kind === 'run')) return a.kind === 'run' ? 1 : -1;
  return a.row.createdAt < b.row.createdAt
    ? -1
    : Number(a.row.createdAt > b.row.createdAt) || (a.row.id < b.row.id ? -1 : 1);
}

type Rows = {
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
  readonly events: readonly TimelineEvent[];
  readonly runs: readonly SopRun[];
};

/** One timeline of messages, notes, what happened and what the AI is at, in the server's order. A row in several sources counts once, the first wins. */
export function timelineItems(...sources: readonly Rows[]): readonly TimelineItem[] {
  const seen = new Set<string>();
  const items: TimelineItem[] = [];
  const add = (item: TimelineItem) => {
    if (seen.has(item.row.id)) return;
    seen.add(item.row.id);
    items.push(item);
  };
  for (const { messages, notes, events, runs } of sources) {
    for (const row of messages) add({ kind: 'message', row });
    for (const row of notes) add({ kind: 'note', row });
    for (const row of events) add({ kind: 'event', row });
    for (const row of runs) add({ kind: 'run', row });
  }
  return items.toSorted(compare);
}

/** Only what stands in one piece with the oldest of what was fetched, and what has no number yet: in between something may be missing. */
export function withoutGap(
  items: readonly TimelineItem[],
  fetched: readonly { readonly number: number }[],
): readonly TimelineItem[] {
  const oldest = fetched.reduce((least, { number }) => Math.min(least, number), Infinity);
  return items.filter(({ row: { number } }) => number === 0 || number >= oldest);
}

/** The newest number that is on the screen: what a reply says its author had seen. */
export const seenUpTo = (items: readonly TimelineItem[]): number =>
  items.reduce((most, item) => Math.max(most, item.row.number), 0);

/** Newest number of what others wrote, for marking as read. */
export const newestFromCustomer = (items: readonly TimelineItem[]): number =>
  items.reduce(
    (most, item) =>
      item.kind === 'message' && item.row.direction === 'INBOUND'
        ? Math.max(most, item.row.number)
        : most,
    0,
  );

/** When the customer wrote it, as far as anyone knows: the vendor's time, else ours. */
export const happenedAt = (item: TimelineItem): string =>
  item.kind === 'message' ? (item.row.vendorAt ?? item.row.createdAt) : item.row.createdAt;

const LATE_MS = 2 * 60_000;

/** A message that reached us long after it was written says so. Milliseconds of delay, or null. */
export function lateBy(message: Message): number | null {
  if (message.direction !== 'INBOUND' || message.vendorAt === null) return null;
  const delay = Date.parse(message.createdAt) - Date.parse(message.vendorAt);
  return delay > LATE_MS ? delay : null;
}
