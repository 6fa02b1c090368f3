import type { VisitorMessage, VisitorSay } from '@frontdesk/core/visitor-protocol';
import type { Shown } from './message-list.ts';

/** What a visitor has said that the server has not acknowledged; said again after each connection until it has. */
export type Unsent = VisitorSay;

export type Conversation = {
  readonly messages: readonly VisitorMessage[];
  readonly hasMore: boolean;
  readonly unsent: readonly Unsent[];
  readonly failed: ReadonlySet<string>;
};

export const EMPTY: Conversation = { messages: [], hasMore: false, unsent: [], failed: new Set() };

const byNumber = (a: VisitorMessage, b: VisitorMessage) => a.number - b.number;

/** Messages by id, the given ones winning, in the server's order. */
export function withMessages(
  conversation: Conversation,
  given: readonly VisitorMessage[],
): Conversation {
  const all = new Map(conversation.messages.map((message) => [message.id, message]));
  for (const message of given) all.set(message.id, message);
  const unsent = conversation.unsent.filter(({ id }) => !all.has(id));
  return { ...conversation, messages: [...all.values()].toSorted(byNumber), unsent };
}

export const without = (conversation: Conversation, id: string): Conversation => ({
  ...conversation,
  messages: conversation.messages.filter((message) => message.id !== id),
});

export const saying = (conversation: Conversation, say: Unsent): Conversation => ({
  ...conversation,
  unsent: [...conversation.unsent.filter(({ id }) => id !== say.id), say],
  failed: new Set([...conversation.failed].filter((id) => id !== say.id)),
});

export const failing = (conversation: Conversation, id: string): Conversation => ({
  ...conversation,
  failed: new Set([...conversation.failed, id]),
});

/** What stands on the screen: the server's messages, then one's own that it does not have yet. `at` is the time for those. */
export function shown(conversation: Conversation, at: string): readonly Shown[] {
  const pending = conversation.unsent.map(({ id, text, attachment }) => ({
    id,
    number: Number.MAX_SAFE_INTEGER,
    from: 'visitor' as const,
    authorName: null,
    text: text === '' && attachment !== undefined ? 'Photo' : text,
    at,
    attachments: [],
    state: conversation.failed.has(id) ? ('failed' as const) : ('sending' as const),
  }));
  const stored = conversation.messages.map((message) => ({
    ...message,
    state: message.from === 'visitor' ? ('received' as const) : null,
  }));
  return [...stored, ...pending];
}

/** Team messages above a number: what the visitor has not seen. */
export const unreadAfter = (conversation: Conversation, upTo: number): number =>
  conversation.messages.filter((message) => message.from === 'team' && message.number > upTo)
    .length;

export const newestNumber = (conversation: Conversation): number =>
  conversation.messages.at(-1)?.number ?? 0;
