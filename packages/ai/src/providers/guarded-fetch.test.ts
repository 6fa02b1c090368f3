import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import { AddressRefused } from '@frontdesk/connector-kit/guarded-lookup';
import { AnswerTooLong, guardedFetch } from './guarded-fetch.ts';
import {
  anthropic,
  compatible,
  openAi,
  question,
  testRouter,
  TestSpend,
} from './test-desk.fixture.ts';

let server: FakeModelServer;
beforeEach(async () => {
  server = await startFakeOpenAi({ key: null });
});
afterEach(() => server.close());

const closed = guardedFetch({ allowPrivateNetwork: false });
const open = guardedFetch({ allowPrivateNetwork: true });

describe('where private networks are not allowed', () => {
  test.each([
    'https://127.0.0.1/v1/models',
    'https://[::1]/v1/models',
    'https://[::ffff:169.254.169.254]/latest/meta-data',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/',
    'https://10.0.0.7/',
    'https://localhost/',
    'http://203.0.113.9.example/',
    'https://user:secret@models.example/',
    'file:///etc/passwd',
    'nonsense',
  ])('%s is not asked', async (url) => {
    await expect(closed(url)).rejects.toThrow(AddressRefused);
  });

  test('a name that resolves to a private address among public ones is not asked', async () => {
    const fetch = guardedFetch({
      allowPrivateNetwork: false,
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '169.254.169.254', family: 4 },
      ],
    });
    await expect(fetch('https://models.example/v1')).rejects.toThrow(AddressRefused);
  });

  test('every kind of provider is refused its address, in words for people', async () => {
    const spend = new TestSpend();
    const url = server.url.replace('http:', 'https:');
    await testRouter({ allowPrivateNetwork: false }).read(
      question('refund'),
      [openAi(url), anthropic(url), compatible(url)],
      spend,
      5_000,
    );
    expect(spend.calls.map(({ outcome, error }) => ({ outcome, error }))).toEqual(
      Array.from({ length: 3 }, () => ({
        outcome: 'error',
        error: 'Its address is in a private network, which is not allowed here.',
      })),
    );
    expect(server.requests).toEqual([]);
  });
});

test('a redirect is handed back, not followed', async () => {
  server.script({
    kind: 'status',
    status: 302,
    body: '',
    headers: { location: `${server.url}/v1/models` },
  });
  const answer = await open(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi' }] }),
  });
  expect(answer.status).toBe(302);
  expect(server.requests).toHaveLength(1);
});

test('a body without an end is given up', async () => {
  server.script({ kind: 'huge', chars: 20_000_000 });
  const answer = await open(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi' }] }),
  });
  await expect(answer.text()).rejects.toThrow(AnswerTooLong);
  expect(await server.requests[0]?.left).toBe(true);
});

test('an abort ends a request that waits for its answer, and one whose body is on the way', async () => {
  const post = (signal: AbortSignal) =>
    open(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi' }] }),
      signal,
    });
  server.script({ kind: 'hang' }, { kind: 'stall', afterPieces: 1 });
  const first = new AbortController();
  const waiting = post(first.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  first.abort();
  await expect(waiting).rejects.toThrow();
  const second = new AbortController();
  const answer = await post(second.signal);
  const body = answer.text();
  second.abort();
  await expect(body).rejects.toThrow();
  expect(await Promise.all(server.requests.map(({ left }) => left))).toEqual([true, true]);
});

test('connections are kept', async () => {
  for (let call = 0; call < 3; call += 1) await (await open(`${server.url}/v1/models`)).text();
  expect(new Set(server.requests.map(({ clientPort }) => clientPort)).size).toBe(1);
});

test('a kept connection that the vendor closes as we ask is opened anew, once', async () => {
  const seen = new Set<Socket>();
  let refused = 0;
  const impatient = createServer((request, answer) => {
    if (!seen.has(request.socket)) {
      seen.add(request.socket);
      return void answer.end('fine');
    }
    refused += 1;
    request.socket.resetAndDestroy();
  });
  impatient.listen(0, '127.0.0.1');
  await once(impatient, 'listening');
  const url = `http://127.0.0.1:${(impatient.address() as AddressInfo).port}/`;
  const fetch = guardedFetch({ allowPrivateNetwork: true });
  const said: string[] = [];
  for (let call = 0; call < 2; call += 1)
    said.push(await (await fetch(url, { method: 'POST', body: 'question' })).text());
  expect(said).toEqual(['fine', 'fine']);
  expect(refused).toBe(1);
  impatient.closeAllConnections();
  impatient.close();
});
