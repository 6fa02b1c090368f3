import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startFakeAnthropic } from '../fakes/fake-anthropic.ts';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import type { Turn } from '../fakes/turn.ts';
import type { ProviderConfig } from './provider.ts';
import type { AiRouter } from './router.ts';
import {
  anthropic,
  openAi,
  question,
  testRouter,
  TestLog,
  TestSpend,
} from './test-desk.fixture.ts';

const START = Date.parse('2026-11-20T09:00:00Z');
const OVERLOADED: Turn = { kind: 'refuse', as: 'overloaded' };

let claude: FakeModelServer;
let router: AiRouter;
let log: TestLog;
let spend: TestSpend;
let asked = 0;

beforeEach(async () => {
  // The clock by which breakers rest; timers stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  claude = await startFakeAnthropic();
  log = new TestLog();
  spend = new TestSpend();
  router = testRouter({ log });
});
afterEach(async () => {
  vi.useRealTimers();
  await claude.close();
});

/** A question that nobody has asked before, so that no kept reading answers it. */
async function ask(rest: Partial<ProviderConfig> = {}, signal?: AbortSignal): Promise<string> {
  const request = question(`refund ${(asked += 1)}`, signal === undefined ? {} : { signal });
  await router.read(request, [anthropic(claude.url, rest)], spend, 5_000);
  return spend.calls.at(-1)?.outcome ?? 'not asked';
}

const later = (ms: number): unknown => vi.setSystemTime(Date.now() + ms);

describe('a provider that fails', () => {
  test('three times in a row is left alone for a while, then one call tries it', async () => {
    claude.script(OVERLOADED, { kind: 'cut', afterPieces: 0 }, { kind: 'garbage' });
    expect([await ask(), await ask(), await ask()]).toEqual(['error', 'error', 'invalid']);
    expect(await ask()).toBe('breaker');
    expect(claude.requests).toHaveLength(3);
    expect(spend.calls.at(-1)).toMatchObject({ microUsd: 0, reservedMicroUsd: 0 });
    expect(spend.calls.at(-1)?.error).toMatch(/left alone/);
    expect(log.lines).toHaveLength(1);
    later(15_000);
    expect(await ask()).toBe('ok');
    expect(await ask()).toBe('ok');
  });

  test('its trial again rests longer', async () => {
    claude.script(OVERLOADED, OVERLOADED, OVERLOADED, OVERLOADED);
    for (let call = 0; call < 3; call += 1) await ask();
    later(15_000);
    expect(await ask()).toBe('error');
    later(15_000);
    expect(await ask()).toBe('breaker');
    later(15_000);
    expect(await ask()).toBe('ok');
  });

  test('now and then is asked on: a good answer forgives', async () => {
    for (let round = 0; round < 3; round += 1) {
      claude.script(OVERLOADED, OVERLOADED);
      expect([await ask(), await ask(), await ask()]).toEqual(['error', 'error', 'ok']);
    }
  });

  test('on its trial holds up nobody else', async () => {
    claude.script(OVERLOADED, OVERLOADED, OVERLOADED, { kind: 'hang' });
    for (let call = 0; call < 3; call += 1) await ask();
    later(15_000);
    const left = new AbortController();
    let over = false;
    const trial = ask({}, left.signal).finally(() => (over = true));
    await expect.poll(() => claude.requests.length).toBe(4);
    expect(await ask()).toBe('breaker');
    expect(over).toBe(false);
    left.abort();
    await trial;
    expect(await ask()).toBe('breaker');
  });

  test.each(['bad-key', 'no-credit', 'no-model', 'forbidden'] as const)(
    'for good (%s) is left alone at once and longer',
    async (as) => {
      claude.script({ kind: 'refuse', as });
      expect(await ask()).toBe('error');
      later(599_999);
      expect(await ask()).toBe('breaker');
      later(1);
      expect(await ask()).toBe('ok');
    },
  );

  test.each([
    { headers: { 'retry-after': '120' }, ms: 120_000 },
    { headers: { 'retry-after': new Date(START + 40_000).toUTCString() }, ms: 40_000 },
    { headers: { 'retry-after-ms': '2500', 'retry-after': '9' }, ms: 2_500 },
  ])('and asks for a rest gets it: $headers', async ({ headers, ms }) => {
    claude.script({ kind: 'refuse', as: 'slow-down', headers });
    expect(await ask()).toBe('error');
    later(ms - 1);
    expect(await ask()).toBe('breaker');
    later(1);
    expect(await ask()).toBe('ok');
  });
});

