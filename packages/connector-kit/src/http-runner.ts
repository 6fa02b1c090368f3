import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpRequest, HttpResponse, NetworkFailure } from './channel.ts';
import {
  AddressRefused,
  type GuardOptions,
  type RefusedAddress,
  guardedLookup,
  refusedUrl,
} from './guarded-lookup.ts';

export type RunOptions = GuardOptions & {
  /** For the whole exchange, redirects included. */
  readonly timeoutMs?: number;
  readonly maxResponseBytes?: number;
};

export type Ran =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly failure: NetworkFailure };

const TIMEOUT_MS = 30_000;
const MAX_RESPONSE_BYTES = 1_000_000;
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Performs one request of a channel. Addresses are checked as they are resolved and the connection goes to the
 * checked ones, so a name cannot change its mind in between. Only a GET follows redirects, each checked again, and
 * credentials do not travel to another origin. Connections are not reused: on a kept one nobody can tell whether
 * the vendor saw the request before it closed.
 */
export async function runHttp(request: HttpRequest, options: RunOptions): Promise<Ran> {
  const deadline = Date.now() + (options.timeoutMs ?? TIMEOUT_MS);
  let current = request;
  for (let hop = 0; ; hop += 1) {
    const ran = await runOnce(current, options, deadline);
    const next = ran.ok && hop < MAX_REDIRECTS ? redirected(current, ran.response) : null;
    if (next === null) return ran;
    current = next;
  }
}

/** The request that a redirect of a GET asks for; null when there is none to follow. */
function redirected(request: HttpRequest, response: HttpResponse): HttpRequest | null {
  const location = response.headers['location'];
  if (request.method !== 'GET' || !REDIRECTS.has(response.status) || location === undefined)
    return null;
  const from = new URL(request.url);
  if (!URL.canParse(location, from.href)) return null;
  const to = new URL(location, from.href);
  if (from.protocol === 'https:' && to.protocol !== 'https:') return null;
  return {
    method: 'GET',
    url: to.href,
    headers: to.origin === from.origin ? request.headers : {},
    body: null,
  };
}

class TooLarge extends Error {}
class TimedOut extends Error {}

async function runOnce(request: HttpRequest, options: RunOptions, deadline: number): Promise<Ran> {
  const refused = refusedUrl(request.url, options.allowPrivateNetwork);
  if (refused !== null) {
    return {
      ok: false,
      failure: {
        kind: 'address-refused',
        requestWritten: false,
        detail: refusedDetail(request.url, refused),
      },
    };
  }
  const url = new URL(request.url);
  const secure = url.protocol === 'https:';
  const sent = (secure ? httpsRequest : httpRequest)(url, {
    method: request.method,
    headers: { ...request.headers, 'content-length': bodyLength(request.body) },
    agent: false,
    lookup: guardedLookup(options),
  });
  let written = false;
  // Node puts the request on the wire as soon as the connection stands, so from here on the vendor may know of it.
  sent.once('socket', (socket) =>
    socket.once(secure ? 'secureConnect' : 'connect', () => (written = true)),
  );
  const timer = setTimeout(() => sent.destroy(new TimedOut()), Math.max(0, deadline - Date.now()));
  try {
    writeBody(sent, request.body);
    return {
      ok: true,
      response: await answerOf(sent, options.maxResponseBytes ?? MAX_RESPONSE_BYTES),
    };
  } catch (error) {
    return {
      ok: false,
      failure: {
        kind: failureKind(error, written),
        requestWritten: written,
        detail: `${url.host}: ${causeOf(error)}`,
      },
    };
  } finally {
    clearTimeout(timer);
    sent.destroy();
  }
}

function refusedDetail(url: string, refused: RefusedAddress): string {
  if (refused === 'no-url') return 'not a web address';
  const { host } = new URL(url);
  if (refused === 'no-https') return `${host}: only https is allowed`;
  return refused === 'user-name'
    ? `${host}: no user name in an address`
    : `${host}: private address`;
}

const bodyLength = (body: HttpRequest['body']): number => {
  if (body === null) return 0;
  return typeof body === 'string'
    ? Buffer.byteLength(body)
    : body.reduce((sum, chunk) => sum + chunk.length, 0);
};

function writeBody(sent: ClientRequest, body: HttpRequest['body']): void {
  if (body !== null)
    for (const chunk of typeof body === 'string' ? [body] : body) sent.write(chunk);
  sent.end();
}

const answerOf = (sent: ClientRequest, maxBytes: number): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    // 'error' may come more than once; the promise keeps the first.
    sent.on('error', reject);
    sent.once('response', (answer) => collect(answer, maxBytes).then(resolve, reject));
  });

async function collect(answer: IncomingMessage, maxBytes: number): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: answer.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}

const causeOf = (error: unknown): string =>
  error instanceof Error
    ? ((error as NodeJS.ErrnoException).code ?? (error.message || error.constructor.name))
    : 'unknown';

function failureKind(error: unknown, written: boolean): NetworkFailure['kind'] {
  if (error instanceof AddressRefused) return 'address-refused';
  if (error instanceof TooLarge) return 'too-large';
  if (error instanceof TimedOut) return 'timeout';
  if (written) return 'reset';
  const code = causeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns';
  return /CERT|SSL|TLS|SELF_SIGNED/.test(code) ? 'tls' : 'refused';
}
