import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline, Readable, Transform } from 'node:stream';
import {
  AddressRefused,
  type GuardOptions,
  guardedLookup,
  refusedUrl,
} from '@frontdesk/connector-kit/guarded-lookup';

/** The answer was given up: nothing that we ask for is this long. */
export class AnswerTooLong extends Error {}

/** An event stream repeats a draft of 2,000 characters many times over; ten such fit in here. */
const MAX_ANSWER_BYTES = 2_000_000;

/** The part of `fetch` that both SDKs use. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for the vendors' SDKs whose addresses admins may set. Addresses are checked as they are resolved and the
 * connection goes to the checked ones; redirects are handed back, not followed; an answer has an end. Connections are
 * kept, so that a reading does not wait for a handshake. Bodies are strings, as the SDKs send them.
 */
export function guardedFetch(options: GuardOptions): Fetch {
  const agents = {
    plain: new HttpAgent({ keepAlive: true }),
    secure: new HttpsAgent({ keepAlive: true }),
  };
  const lookup = guardedLookup(options);
  return async (target, init = {}) => {
    const url = checkedUrl(target, options.allowPrivateNetwork);
    const secure = url.protocol === 'https:';
    const ask = (reuse: boolean): ClientRequest =>
      (secure ? httpsRequest : httpRequest)(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers)),
        agent: reuse && (secure ? agents.secure : agents.plain),
        lookup,
        ...(init.signal == null ? {} : { signal: init.signal }),
      });
    const body = typeof init.body === 'string' ? init.body : null;
    const first = ask(true);
    const answer = await answerOf(first, body).catch((error: unknown) => {
      // The vendor closed the kept connection before it saw this request.
      if (first.reusedSocket && codeOf(error) === 'ECONNRESET' && init.signal?.aborted !== true)
        return answerOf(ask(false), body);
      throw error;
    });
    return responseOf(answer);
  };
}

/** The code of Node's own errors, of connections and of TLS. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

function checkedUrl(target: string | URL | Request, allowPrivateNetwork: boolean): URL {
  const text = target instanceof Request ? target.url : String(target);
  const refused = refusedUrl(text, allowPrivateNetwork);
  if (refused !== null) throw new AddressRefused(refused);
  return new URL(text);
}

const answerOf = (sent: ClientRequest, body: string | null): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    // 'error' may come more than once, and after the answer as well; the promise keeps the first.
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.end(body ?? undefined);
  });

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const status = answer.statusCode ?? 0;
  if (status < 200 || BODILESS.has(status)) {
    answer.resume();
    return new Response(null, { status: Math.max(200, status), headers });
  }
  // The error of the pipeline reaches whoever reads the body.
  const limited = pipeline(answer, limit(MAX_ANSWER_BYTES), () => undefined);
  return new Response(Readable.toWeb(limited) as ReadableStream<Uint8Array>, { status, headers });
}

function limit(maxBytes: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(new AnswerTooLong());
      else done(null, chunk);
    },
  });
}