describe('is not a fault', () => {
  test('a question that the model refuses or the vendor does not take', async () => {
    const bad: Turn = { kind: 'status', status: 400, body: '{}' };
    claude.script({ kind: 'refusal' }, bad, { kind: 'refusal' }, bad);
    for (let call = 0; call < 4; call += 1) await ask();
    expect(await ask()).toBe('ok');
  });

  test('a person who leaves', async () => {
    for (let call = 0; call < 3; call += 1) {
      claude.script({ kind: 'hang' });
      const left = new AbortController();
      const reading = ask({}, left.signal);
      await expect.poll(() => claude.requests.length).toBe(call + 1);
      left.abort();
      expect(await reading).toBe('aborted');
    }
    expect(await ask()).toBe('ok');
  });

  test('the little time that others before it have left', async () => {
    const gpt = await startFakeOpenAi();
    for (let call = 0; call < 3; call += 1) {
      gpt.script({ kind: 'hang' });
      claude.script({ kind: 'hang' });
      await router.read(
        question(`refund ${(asked += 1)}`),
        // Made anew each time, so that its breaker does not spare the wait.
        [openAi(gpt.url, { id: `gpt-${call}`, timeoutMs: 200 }), anthropic(claude.url)],
        spend,
        300,
      );
    }
    claude.clearScript();
    expect(spend.calls.filter(({ outcome }) => outcome === 'timeout')).toHaveLength(6);
    expect(await ask()).toBe('ok');
    await gpt.close();
  });
});

describe('a person who looks after it', () => {
  test('and changes the key need not wait', async () => {
    expect(await ask({ apiKey: 'wrong' })).toBe('error');
    expect(await ask({ apiKey: 'wrong' })).toBe('breaker');
    expect(await ask()).toBe('ok');
  });

  test('and tries it with success need not wait either', async () => {
    claude.script({ kind: 'refuse', as: 'no-credit' });
    await ask();
    expect(await ask()).toBe('breaker');
    expect(await router.test(anthropic(claude.url), spend)).toEqual({
      ok: true,
      ms: expect.any(Number),
    });
    expect(await ask()).toBe('ok');
  });
});

describe('the test of a provider', () => {
  test('says in plain words what is wrong, and is recorded without asking for money', async () => {
    const poor = new TestSpend(0);
    const wrong = anthropic(claude.url, { apiKey: 'wrong' });
    expect(await router.test(wrong, poor)).toEqual({
      ok: false,
      ms: expect.any(Number),
      error: 'The key was refused.',
    });
    expect(await router.test(anthropic(claude.url, { model: 'nope' }), poor)).toMatchObject({
      ok: false,
      error: 'There is no model “nope” at this address.',
    });
    expect(await router.test(anthropic(claude.url, { apiKey: null }), poor)).toMatchObject({
      ok: false,
      error: 'It has no key.',
    });
    expect((await router.test(anthropic(claude.url), poor)).ok).toBe(true);
    expect(poor.calls.map(({ purpose, outcome }) => `${purpose} ${outcome}`)).toEqual([
      'test error',
      'test error',
      'test error',
      'test ok',
    ]);
    expect(poor.calls.at(-1)?.microUsd).toBeGreaterThan(0);
  });

  test('ends after the time that the provider has', async () => {
    claude.script({ kind: 'hang' });
    expect(await router.test(anthropic(claude.url, { timeoutMs: 50 }), spend)).toMatchObject({
      ok: false,
      error: 'It did not answer within 0.05 s.',
    });
  });
});
