import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

/**
 * An address of its own before the shared product, that one test may take away, bring back, slow down or change without disturbing
 * the others. To the browser it is the server.
 */
export class FrontDoor {
  readonly url: string;
  /** Held answers, in milliseconds. */
  slowMs = 0;
  /** What is answered in place of the product, by path. */
  readonly instead = new Map<string, (answer: Buffer) => Buffer | string>();
  readonly #target: URL;
  readonly #port: number;
  #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: URL, server: Server, port: number) {
    this.#target = target;
    this.#server = server;
    this.#port = port;
    this.url = `http://localhost:${port}`;
  }

  static async open(target: string): Promise<FrontDoor> {
    const server = createServer();
    await listen(server, 0);
    const door = new FrontDoor(new URL(target), server, (server.address() as AddressInfo).port);
    door.#serve();
    return door;
  }

  /** The server is gone: nothing listens, and open connections are cut. */
  async shut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** It is back at the same address. */
  async reopen(): Promise<void> {
    this.#server = createServer();
    this.#serve();
    await listen(this.#server, this.#port);
  }

  #serve(): void {
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    this.#server.on('request', (req, res) => {
      setTimeout(() => this.#pass(req, res), this.slowMs);
    });
    this.#server.on('upgrade', (req, socket, head) => {
      const upstream = connect(Number(this.#target.port), this.#target.hostname);
      const lines = [`${req.method} ${req.url} HTTP/1.1`];
      for (let i = 0; i < req.rawHeaders.length; i += 2)
        lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`);
      upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
      for (const [side, other] of [
        [upstream, socket],
        [socket, upstream],
      ] as const) {
        side.on('error', () => other.destroy());
        side.on('close', () => other.destroy());
      }
    });
  }

  #pass(req: IncomingMessage, res: ServerResponse): void {
    const change = this.instead.get((req.url ?? '').split('?')[0] ?? '');
    const headers = { ...req.headers, ...(change ? { 'accept-encoding': 'identity' } : {}) };
    const { hostname, port } = this.#target;
    const upstream = request(
      { hostname, port, path: req.url, method: req.method, headers },
      (answer) => {
        if (!change) {
          res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(res);
          return;
        }
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const {
            'content-length': _length,
            'transfer-encoding': _chunked,
            ...rest
          } = answer.headers;
          res.writeHead(answer.statusCode ?? 502, rest).end(change(Buffer.concat(chunks)));
        });
      },
    );
    upstream.on('error', () => res.destroy());
    req.pipe(upstream);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve());
  });
}
