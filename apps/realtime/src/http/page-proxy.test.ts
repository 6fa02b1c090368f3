import { once } from 'node:events';
import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpServer } from './http-server.ts';
import { PageProxy } from './page-proxy.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

let backend: Server;
let front: HttpServer;
let port: number;
let handle: Handler;
let upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

beforeEach(async () => {
  backend = createServer((req, res) => handle(req, res));
  backend.on('upgrade', (req, socket, head) => upgrade(req, socket, head));
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  await serve(true);
});

async function serve(takesUpgrades: boolean): Promise<void> {
  const pages = new PageProxy({
    target: `http://127.0.0.1:${(backend.address() as AddressInfo).port}`,
    addHeaders: () => ({ 'X-Ours': 'yes' }),
    takesUpgrades,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  front = new HttpServer({
    api: () => new Response('api'),
    pages,
    metrics: (_, res) => void res.end('metrics'),
    knowsHost: () => true,
  });
  port = await front.listen(0, '127.0.0.1');
}
afterEach(async () => {
  backend.closeAllConnections();
  backend.close();
  await front.close();
});

type Options = {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
};

function ask({ path = '/page', method = 'GET', headers = {} }: Options = {}) {
  return request({ port, host: '127.0.0.1', path, method, headers, agent: false });
}

async function get(options: Options = {}): Promise<{ answer: IncomingMessage; body: string }> {
  const req = ask(options).end();
  const [answer] = (await once(req, 'response')) as [IncomingMessage];
  return { answer, body: await text(answer) };
}

describe('a request for a page', () => {
  it('reaches the page server as it was, but for who asked', async () => {
    handle = (req, res) => res.end(JSON.stringify({ url: req.url, headers: req.headers }));
    const { body } = await get({
      path: '/inbox?view=mine',
      headers: {
        host: 'desk.example',
        cookie: 'a=1',
        'x-forwarded-for': '6.6.6.6',
        forwarded: 'for=6.6.6.6',
        connection: 'close, x-secret',
        'x-secret': 'hop',
      },
    });
    const { url, headers } = JSON.parse(body);
    expect(url).toBe('/inbox?view=mine');
    expect(headers).toMatchObject({
      host: 'desk.example',
      cookie: 'a=1',
      'x-forwarded-for': expect.stringMatching(/127\.0\.0\.1$/),
      'x-forwarded-host': 'desk.example',
      'x-forwarded-proto': 'http',
    });
    expect(headers).not.toHaveProperty('forwarded');
    expect(headers).not.toHaveProperty('x-secret');
  });

  it('is answered with status, cookies and our own headers in place of the page server’s', async () => {
    handle = (_, res) =>
      res
        .writeHead(
          404,
          'Nowhere',
          [
            ['set-cookie', 'a=1'],
            ['set-cookie', 'b=2'],
            ['x-ours', 'no'],
          ].flat(),
        )
        .end('gone');
    const { answer, body } = await get();
    expect([answer.statusCode, answer.statusMessage, body]).toEqual([404, 'Nowhere', 'gone']);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(answer.headers['x-ours']).toBe('yes');
  });

  it.each(['HEAD', 'OPTIONS', 'DELETE'])('passes with the method %s', async (method) => {
    handle = (req, res) => res.setHeader('x-method', req.method ?? '').end();
    expect((await get({ method })).answer.headers['x-method']).toBe(method);
  });

  it('has its first byte before the last one is there', async () => {
    let finish = (): void => undefined;
    handle = (_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      finish = () => res.end('data: 2\n\n');
    };
    const req = ask().end();
    const [answer] = (await once(req, 'response')) as [IncomingMessage];
    const [first] = await once(answer, 'data');
    expect(String(first)).toBe('data: 1\n\n');
    finish();
    expect(await text(answer)).toBe('data: 2\n\n');
  });

  it('sees the headers of an answer whose body has not begun', async () => {
    handle = (_, res) => res.writeHead(200).flushHeaders();
    const [answer] = await once(ask().end(), 'response');
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });
});

describe('a body', () => {
  it('of any size passes whole, with its length or in chunks', async () => {
    handle = async (req, res) => {
      let size = 0;
      for await (const chunk of req) size += chunk.length;
      res.end(`${size} ${req.headers['content-length'] ?? req.headers['transfer-encoding']}`);
    };
    const chunk = Buffer.alloc(1024 * 1024);
    const send = async (headers: Record<string, string>): Promise<string> => {
      const req = ask({ method: 'POST', headers });
      for (let n = 0; n < 20; n++) if (!req.write(chunk)) await once(req, 'drain');
      req.end();
      const [answer] = await once(req, 'response');
      return text(answer);
    };
    const size = 20 * chunk.length;
    expect(await send({ 'content-length': String(size) })).toBe(`${size} ${size}`);
    expect(await send({})).toBe(`${size} chunked`);
  });

  it('that is refused before its end is answered so', async () => {
    handle = (_, res) => res.writeHead(413).end('too large');
    const req = ask({ method: 'POST', headers: { 'content-length': String(50_000_000) } });
    req.on('error', () => undefined);
    const more = setInterval(() => req.write(Buffer.alloc(64 * 1024)), 1);
    const [answer] = await once(req, 'response');
    clearInterval(more);
    expect([answer.statusCode, await text(answer)]).toEqual([413, 'too large']);
    req.destroy();
  });

  it('is not read faster than it is taken', async () => {
    let sent = 0;
    handle = (_, res) => {
      const push = (): void => {
        while (sent < 200 && res.write(Buffer.alloc(1024 * 1024))) sent++;
        if (sent < 200) res.once('drain', () => (sent++, push()));
        else res.end();
      };
      push();
    };
    const [answer] = (await once(ask().end(), 'response')) as [IncomingMessage];
    await once(answer, 'readable');
    let before = -1;
    await vi.waitFor(
      () => {
        const isStill = sent === before;
        before = sent;
        expect(isStill).toBe(true);
      },
      { interval: 100, timeout: 5_000 },
    );
    expect(sent).toBeLessThan(100);
    let size = 0;
    for await (const chunk of answer) size += chunk.length;
    expect(size).toBe(200 * 1024 * 1024);
  });
});

describe('what breaks on one side', () => {
  it('breaks on the other: the page server in the middle of its answer', async () => {
    handle = (_, res) => {
      res.writeHead(200, { 'content-length': '1000' }).write('half');
      setImmediate(() => res.destroy());
    };
    const [answer] = (await once(ask().end(), 'response')) as [IncomingMessage];
    await expect(text(answer)).rejects.toThrow('aborted');
  });

  it.each([
    ['before an answer', () => undefined],
    ['in the middle of one', (res: ServerResponse) => void res.writeHead(200).write('half')],
  ])('breaks on the other: the client %s', async (_, begin) => {
    const gone = new Promise<void>((resolve) => {
      handle = (_req, res) => {
        begin(res);
        res.on('close', () => resolve());
      };
    });
    const req = ask().end();
    req.on('error', () => undefined);
    const seen = vi.fn();
    req.on('response', (answer) => (seen(), answer.on('error', () => undefined)));
    setTimeout(() => req.destroy(), 50);
    await gone;
  });

  it('breaks on the other: the client in the middle of its upload', async () => {
    const gone = new Promise<void>((resolve) => {
      handle = (req) => {
        req.resume();
        req.on('error', () => undefined);
        req.on('close', () => resolve());
      };
    });
    const req = ask({ method: 'POST', headers: { 'content-length': '100000' } });
    req.on('error', () => undefined);
    req.write('some');
    setTimeout(() => req.destroy(), 50);
    await gone;
  });

  it('is a 502 when nobody is there', async () => {
    backend.close();
    backend.closeAllConnections();
    const { answer } = await get();
    expect(answer.statusCode).toBe(502);
  });

  it('costs no request when an idle connection was closed meanwhile', async () => {
    handle = (_, res) => res.end('here');
    expect((await get()).body).toBe('here');
    backend.closeAllConnections();
    expect((await get()).body).toBe('here');
  });
});

describe('a request that is not what it seems', () => {
  /** Says this on a connection of its own and reads until the other side ends it. */
  const say = async (words: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1', () => socket.write(words));
    return text(socket);
  };

  it('keeps the length of its body, so that the body is no second request', async () => {
    const seen: (string | undefined)[] = [];
    handle = (req, res) => {
      seen.push(req.url);
      req.resume().on('end', () => res.end('page'));
    };
    const hidden = 'GET /hidden HTTP/1.1\r\nHost: desk\r\n\r\n';
    const first = `Host: desk\r\nConnection: close, content-length\r\nContent-Length: ${hidden.length}`;
    for (const method of ['GET', 'DELETE', 'POST'])
      await say(`${method} /page HTTP/1.1\r\n${first}\r\n\r\n${hidden}`);
    await get({ path: '/after' });
    expect(seen).toEqual(['/page', '/page', '/page', '/after']);
  });

  it.each(['http://evil.example/page/', '*'])('is refused when it asks for %s', async (target) => {
    handle = (req, res) => res.end(req.url);
    const answer = await say(`GET ${target} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('an upgrade', () => {
  const dial = (head = ''): Promise<Duplex> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `GET /_next/hmr HTTP/1.1\r\nHost: desk\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${head}`,
        );
        resolve(socket);
      });
    });
  const take = (socket: Duplex): void =>
    void socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );

  it('passes both ways, with what was sent along', async () => {
    upgrade = (req, socket, head) => {
      take(socket);
      socket.write(`${req.headers.upgrade} ${head}`);
      socket.on('data', (data) => socket.end(`echo ${data}`));
    };
    const socket = await dial('early');
    let seen = '';
    socket.on('data', (data) => (seen += data));
    await vi.waitFor(() => expect(seen).toContain('websocket early'));
    socket.write('late');
    await once(socket, 'close');
    expect(seen).toContain('echo late');
  });

  it('that is refused says why', async () => {
    upgrade = (_, socket) => void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const socket = await dial();
    expect(await text(socket)).toContain('403');
  });

  it('is not held open where the page server takes none', async () => {
    await front.close();
    await serve(false);
    expect(await text(await dial())).toBe('');
  });

  it('ends on one side when it ends on the other', async () => {
    const gone = new Promise<void>((resolve) => {
      upgrade = (_, socket) => {
        take(socket);
        socket
          .resume()
          .on('end', () => socket.end())
          .on('close', () => resolve());
      };
    });
    const socket = await dial();
    await once(socket, 'data');
    socket.destroy();
    await gone;
  });
});

describe('the one port', () => {
  it('answers REST and metrics itself', async () => {
    handle = (_, res) => res.end('page');
    const bodies = await Promise.all(
      ['/api/v1/tags', '/health', '/metrics', '/', '/widget.js'].map(
        async (path) => (await get({ path })).body,
      ),
    );
    expect(bodies).toEqual(['api', 'api', 'metrics', 'page', 'page']);
  });

  it('says that it ends, answers what is under way and takes nothing new', async () => {
    let finish = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      handle = (_, res) => {
        finish = () => res.end('late');
        resolve();
      };
    });
    const late = get();
    await asked;
    front.announceEnd();
    const health = await get({ path: '/health' });
    expect([health.answer.statusCode, health.answer.headers.connection]).toEqual([503, 'close']);
    const closed = front.close();
    finish();
    expect((await late).body).toBe('late');
    await closed;
    await expect(get()).rejects.toThrow('ECONNREFUSED');
  });
});
