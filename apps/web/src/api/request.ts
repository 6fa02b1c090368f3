import type { ErrorBody, ErrorDetail } from '@frontdesk/core/errors';

/** Why a request did not do what it was asked: the server's words, or ours when the server could not be reached (status 0). */
export type Failure = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: readonly ErrorDetail[];
  /** Seconds, from the answer's `Retry-After`. */
  readonly retryAfter?: number;
};

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

type Options = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

export const UNREACHABLE: Failure = {
  status: 0,
  code: 'UNREACHABLE',
  message: 'Frontdesk cannot be reached. Check the network and try again.',
  details: [],
};

export async function failureOf(response: Response): Promise<Failure> {
  const retryAfter = Number(response.headers.get('retry-after'));
  const base = { status: response.status, ...(retryAfter > 0 ? { retryAfter } : {}) };
  try {
    const { error } = (await response.json()) as ErrorBody;
    return { ...base, code: error.code, message: error.message, details: error.details };
  } catch {
    return {
      ...base,
      code: 'UNEXPECTED',
      message: `The server answered ${response.status}. Try again in a moment.`,
      details: [],
    };
  }
}

async function once<T>(
  method: string,
  path: string,
  { body, headers, signal }: Options,
): Promise<Answer<T>> {
  const raw = body instanceof Blob || body instanceof FormData;
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    const text = await response.text();
    return { ok: true, value: (text === '' ? undefined : JSON.parse(text)) as T };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}

/** A colleague tab may be renewing at this moment: the server then answers 409 and the cookie is there shortly after. */
const RENEWAL_RACE_MS = 300;

/** removed: the membership has ended, and with it the right to anything that is kept here. */
export type Renewal = 'renewed' | 'signed_out' | 'unreachable' | 'removed';

/** The code of an answer to somebody who is no member any more; ours, not the server's. */
export const NOT_A_MEMBER = 'NOT_A_MEMBER';

let renewal: Promise<Renewal> | undefined;

async function renewOnce(): Promise<Renewal> {
  const answer = await once('POST', '/auth/refresh', { body: {} });
  if (answer.ok) return 'renewed';
  if (answer.failure.status === 401) return 'signed_out';
  const { status, details } = answer.failure;
  if (status === 403 && details.some(({ field }) => field === 'organization')) return 'removed';
  if (status !== 409) return 'unreachable';
  await new Promise((resolve) => setTimeout(resolve, RENEWAL_RACE_MS));
  return 'renewed';
}

/** Renews the access cookie (it lives 15 minutes) with the refresh cookie; several callers share one renewal. */
export function renewSession(): Promise<Renewal> {
  renewal ??= renewOnce().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

/** These answer 401 about what was typed, not about an old cookie. */
const SIGN_IN_PATHS: ReadonlySet<string> = new Set(
  ['login', 'register', 'refresh', 'forgot-password', 'reset-password', 'accept-invitation'].map(
    (name) => `/auth/${name}`,
  ),
);

/** Calls `/api/v1` with the browser's cookies. An expired access cookie is renewed once and the call repeated. */
export async function request<T>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  options: Options = {},
): Promise<Answer<T>> {
  const first = await once<T>(method, path, options);
  if (first.ok || first.failure.status !== 401 || SIGN_IN_PATHS.has(path)) return first;
  const renewed = await renewSession();
  if (renewed === 'renewed') return once<T>(method, path, options);
  return renewed === 'removed'
    ? { ok: false, failure: { ...first.failure, code: NOT_A_MEMBER } }
    : first;
}
