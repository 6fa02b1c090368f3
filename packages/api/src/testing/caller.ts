import type { ApiWorld } from './api-world.ts';

export const ORIGIN = 'http://localhost:3000';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: ReturnType<typeof JSON.parse>;
  readonly text: string;
};

export type CallOptions = {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** One request to the API, as a program makes it. */
export async function call(
  world: Pick<ApiWorld, 'api'>,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { body, token, headers = {} } = options;
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
  const answer = await world.api.request(`${ORIGIN}${path}`, {
    method,
    headers: {
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: (raw ? body : JSON.stringify(body)) as string }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

/** The cookies that an answer sets, as the next request's `cookie` header. */
export const cookiesOf = (answer: Answer): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

export type SignedUp = {
  readonly token: string;
  readonly refreshToken: string;
  readonly email: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly cookies: string;
};

let counter = 0;

export const PASSWORD = 'correct horse battery';

/** A new organization with its owner. */
export async function signUp(world: Pick<ApiWorld, 'api'>): Promise<SignedUp> {
  counter += 1;
  const email = `owner${counter}@club.example`;
  const answer = await call(world, 'POST', '/api/v1/auth/register', {
    body: { email, password: PASSWORD, name: 'Ada Owner', organizationName: `Club ${counter}` },
  });
  if (answer.status !== 201) throw new Error(`sign-up answered ${answer.status}: ${answer.text}`);
  const { token, refreshToken, user, organization } = answer.body;
  const cookies = cookiesOf(answer);
  return { token, refreshToken, email, userId: user.id, organizationId: organization.id, cookies };
}
