import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeAnthropic } from '../fakes/fake-anthropic.ts';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import type { Turn } from '../fakes/turn.ts';
import type { DraftEvent, DraftRequest, ProviderConfig, Spend } from './provider.ts';
import {
  anthropic,
  compatible,
  kinds,
  openAi,
  shown,
  testRouter,
  TestSpend,
} from './test-desk.fixture.ts';

const REQUEST: DraftRequest = {
  organizationId: 'org',
  steps: ['We send a link to the address that we know', 'The link works for one hour.'],
  sopTitle: 'Reset a password',
  recent: [{ from: 'customer', text: 'I forgot my password' }],
  customerName: 'Anna Example',
  language: 'en',
};

let gpt: FakeModelServer;
let claude: FakeModelServer;
let local: FakeModelServer;

beforeEach(async () => {
  [gpt, claude, local] = await Promise.all([
    startFakeOpenAi(),
    startFakeAnthropic(),
    startFakeOpenAi({ key: null }),
  ]);
});
afterEach(async () => {
  await Promise.all([gpt.close(), claude.close(), local.close()]);
});

async function draft(
  providers: readonly ProviderConfig[],
  spend: Spend = new TestSpend(),
  signal = new AbortController().signal,
): Promise<readonly DraftEvent[]> {
  const events: DraftEvent[] = [];
  for await (const event of testRouter().draft(REQUEST, providers, spend, signal))
    events.push(event);
  return events;
}

const each = [
  { name: 'OpenAI', make: () => openAi(gpt.url), server: () => gpt },
  { name: 'Anthropic', make: () => anthropic(claude.url), server: () => claude },
  { name: 'a compatible server', make: () => compatible(local.url), server: () => local },
] as const;

