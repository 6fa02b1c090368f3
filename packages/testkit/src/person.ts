/** An answer of the API, read whole. */
export type Answer<T = unknown> = { readonly status: number; readonly body: T };

/** Somebody with an account: asks the API with a token. */
export class Person {
  readonly #url: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly userId: string;
  readonly organizationId: string;
  readonly token: string;

  constructor(url: string, signed: Signed, password: string) {
    this.#url = url;
    this.email = signed.user.email;
    this.password = password;
    this.name = signed.user.name;
    this.userId = signed.user.id;
    this.organizationId = signed.organization.id;
    this.token = signed.token;
  }

  /** Calls the API in this person's name; `path` follows `/api/v1`. Whatever the status, the answer comes back. */
  async ask<T = Record<string, never>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  /** As `ask`, where anything but success is the test's own fault. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

export type Signed = {
  readonly token: string;
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly organization: { readonly id: string };
};

/** Posts without anybody's name: signing up and in. */
export async function post<T>(url: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${answer}`);
  return JSON.parse(answer) as T;
}
