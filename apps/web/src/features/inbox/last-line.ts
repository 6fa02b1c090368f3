import type { Conversation } from '@frontdesk/core/entities';

type Last = Pick<
  Conversation,
  'lastMessagePreview' | 'lastMessageDirection' | 'lastMessageAuthorKind' | 'lastMessageAuthorId'
>;

/** What a row says of the last message; of one from our side also whose it is. `people` are named by user id. */
export function lastLine(
  last: Last,
  myId: string,
  people: ReadonlyMap<string, { readonly name: string }>,
): string {
  const text = last.lastMessagePreview ?? 'No messages yet';
  return last.lastMessageDirection === 'OUTBOUND' ? `${author(last, myId, people)}: ${text}` : text;
}

function author(
  { lastMessageAuthorKind: kind, lastMessageAuthorId: id }: Last,
  myId: string,
  people: ReadonlyMap<string, { readonly name: string }>,
): string {
  if (kind === 'AI') return 'AI';
  if (id === myId) return 'You';
  return people.get(id ?? '')?.name.split(' ')[0] ?? 'Us';
}
