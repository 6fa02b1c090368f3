import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeAnthropic } from '../fakes/fake-anthropic.ts';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import {
  anthropic,
  compatible,
  openAi,
  question,
  testRouter,
  TestLog,
  TestSpend,
} from './test-desk.fixture.ts';

const TEXT = 'I forgot my password and cannot sign in';
const DEADLINE_MS = 5_000;

let gpt: FakeModelServer;
let claude: FakeModelServer;

beforeEach(async () => {
  [gpt, claude] = await Promise.all([startFakeOpenAi(), startFakeAnthropic()]);
});
afterEach(async () => {
  await Promise.all([gpt.close(), claude.close()]);
});

describe('a provider that answers well', () => {
  test('OpenAI reads a message through the Responses API with a strict schema and stores nothing', async () => {
    const spend = new TestSpend();
    const answer = await testRouter().read(question(TEXT), [openAi(gpt.url)], spend, DEADLINE_MS);
    expect(answer).toMatchObject({
      provider: 'OpenAI',
      providerId: 'openai',
      reading: { intent: 'password_reset', unsure: false, language: 'en', urgency: 'NORMAL' },
    });
    expect(gpt.requests[0]).toMatchObject({
      path: '/v1/responses',
      body: { store: false, text: { format: { type: 'json_schema', strict: true } } },
    });
    expect(spend.calls[0]).toMatchObject({ purpose: 'read', outcome: 'ok', error: null });
  });

  test('Anthropic reads a message through Messages with an output format', async () => {
    const answer = await testRouter().read(
      question(TEXT),
      [anthropic(claude.url)],
      new TestSpend(),
      DEADLINE_MS,
    );
    expect(answer?.reading.intent).toBe('password_reset');
    expect(claude.requests[0]).toMatchObject({
      path: '/v1/messages',
      body: { output_config: { format: { type: 'json_schema' } } },
    });
    expect(claude.requests[0]?.headers['anthropic-version']).toBe('2026-10-21');
  });

  test('an intent that fits none is null and unsure', async () => {
    const answer = await testRouter().read(
      question('Look at this picture of my dog'),
      [openAi(gpt.url)],
      new TestSpend(),
      DEADLINE_MS,
    );
    expect(answer?.reading).toMatchObject({ intent: null, unsure: true });
  });

  test('a team may have an intent called none', async () => {
    gpt.script({ kind: 'say', text: reading({ intent: 'none' }) });
    const answer = await testRouter().read(
      question(TEXT, { intents: [{ name: 'none', description: null }] }),
      [openAi(gpt.url)],
      new TestSpend(),
      DEADLINE_MS,
    );
    expect(answer?.reading.intent).toBe('none');
  });

  test('nobody is asked where there are no intents or no providers', async () => {
    const spend = new TestSpend();
    const router = testRouter();
    const none = question(TEXT, { intents: [] });
    expect(await router.read(none, [openAi(gpt.url)], spend, DEADLINE_MS)).toBeNull();
    expect(await router.read(question(TEXT), [], spend, DEADLINE_MS)).toBeNull();
    expect(spend.calls).toEqual([]);
  });

  test('more intents than a strict list may hold are still checked here', async () => {
    const intents = Array.from({ length: 400 }, (_, index) => ({
      name: `intent_${index}`,
      description: index === 7 ? 'Forgot the password.' : null,
    }));
    const router = testRouter();
    const asked = question(TEXT, { intents });
    const answer = await router.read(asked, [openAi(gpt.url)], new TestSpend(), DEADLINE_MS);
    expect(answer?.reading.intent).toBe('intent_7');
    gpt.script({ kind: 'say', text: reading({ intent: 'intent_400' }) });
    const lie = { ...asked, text: 'other' };
    expect(await router.read(lie, [openAi(gpt.url)], new TestSpend(), DEADLINE_MS)).toBeNull();
  });
});

function reading(rest: object): string {
  return JSON.stringify({
    intent: 'refund',
    confidence: 0.9,
    language: 'en',
    urgency: 'LOW',
    ...rest,
  });
}

