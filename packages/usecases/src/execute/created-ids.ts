import { isAcceptableId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';

/** Which argument is the id of the row that a mutation makes. */
const CREATED: { readonly [N in MutationName]?: keyof MutationArguments[N] } = {
  'conversation.reply': 'messageId',
  'conversation.replyWithTemplate': 'messageId',
  'conversation.note': 'noteId',
  'contact.create': 'contactId',
  'tag.create': 'tagId',
  'cannedReply.create': 'cannedReplyId',
  'team.create': 'teamId',
  'sop.create': 'sopId',
};

/** May a row be made now under the id that the caller chose? Mutations that make none always may. */
export function hasAcceptableId<N extends MutationName>(
  name: N,
  args: MutationArguments[N],
  now: Date,
): boolean {
  const field = CREATED[name];
  if (field === undefined) return true;
  const id: unknown = args[field];
  return typeof id === 'string' && isAcceptableId(id, now.getTime());
}

/** The id of the row that a mutation is about: its first argument, by the convention of `MutationArguments`. */
export function subjectOf(args: object): string | undefined {
  const [first]: unknown[] = Object.values(args);
  return typeof first === 'string' ? first : undefined;
}