describe.each(each)('$name', ({ make, server }) => {
  /** Somebody else, to take over. */
  const other = (): ProviderConfig =>
    server() === claude
      ? openAi(gpt.url, { id: 'other', name: 'Other' })
      : anthropic(claude.url, { id: 'other', name: 'Other' });

  test('streams a reply that follows the procedure', async () => {
    const spend = new TestSpend();
    const config = make();
    const events = await draft([config], spend);
    expect(kinds(events)).toEqual(['start', 'text', 'end']);
    expect(events[0]).toEqual({ kind: 'start', provider: config.name, providerId: config.id });
    expect(shown(events)).toContain('Hi Anna');
    expect(shown(events)).toContain('The link works for one hour.');
    expect(events.filter(({ kind }) => kind === 'text').length).toBeGreaterThan(5);
    expect(spend.calls[0]).toMatchObject({ purpose: 'draft', outcome: 'ok' });
    expect(spend.calls[0]?.outputTokens).toBeGreaterThan(10);
    expect(spend.calls[0]?.outputTokens).toBeLessThan(200);
  });

  const dying: readonly { name: string; turn: Turn; outcome: string }[] = [
    { name: 'whose connection breaks', turn: { kind: 'cut', afterPieces: 10 }, outcome: 'error' },
    {
      name: 'that reports an error',
      turn: { kind: 'error-event', afterPieces: 10 },
      outcome: 'error',
    },
    { name: 'that falls silent', turn: { kind: 'stall', afterPieces: 10 }, outcome: 'timeout' },
    { name: 'that runs out of tokens', turn: { kind: 'incomplete' }, outcome: 'invalid' },
  ];
  test.each(dying)('a stream $name is void, and the next provider starts anew', async (fault) => {
    server().script(fault.turn);
    const spend = new TestSpend();
    const config = { ...make(), timeoutMs: 300 };
    const events = await draft([config, { ...other(), timeoutMs: 2_000 }], spend);
    expect(kinds(events)).toEqual(['start', 'text', 'restart', 'start', 'text', 'end']);
    expect(spend.outcomes).toEqual([`${config.id} ${fault.outcome}`, 'other ok']);
    expect(spend.calls[0]?.microUsd).toBeGreaterThan(0);
    expect(shown(events).match(/Hi Anna/g)).toHaveLength(1);
    const restart = events.find(({ kind }) => kind === 'restart');
    expect(restart).toEqual({ kind: 'restart', why: expect.stringContaining(config.name) });
  });

  const silent: readonly { name: string; turn: Turn; outcome: string }[] = [
    { name: 'refuses to answer', turn: { kind: 'refusal' }, outcome: 'refused' },
    { name: 'is overloaded', turn: { kind: 'refuse', as: 'overloaded' }, outcome: 'error' },
    { name: 'says nothing', turn: { kind: 'say', text: ' \n ' }, outcome: 'invalid' },
    { name: 'never answers', turn: { kind: 'hang' }, outcome: 'timeout' },
  ];
  test.each(silent)('the next one writes when it $name', async ({ turn, outcome }) => {
    server().script(turn);
    const spend = new TestSpend();
    const config = { ...make(), timeoutMs: 300 };
    const events = await draft([config, { ...other(), timeoutMs: 2_000 }], spend);
    expect(events.at(-1)).toMatchObject({ kind: 'end', providerId: 'other' });
    expect(shown(events).trim()).toMatch(/^Hi Anna/);
    expect(spend.outcomes).toEqual([`${config.id} ${outcome}`, 'other ok']);
  });

  test('a flood is cut at what fits, and the vendor let go', async () => {
    server().script({ kind: 'huge', chars: 1_000_000 });
    const spend = new TestSpend();
    const events = await draft([make()], spend);
    expect(kinds(events)).toEqual(['start', 'text', 'end']);
    expect(shown(events).length).toBeLessThanOrEqual(2_000);
    expect(shown(events).length).toBeGreaterThan(1_900);
    expect(await server().requests[0]?.left).toBe(true);
  });

  test('a person who leaves in the middle ends the call, which is recorded', async () => {
    server().gapMs = 5;
    const spend = new TestSpend();
    const events = testRouter().draft(REQUEST, [make()], spend, new AbortController().signal);
    for await (const event of events) if (event.kind === 'text') break;
    expect(spend.calls).toMatchObject([{ purpose: 'draft', outcome: 'aborted' }]);
    expect(await server().requests[0]?.left).toBe(true);
  });

  test('an aborted draft ends without a word more', async () => {
    server().script({ kind: 'stall', afterPieces: 10 });
    const left = new AbortController();
    const spend = new TestSpend();
    const kindsSeen: string[] = [];
    for await (const { kind } of testRouter().draft(
      REQUEST,
      [make(), other()],
      spend,
      left.signal,
    )) {
      kindsSeen.push(kind);
      left.abort();
    }
    expect(new Set(kindsSeen)).toEqual(new Set(['start', 'text']));
    expect(spend.calls.map(({ outcome }) => outcome)).toEqual(['aborted']);
  });

  test('control characters and marks that turn the text around do not reach the composer', async () => {
    server().script({
      kind: 'say',
      text: 'Hi\u0000 \u001b[31mthere\u202E\u2066,\r\nAnna 🏌️\uFEFF',
    });
    expect(shown(await draft([make()]))).toBe('Hi [31mthere,\nAnna 🏌️');
  });
});

test('a compatible server may count nothing and give no reason for its end', async () => {
  const plain = await startFakeOpenAi({ key: null, usage: false, finishReason: false });
  const spend = new TestSpend();
  const events = await draft([compatible(plain.url)], spend);
  expect(kinds(events)).toEqual(['start', 'text', 'end']);
  expect(spend.calls[0]?.microUsd).toBe(spend.calls[0]?.reservedMicroUsd);
  await plain.close();
});

test('an error that vLLM puts into its stream without a name ends it', async () => {
  const vllm = await startFakeOpenAi({ key: null, errors: 'flat' });
  vllm.script({ kind: 'error-event', afterPieces: 5 });
  const spend = new TestSpend();
  const events = await draft([compatible(vllm.url)], spend);
  expect(kinds(events)).toEqual(['start', 'text', 'restart', 'none']);
  expect(spend.outcomes).toEqual(['local error']);
  await vllm.close();
});

test.each([
  { name: 'OpenAI', make: () => openAi(gpt.url), server: () => gpt },
  { name: 'Anthropic', make: () => anthropic(claude.url), server: () => claude },
])('a stream of $name that ends in order but too early is void', async ({ make, server }) => {
  server().script({ kind: 'end-early', afterPieces: 10 });
  const events = await draft([make()]);
  expect(kinds(events)).toEqual(['start', 'text', 'restart', 'none']);
  expect(events.at(-1)).toEqual({
    kind: 'none',
    why: expect.stringMatching(/: Its answer broke off\.$/),
  });
});

test('without a provider there is none, in words for people', async () => {
  expect(await draft([])).toEqual([{ kind: 'none', why: 'No AI provider is set up.' }]);
});
