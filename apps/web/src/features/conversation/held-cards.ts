import type { Message } from '@frontdesk/core/entities';
import type { TimelineItem } from './timeline-items.ts';

/** What one author has held in a conversation: looked at and settled together. */
export type HeldCard = {
  /** Oldest first, never empty. */
  readonly held: readonly Message[];
  /** What others wrote after the oldest of them was written. */
  readonly between: readonly Message[];
};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The template that a message is sent as; undefined for free text. */
export const templateName = ({ metadata }: Pick<Message, 'metadata'>): string | undefined =>
  (metadata['template'] as { name?: string } | undefined)?.name;

const MAY_STILL_GO: ReadonlySet<Message['status']> = new Set([
  'QUEUED',
  'SENDING',
  'HELD',
  'UNCERTAIN',
]);

/** Ids of texts that wait only until a template has gone in their place. */
export function keptForTemplate(items: readonly TimelineItem[]): ReadonlySet<unknown> {
  return new Set(
    items.flatMap((item) =>
      item.kind === 'message' && MAY_STILL_GO.has(item.row.status)
        ? listOf(item.row.metadata['replaces'])
        : [],
    ),
  );
}

const NOT_SAID: ReadonlySet<Message['status']> = new Set(['HELD', 'REVOKED', 'FAILED']);

const authorOf = ({ authorId, authorKind }: Message): string => authorId ?? authorKind;

/** By the id of the message in whose place the card stands, the newest of its held ones; null for those that it stands for as well. */
export function heldCards(items: readonly TimelineItem[]): ReadonlyMap<string, HeldCard | null> {
  const kept = keptForTemplate(items);
  const messages = items.flatMap((item) => (item.kind === 'message' ? [item.row] : []));
  const held = messages.filter(({ id, status }) => status === 'HELD' && !kept.has(id));
  const cards = new Map<string, HeldCard | null>();
  for (const [author, mine] of Map.groupBy(held, authorOf)) {
    const since = Math.min(...mine.map(({ seenUpTo }) => seenUpTo ?? Number.MAX_SAFE_INTEGER));
    const between = messages.filter(
      (one) =>
        one.number > since &&
        one.type !== 'REACTION' &&
        (one.direction === 'INBOUND' || (authorOf(one) !== author && !NOT_SAID.has(one.status))),
    );
    for (const { id } of mine) cards.set(id, null);
    const last = mine.at(-1);
    if (last) cards.set(last.id, { held: mine, between });
  }
  return cards;
}
