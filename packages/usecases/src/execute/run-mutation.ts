import { type Outcome, type Refusal, done, refuse } from '@frontdesk/core/errors';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import { MUTATIONS, isMutationName } from '@frontdesk/core/mutations/registry';
import { MUTATION_SCHEMAS } from '@frontdesk/core/mutations/schemas';
import { type Vocabulary, upcast } from '@frontdesk/core/mutations/upcasters';
import { can } from '@frontdesk/core/roles';
import type { MutationContext, MutationHandlers } from '../mutation-handler.ts';
import { hasAcceptableId, subjectOf } from './created-ids.ts';
import type { MutationCommand } from './mutation-command.ts';

/** A mutation whose name and arguments are known to be right; `run` is the use case. */
export type ReadyMutation = {
  readonly name: MutationName;
  /** The id of what it is about, for the audit log. */
  readonly subject: string | undefined;
  readonly run: (context: MutationContext) => Promise<Outcome<unknown>>;
};

/** `upgrade`: the client is newer than this server, or older than it can read. */
export type Prepared =
  | { readonly kind: 'ready'; readonly mutation: ReadyMutation }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'upgrade' };

/** What mutations a server knows, and what it does for each. */
export type Repertoire = { readonly handlers: MutationHandlers; readonly vocabulary: Vocabulary };

/** All that can be said of a mutation without the database. */
export function prepareMutation(
  { handlers, vocabulary }: Repertoire,
  command: Pick<MutationCommand, 'name' | 'version' | 'args'>,
  now: Date,
): Prepared {
  const { name, version } = command;
  if (!isMutationName(name)) return { kind: 'upgrade' };
  const read =
    version === undefined
      ? { args: command.args }
      : upcast(vocabulary, name, { version, args: command.args });
  if (read === 'upgrade') return { kind: 'upgrade' };
  return prepareNamed(handlers, name, { args: read.args, now });
}

function prepareNamed<N extends MutationName>(
  handlers: MutationHandlers,
  name: N,
  { args: given, now }: { readonly args: unknown; readonly now: Date },
): Prepared {
  const parsed = MUTATION_SCHEMAS[name].safeParse(given);
  if (!parsed.success) return { kind: 'refused', refusal: invalid(parsed.error) };
  const args: MutationArguments[N] = parsed.data;
  if (!hasAcceptableId(name, args, now)) return { kind: 'refused', refusal: BAD_ID };
  const run = handlers[name];
  return {
    kind: 'ready',
    mutation: {
      name,
      subject: subjectOf(args),
      run: async (context) =>
        can(context.rights, MUTATIONS[name].permission) ? run(context, args) : NOT_ALLOWED,
    },
  };
}

/** As much of zod's error as an answer says. */
type Invalid = {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
};

/** Nobody reads more, and arguments may be wrong in half a million places. */
const MOST_DETAILS = 100;

const invalid = (error: Invalid): Refusal => ({
  code: 'VALIDATION_ERROR',
  message: 'The request is not valid.',
  details: error.issues
    .slice(0, MOST_DETAILS)
    .map(({ path, message }) =>
      path.length === 0 ? { message } : { field: path.map(String).join('.'), message },
    ),
});

const BAD_ID: Refusal = {
  code: 'VALIDATION_ERROR',
  message:
    'The id of a new row is a UUIDv7 of the present time; this one is none, or this clock is ahead.',
};

const NOT_ALLOWED = refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');

/** What a use case answers when it did its work but a person has to look before anything leaves: a result of its own kind. */
export type NeedsLook = { readonly needsLook: true };

export const needsLook = <T extends object>(value: T): Outcome<T & NeedsLook> =>
  done({ ...value, needsLook: true });

export const isNeedsLook = (value: unknown): value is NeedsLook =>
  typeof value === 'object' && value !== null && 'needsLook' in value && value.needsLook === true;
