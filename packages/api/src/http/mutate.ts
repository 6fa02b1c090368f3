import { ERROR_STATUS, type ErrorCode, type ErrorDetail } from '@frontdesk/core/errors';
import { associationId, newId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import type { Actor } from '@frontdesk/usecases/mutation-handler';
import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';
import { actor } from './secured.ts';

/** As long as a vendor's longest request id; longer ones are a mistake. */
const MAX_KEY_CHARS = 255;

type Options = {
  /** Tells the mutations of one request apart, where it makes several. */
  readonly part?: string;
  /** Another organization of the caller than the one the token names. */
  readonly as?: Actor;
};

/**
 * Runs a named mutation as the caller and returns what it answers. With an `Idempotency-Key` the same request has its
 * effect once: the key becomes the mutation's uid. Refusals and rejections end the request.
 */
export async function mutate<N extends MutationName>(
  c: Context<ApiEnv>,
  name: N,
  args: MutationArguments[N],
  options: Options = {},
): Promise<unknown> {
  const by = options.as ?? actor(c);
  const uid = uidOf(c, by, `${name}:${options.part ?? ''}`);
  const { status, code, message, data } = await c.var.deps.execute({ name, args, actor: by, uid });
  if (status === 'applied' || status === 'needs_look') return data;
  throw new RefusedRequest({
    code: isErrorCode(code) ? code : 'CONFLICT',
    message: message ?? 'This could not be done.',
    details: detailsOf(data),
  });
}

type Creation<N extends MutationName> = {
  /** The argument that is the row's id. */
  readonly idField: keyof MutationArguments[N] & string;
  /** The id that the caller chose. */
  readonly chosen: string | undefined;
  readonly args: (id: string) => MutationArguments[N];
};

/**
 * Runs a mutation that makes a row and returns the row's id: the chosen one, a new one, or, where an Idempotency-Key
 * was used before, the one that was made then, as its result on record says.
 */
export async function create<N extends MutationName>(
  c: Context<ApiEnv>,
  name: N,
  { idField, chosen, args }: Creation<N>,
): Promise<string> {
  const id = chosen ?? newId();
  const data = await mutate(c, name, args(id));
  const made = fieldOf(data, idField);
  return typeof made === 'string' ? made : id;
}

const fieldOf = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;

/** Of one caller, one route and one key: nobody else's key can meet it. */
export function uidOf(c: Context<ApiEnv>, { userId }: Actor, part: string): string {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return newId();
  if (key.length === 0 || key.length > MAX_KEY_CHARS) throw new RefusedRequest(BAD_KEY);
  return associationId('idempotency-key', userId ?? '', `${c.req.method} ${c.req.path}`, part, key);
}

const BAD_KEY = {
  code: 'VALIDATION_ERROR',
  message: `An Idempotency-Key has 1 to ${MAX_KEY_CHARS} characters.`,
} as const;

const isErrorCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && Object.hasOwn(ERROR_STATUS, code);

function detailsOf(data: unknown): readonly ErrorDetail[] {
  const details = fieldOf(data, 'details');
  return Array.isArray(details) ? details : [];
}
