import { Agent, type IncomingMessage, type ServerResponse, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '@frontdesk/core/log';

/** Ours and our neighbour's business alone (RFC 9110, section 7.6.1), and what we say ourselves. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);
const SAID_BY_US = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]);

/** Shorter than the page server keeps an idle connection (75 s), so that we never write to one that it is closing. */
const IDLE_CONNECTION_MS = 60_000;

const AWAY = 'The pages are not there for a moment. Try again.\n';

/** Headers to set on an answer, in place of the page server's own of the same name. */
export type AddHeaders = (
  path: string,
  contentType: string | undefined,
) => Readonly<Record<string, string>>;

export type PageProxyOptions = {
  /** Where the page server listens. */
  readonly target: string;
  readonly addHeaders: AddHeaders;
  /** Only the development server speaks over sockets; any other upgrade would be a connection that nobody ever ends. */
  readonly takesUpgrades: boolean;
  readonly log: Log;
};

/** Passes requests and upgrades on to the page server, streaming both ways; what breaks on one side breaks on the other. */
export class PageProxy {
  readonly takesUpgrades: boolean;
  readonly #host: string;
  readonly #port: number;
  readonly #addHeaders: AddHeaders;
  readonly #log: Log;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64, timeout: IDLE_CONNECTION_MS });

  constructor({ target, addHeaders, takesUpgrades, log }: PageProxyOptions) {
    const url = new URL(target);
    this.#host = url.hostname.replace(/^\[|\]$/g, '');
    this.#port = Number(url.port) || 80;
    this.takesUpgrades = takesUpgrades;
    this.#addHeaders = addHeaders;
    this.#log = log;
  }

  handle(req: IncomingMessage, res: ServerResponse): void {
    const upstream = request({
      host: this.#host,
      port: this.#port,
      method: req.method,
      path: req.url,
      headers: forwarded(req, bodyFraming(req)),
      agent: this.#agent,
      setDefaultHeaders: false,
    });
    let isAnswered = false;
    upstream.on('response', (answer) => {
      isAnswered = true;
      this.#answer(req, res, answer);
    });
    upstream.on('error', (error) => {
      // An answer that came before the whole upload was taken still stands.
      req.unpipe(upstream);
      if (isAnswered) return;
      if (upstream.reusedSocket && hasNoBody(req) && !res.destroyed) return this.handle(req, res);
      this.#log.warn({ error: error.message }, 'the page server does not answer');
      if (res.headersSent) res.destroy();
      else res.writeHead(502, { connection: 'close', 'retry-after': '1' }).end(AWAY);
    });
    res.once('close', () => res.writableFinished || upstream.destroy());
    req.pipe(upstream);
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = connect(this.#port, this.#host);
    const headers = forwarded(req, ['Connection', 'Upgrade', 'Upgrade', req.headers.upgrade ?? '']);
    const lines = [`${req.method} ${req.url} HTTP/1.1`];
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
    upstream.once('connect', () => {
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const [side, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      side.on('error', () => other.destroy());
      side.on('close', () => other.destroy());
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #answer(req: IncomingMessage, res: ServerResponse, answer: IncomingMessage): void {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    const ours = this.#addHeaders(path, answer.headers['content-type']);
    const names = new Set(Object.keys(ours).map((name) => name.toLowerCase()));
    const headers = endToEnd(answer, names);
    res.writeHead(answer.statusCode ?? 502, answer.statusMessage, [
      ...headers,
      ...Object.entries(ours).flat(),
    ]);
    res.flushHeaders();
    answer.on('error', () => res.destroy());
    answer.on('aborted', () => res.destroy());
    answer.pipe(res);
  }
}

const hasNoBody = (req: IncomingMessage): boolean => req.method === 'GET' || req.method === 'HEAD';

/** How the body's end is told; node:http adds it by itself only with default headers. */
function bodyFraming(req: IncomingMessage): string[] {
  return req.headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'];
}

/** The request's headers with who asked: what the client claims of that is dropped. */
function forwarded(req: IncomingMessage, more: readonly string[]): string[] {
  return [
    ...endToEnd(req, SAID_BY_US),
    'X-Forwarded-For',
    req.socket.remoteAddress ?? '',
    'X-Forwarded-Host',
    req.headers.host ?? '',
    'X-Forwarded-Proto',
    'encrypted' in req.socket ? 'https' : 'http',
    ...more,
  ];
}

/** Raw headers (name, value, name, value…) that are meant for the other end, without some more. */
function endToEnd(message: IncomingMessage, without: ReadonlySet<string>): string[] {
  const named = (message.headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    // Without its length a body would pass for further requests on a connection that others share.
    .filter((name) => name !== 'content-length');
  const kept: string[] = [];
  for (let i = 0; i < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || without.has(lower) || named.includes(lower)) continue;
    kept.push(name, message.rawHeaders[i + 1] ?? '');
  }
  return kept;
}
