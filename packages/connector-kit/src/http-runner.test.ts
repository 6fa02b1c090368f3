import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from './address-guard.ts';
import type { HttpRequest } from './channel.ts';
import { serveFetch, type Listening } from './fake-vendor/serve-fetch.ts';
import { runHttp, type Ran } from './http-runner.ts';
import { bodyText } from './lenient-json.ts';

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(
  handler: (request: Request) => Promise<Response> | Response,
): Promise<Listening> {
  const listening = await serveFetch(async (request) => handler(request));
  open.push(listening.close);
  return listening;
}

/** A server below HTTP, for what no well-behaved one does. */
async function serveSocket(onConnection: Parameters<typeof createServer>[1] & {}): Promise<string> {
  const server: Server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = (url: string, headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers,
  body: null,
});
const inside = { allowPrivateNetwork: true };
const failureOf = (ran: Ran) =>
  ran.ok ? null : { kind: ran.failure.kind, requestWritten: ran.failure.requestWritten };

describe('runHttp', () => {
  test('writes the chunks of a body one after another and returns the bytes of the answer', async () => {
    const { url } = await serve(
      async (request) =>
        new Response(await request.arrayBuffer(), {
          status: 202,
          headers: {
            'x-method': request.method,
            'x-length': request.headers.get('content-length') ?? '',
          },
        }),
    );
    const ran = await runHttp(
      {
        method: 'POST',
        url,
        headers: { 'content-type': 'x/y' },
        body: [Buffer.from([0, 1]), Buffer.from([255])],
      },
      inside,
    );
    expect(ran.ok && [...ran.response.body]).toEqual([0, 1, 255]);
    expect(ran.ok && ran.response).toMatchObject({
      status: 202,
      headers: { 'x-method': 'POST', 'x-length': '3' },
    });
  });

  test('says that nothing was written when nobody listens', async () => {
    const { url, close } = await serve(() => new Response(''));
    await close();
    expect(failureOf(await runHttp(get(url), inside))).toEqual({
      kind: 'refused',
      requestWritten: false,
    });
  });

  test('says that nothing was written when the name does not resolve', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    };
    expect(
      failureOf(await runHttp(get('https://vendor.example/'), { ...inside, resolve })),
    ).toEqual({ kind: 'dns', requestWritten: false });
  });

  test('says that the request was written when the answer never comes', async () => {
    const { url } = await serve(() => new Promise<Response>(() => {}));
    expect(failureOf(await runHttp(get(url), { ...inside, timeoutMs: 100 }))).toEqual({
      kind: 'timeout',
      requestWritten: true,
    });
  });

  test('says that the request was written when the connection breaks before or within the answer', async () => {
    const before = await serveSocket((socket) => socket.once('data', () => socket.destroy()));
    const within = await serveSocket((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf')),
    );
    for (const url of [before, within])
      expect(failureOf(await runHttp(get(url), inside))).toEqual({
        kind: 'reset',
        requestWritten: true,
      });
  });

  test('stops reading an answer that grows too large', async () => {
    const { url } = await serve(() => new Response('x'.repeat(5_000)));
    expect(failureOf(await runHttp(get(url), { ...inside, maxResponseBytes: 1_000 }))).toEqual({
      kind: 'too-large',
      requestWritten: true,
    });
  });

  test('follows a redirect of a GET without carrying credentials to another origin', async () => {
    const other = await serve((request) => new Response(`${request.headers.get('authorization')}`));
    const first = await serve((request) =>
      new URL(request.url).pathname === '/same'
        ? new Response(`${request.headers.get('authorization')}`)
        : Response.redirect(
            new URL(request.url).pathname === '/away' ? `${other.url}/x` : `${first.url}/same`,
          ),
    );
    const away = await runHttp(get(`${first.url}/away`, { authorization: 'Bearer t' }), inside);
    const home = await runHttp(get(`${first.url}/home`, { authorization: 'Bearer t' }), inside);
    expect(away.ok && bodyText(away.response.body)).toBe('null');
    expect(home.ok && bodyText(home.response.body)).toBe('Bearer t');
  });

  test('never follows a redirect of a POST, nor more than three', async () => {
    let hits = 0;
    const { url } = await serve((request) => {
      hits += 1;
      return Response.redirect(request.url, 307);
    });
    const posted = await runHttp({ method: 'POST', url, headers: {}, body: 'x' }, inside);
    expect(posted.ok && posted.response.status).toBe(307);
    expect(hits).toBe(1);
    await runHttp(get(url), inside);
    expect(hits).toBe(5);
  });
});

describe('the guard against private addresses', () => {
  const outside = { allowPrivateNetwork: false };
  const refused = { kind: 'address-refused', requestWritten: false };

  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::ffff:10.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[fd00::1]/',
    'http://8.8.8.8/',
    'ftp://vendor.example/',
    'https://user:pw@vendor.example/',
    'not a url',
  ])('refuses %s', async (url) => {
    expect(failureOf(await runHttp(get(url), outside))).toEqual(refused);
  });

  test('refuses a name that resolves to a private address, also beside a public one', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(
      failureOf(await runHttp(get('https://rebind.example/'), { ...outside, resolve })),
    ).toEqual(refused);
  });

  test('connects to the address that was checked and to no other', async () => {
    const { url } = await serve(() => new Response('here'));
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const ran = await runHttp(get(url.replace('127.0.0.1', 'vendor.example')), {
      ...inside,
      resolve,
    });
    expect(ran.ok && bodyText(ran.response.body)).toBe('here');
    expect(asked).toBe(1);
  });

  test('tells public addresses from the rest', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450::1'])
      expect(isPublicAddress(address), address).toBe(true);
    for (const address of [
      '0.0.0.0',
      '100.64.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
      '::ffff:8.8.8.8',
      'x',
    ]) {
      expect(isPublicAddress(address), address).toBe(false);
    }
  });
});
