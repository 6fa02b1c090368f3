import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuiltFiles } from './built-files.ts';
import { HttpServer } from './http-server.ts';
import { pageHeaders } from './page-headers.ts';

const SCRIPT = 'self.onmessage = () => {};'.repeat(100);
const NAME = '/engine/engine-worker-0123456789abcdef.js';

let folder: string;
let front: HttpServer;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-built-'));
  mkdirSync(join(folder, 'engine'));
  const put = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content));
  };
  put(NAME, SCRIPT);
  put('engine/pglite-0123456789abcdef.wasm', '\0asm');
  put('engine/pglite-0123456789abcdef.data', 'files');
  put('sw.js', 'self.skipWaiting;');
  writeFileSync(join(folder, 'secret.json'), '{}');
  front = new HttpServer({
    api: () => new Response('api'),
    pages: undefined,
    files: new BuiltFiles({
      folder,
      addHeaders: pageHeaders({ scriptHashes: [], isHttps: true }),
      isDevelopment: false,
    }),
    metrics: (_, res) => void res.end('metrics'),
    knowsHost: () => true,
  });
  port = await front.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await front.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
}

describe('a file of the engine', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['identity', undefined, (body: Buffer) => body],
  ])('goes to who accepts %s as it was compressed with the build', async (accept, kind, open) => {
    const { headers, body } = await get(NAME, { 'accept-encoding': accept });
    expect(headers['content-encoding']).toBe(kind);
    expect(headers.vary).toBe('Accept-Encoding');
    expect(Number(headers['content-length'])).toBe(body.length);
    expect(open(body).toString()).toBe(SCRIPT);
  });

  it('is kept for ever: its name says what is in it', async () => {
    const { headers } = await get(NAME);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('says what it is, so that browsers compile it as it comes', async () => {
    const types = await Promise.all(
      [NAME, '/engine/pglite-0123456789abcdef.wasm', '/engine/pglite-0123456789abcdef.data'].map(
        async (name) => (await get(name, { 'accept-encoding': 'br' })).headers['content-type'],
      ),
    );
    expect(types).toEqual([
      'text/javascript; charset=utf-8',
      'application/wasm',
      'application/octet-stream',
    ]);
  });

  it('comes with a policy of its own that lets a worker run WebAssembly and nothing unknown', async () => {
    const { headers } = await get(NAME);
    expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
  });

  it('of another build is not there, and is not kept as if it were', async () => {
    const { status, headers } = await get('/engine/engine-worker-fedcba9876543210.js');
    expect(status).toBe(404);
    expect(headers['cache-control']).toBeUndefined();
  });

  it.each(['/engine/../secret.json', '/engine/%2e%2e/secret.json', '/engine/..%2fsecret.json'])(
    'is nothing that lies elsewhere: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('answers a question for its headers alone', async () => {
    const { status, headers, body } = await get(NAME, { 'accept-encoding': 'br' }, 'HEAD');
    expect([status, headers['content-encoding'], body.length]).toEqual([200, 'br', 0]);
  });
});

describe('the service worker', () => {
  it('may serve every address, and is asked for anew each time', async () => {
    const { headers } = await get('/sw.js');
    expect(headers).toMatchObject({
      'service-worker-allowed': '/',
      'cache-control': 'no-cache',
      'content-type': 'text/javascript; charset=utf-8',
    });
  });
});