describe('time', () => {
  test('a provider that never answers is given up after its own time', async () => {
    gpt.script({ kind: 'hang' });
    const spend = new TestSpend();
    const slow = openAi(gpt.url, { timeoutMs: 200 });
    const answer = await testRouter().read(
      question(TEXT),
      [slow, anthropic(claude.url)],
      spend,
      DEADLINE_MS,
    );
    expect(answer?.providerId).toBe('anthropic');
    expect(spend.calls[0]).toMatchObject({
      outcome: 'timeout',
      error: 'It did not answer within 0.2 s.',
    });
    expect(await gpt.requests[0]?.left).toBe(true);
  });

  test('headers in time and a body that never ends are given up as well', async () => {
    claude.script({ kind: 'stall', afterPieces: 1 });
    const spend = new TestSpend();
    const slow = anthropic(claude.url, { timeoutMs: 200 });
    expect(await testRouter().read(question(TEXT), [slow], spend, DEADLINE_MS)).toBeNull();
    expect(spend.outcomes).toEqual(['anthropic timeout']);
    expect(await claude.requests[0]?.left).toBe(true);
  });

  test('the deadline ends the search, whatever time the providers were given', async () => {
    gpt.script({ kind: 'hang' });
    const spend = new TestSpend();
    const providers = [openAi(gpt.url), anthropic(claude.url)];
    expect(await testRouter().read(question(TEXT), providers, spend, 60)).toBeNull();
    expect(spend.outcomes).toEqual(['openai timeout']);
    expect(claude.requests).toEqual([]);
  });

  test('a request that is let go ends at once and is recorded', async () => {
    gpt.script({ kind: 'hang' });
    const spend = new TestSpend();
    const left = new AbortController();
    const reading = testRouter().read(
      question(TEXT, { signal: left.signal }),
      [openAi(gpt.url), anthropic(claude.url)],
      spend,
      DEADLINE_MS,
    );
    await expect.poll(() => gpt.requests.length).toBe(1);
    left.abort();
    expect(await reading).toBeNull();
    expect(spend.outcomes).toEqual(['openai aborted']);
    expect(await gpt.requests[0]?.left).toBe(true);
  });
});

describe('readings are kept', () => {
  test('for an hour, one organization and the very same question', async () => {
    let now = 0;
    const router = testRouter({ now: () => now });
    const spend = new TestSpend();
    const read = (rest: object = {}) =>
      router.read({ ...question(TEXT), ...rest }, [openAi(gpt.url)], spend, DEADLINE_MS);
    const first = await read();
    now = 3_599_999;
    expect(await read()).toEqual(first);
    await read({ organizationId: 'another' });
    await read({ recent: [{ from: 'us', text: 'Hello' }] });
    now = 3_600_000;
    await read();
    expect(spend.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'cached', 'ok', 'ok', 'ok']);
    expect(spend.calls[1]).toMatchObject({ microUsd: 0, inputTokens: 0, reservedMicroUsd: 0 });
  });

  test('but no bad answer is', async () => {
    const router = testRouter();
    gpt.script({ kind: 'garbage' });
    const read = () => router.read(question(TEXT), [openAi(gpt.url)], new TestSpend(), DEADLINE_MS);
    expect(await read()).toBeNull();
    expect(await read()).not.toBeNull();
  });
});

describe('money', () => {
  test('what was reserved is given back, what the vendor counted is spent', async () => {
    const spend = new TestSpend(1_000_000);
    await testRouter().read(question(TEXT), [anthropic(claude.url)], spend, DEADLINE_MS);
    const [call] = spend.calls;
    const said = claude.requests[0];
    expect(said).toBeDefined();
    expect(call?.inputTokens).toBeGreaterThan(100);
    expect(call?.microUsd).toBe(call!.inputTokens + 10 * call!.outputTokens);
    expect(call?.reservedMicroUsd).toBeGreaterThan(call!.microUsd);
    expect(spend.left).toBe(1_000_000 - call!.microUsd);
  });

  test('without money for the most that a call may cost it is not made', async () => {
    const spend = new TestSpend(500);
    const cheap = anthropic(claude.url, { inputPrice: 0, outputPrice: 0 });
    const answer = await testRouter().read(
      question(TEXT),
      [openAi(gpt.url), cheap],
      spend,
      DEADLINE_MS,
    );
    expect(spend.outcomes).toEqual(['openai limit', 'anthropic ok']);
    expect(spend.calls[0]).toMatchObject({ microUsd: 0, reservedMicroUsd: 0 });
    expect(gpt.requests).toEqual([]);
    expect(answer?.providerId).toBe('anthropic');
  });

  test('a vendor that does not count is charged the most that the call may have cost', async () => {
    const local = await startFakeOpenAi({ key: null, usage: false, finishReason: false });
    const spend = new TestSpend();
    await testRouter().read(question(TEXT), [compatible(local.url)], spend, DEADLINE_MS);
    expect(spend.outcomes).toEqual(['local ok']);
    expect(spend.calls[0]?.microUsd).toBe(spend.calls[0]?.reservedMicroUsd);
    await local.close();
  });

  test('a book that cannot be written costs no message its reading, and money that cannot be reserved is not spent', async () => {
    const log = new TestLog();
    const router = testRouter({ log });
    const away = () => Promise.reject(new Error('the database is away'));
    const unwritten = { reserve: async () => true, settle: away };
    const answer = await router.read(question(TEXT), [openAi(gpt.url)], unwritten, DEADLINE_MS);
    expect(answer?.reading.intent).toBe('password_reset');
    const unreserved = { reserve: away, settle: async () => {} };
    const other = question('refund');
    expect(await router.read(other, [openAi(gpt.url)], unreserved, DEADLINE_MS)).toBeNull();
    expect(log.lines).toHaveLength(2);
  });
});
