import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { isApiPath } from '@frontdesk/api/http/paths';
import { getRequestListener } from '@hono/node-server';
import type { BuiltFiles } from './built-files.ts';
import type { PageProxy } from './page-proxy.ts';

type Fetch = Parameters<typeof getRequestListener>[0];

export type HttpParts = {
  readonly api: Fetch;
  /** Absent: this process has no page server behind it and says so. */
  readonly pages: PageProxy | undefined;
  /** What the pages load from us without the page server. Absent with it. */
  readonly files?: BuiltFiles | undefined;
  readonly metrics: (req: IncomingMessage, res: ServerResponse) => void;
  /** Whether a `Host` header names us. */
  readonly knowsHost: (host: string | undefined) => boolean;
};

/** Where Socket.IO listens, which takes its requests and upgrades itself. */
const SOCKET_PATH = '/socket.io/';

/** Where documents are, whose upgrades the gateway takes itself. */
export const DOCUMENTS_PATH = '/yjs/';

/** Longer than a load balancer keeps its connections to us (commonly 60 s). */
const KEEP_ALIVE_MS = 65_000;

/** The largest file over a poor mobile line; a body that dribbles in for longer holds memory and means no good. */
const REQUEST_MS = 15 * 60_000;

/** What is still under way when we end has this long, in milliseconds. */
const GRACE_MS = 8_000;
const SWEEP_MS = 100;

/** The server of the one port: REST here, sockets by whoever attaches to it, everything else from the page server. */
export class HttpServer {
  readonly server: Server;
  readonly #parts: HttpParts;
  readonly #api: (req: IncomingMessage, res: ServerResponse) => void;
  /** Connections that became something else: the server itself no longer knows them. */
  readonly #upgraded = new Set<Duplex>();
  #isEnding = false;

  constructor(parts: HttpParts) {
    this.#parts = parts;
    // Our process has globals of its own to keep.
    const listener = getRequestListener(parts.api, { overrideGlobalObjects: false });
    this.#api = (req, res) => void listener(req, res);
    this.server = createServer((req, res) => this.#route(req, res));
    this.server.on('upgrade', (req, socket, head) => this.#upgrade(req, socket, head));
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.headersTimeout = KEEP_ALIVE_MS + 1_000;
    // Slow headers are cut off by headersTimeout; what comes after them may take as long as a large upload does.
    this.server.requestTimeout = REQUEST_MS;
  }

  /** Resolves with the port. Rejects with the system's error, such as EADDRINUSE. */
  listen(port: number, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        const address = this.server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** From now on `/health` says that we are ending and connections are not kept: a balancer sends nobody here any more. */
  announceEnd(): void {
    this.#isEnding = true;
  }

  /** Takes no more requests; resolves when those under way are answered, or cut off after a while. */
  async close(): Promise<void> {
    this.announceEnd();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const sweep = setInterval(() => this.server.closeIdleConnections(), SWEEP_MS);
    const grace = new AbortController();
    await Promise.race([
      closed,
      delay(GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined),
    ]);
    grace.abort();
    clearInterval(sweep);
    this.server.closeAllConnections();
    for (const socket of this.#upgraded) socket.destroy();
    this.#parts.pages?.close();
    await closed;
  }

  #route(req: IncomingMessage, res: ServerResponse): void {
    const [path = '/'] = (req.url ?? '/').split('?', 1);
    if (path.startsWith(SOCKET_PATH)) return;
    // `GET http://elsewhere/…` is for forward proxies: the page server would redirect to that place as if it were ours.
    if (!path.startsWith('/')) return void res.writeHead(400, { connection: 'close' }).end();
    if (!this.#parts.knowsHost(req.headers.host)) return refuseHost(res);
    if (this.#isEnding) {
      res.setHeader('connection', 'close');
      if (path === '/health') return void res.writeHead(503).end('ending\n');
    }
    if (path === '/metrics') return this.#parts.metrics(req, res);
    if (isApiPath(path)) return this.#api(req, res);
    if (this.#parts.files?.has(path)) return this.#parts.files.handle(req, res);
    if (this.#parts.pages) return this.#parts.pages.handle(req, res);
    res.writeHead(404, { 'content-type': 'text/plain' }).end('This process serves no pages.\n');
  }

  #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = req.url ?? '';
    if (path.startsWith(SOCKET_PATH) || path.startsWith(DOCUMENTS_PATH)) return;
    if (!this.#parts.pages?.takesUpgrades || this.#isEnding) return void socket.destroy();
    this.#upgraded.add(socket);
    socket.on('close', () => this.#upgraded.delete(socket));
    this.#parts.pages.upgrade(req, socket, head);
  }
}

/** 421 Misdirected Request, in words for whoever put a tunnel or a proxy in front without saying so. */
function refuseHost(res: ServerResponse): void {
  res
    .writeHead(421, { 'content-type': 'text/plain', connection: 'close' })
    .end('Frontdesk does not know this address. Set PUBLIC_URL to the address that people use.\n');
}
