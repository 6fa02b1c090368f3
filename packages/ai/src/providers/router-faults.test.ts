import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeAnthropic } from '../fakes/fake-anthropic.ts';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import type { Turn } from '../fakes/turn.ts';
import {
  anthropic,
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

function reading(rest: object): string {
  return JSON.stringify({
    intent: 'refund',
    confidence: 0.9,
    language: 'en',
    urgency: 'LOW',
    ...rest,
  });
}

const FAULTS: readonly { name: string; turn: Turn; outcome: string; error: RegExp }[] = [
  {
    name: 'refuses the key',
    turn: { kind: 'refuse', as: 'bad-key' },
    outcome: 'error',
    error: /^The key was refused\.$/,
  },
  {
    name: 'forbids the call',
    turn: { kind: 'refuse', as: 'forbidden' },
    outcome: 'error',
    error: /may not/,
  },
  {
    name: 'knows no such model',
    turn: { kind: 'refuse', as: 'no-model' },
    outcome: 'error',
    error: /no model “/,
  },
  {
    name: 'has no credit',
    turn: { kind: 'refuse', as: 'no-credit' },
    outcome: 'error',
    error: /credit/,
  },
  {
    name: 'asks to slow down',
    turn: { kind: 'refuse', as: 'slow-down' },
    outcome: 'error',
    error: /slow down/,
  },
  {
    name: 'is overloaded',
    turn: { kind: 'refuse', as: 'overloaded' },
    outcome: 'error',
    error: /overloaded/,
  },
  {
    name: 'has a fault of its own',
    turn: { kind: 'refuse', as: 'server-error' },
    outcome: 'error',
    error: /of its own \(500\)/,
  },
  {
    name: 'hides behind a broken proxy',
    turn: {
      kind: 'status',
      status: 502,
      body: '<h1>Bad gateway</h1>',
      headers: { 'content-type': 'text/html' },
    },
    outcome: 'error',
    error: /502/,
  },
  {
    name: 'answers a page instead of JSON',
    turn: {
      kind: 'status',
      status: 200,
      body: '<h1>Hello</h1>',
      headers: { 'content-type': 'text/html' },
    },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'answers nothing at all',
    turn: {
      kind: 'status',
      status: 200,
      body: '',
      headers: { 'content-type': 'application/json' },
    },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'answers JSON of another kind',
    turn: {
      kind: 'status',
      status: 200,
      body: '{"output":7,"content":null,"object":"response"}',
      headers: { 'content-type': 'application/json' },
    },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'redirects to the metadata address',
    turn: {
      kind: 'status',
      status: 307,
      body: '',
      headers: { location: 'http://169.254.169.254/latest/meta-data' },
    },
    outcome: 'error',
    error: /do not follow/,
  },
  { name: 'sends garbage', turn: { kind: 'garbage' }, outcome: 'invalid', error: /cannot be used/ },
  {
    name: 'refuses to answer',
    turn: { kind: 'refusal' },
    outcome: 'refused',
    error: /refused to answer/,
  },
  {
    name: 'stops for want of tokens',
    turn: { kind: 'incomplete' },
    outcome: 'invalid',
    error: /cut off/,
  },
  {
    name: 'breaks the connection',
    turn: { kind: 'cut', afterPieces: 1 },
    outcome: 'error',
    error: /broke/,
  },
  {
    name: 'breaks the connection before a word',
    turn: { kind: 'cut', afterPieces: 0 },
    outcome: 'error',
    error: /broke/,
  },
  {
    name: 'says ten megabytes',
    turn: { kind: 'huge', chars: 10_000_000 },
    outcome: 'invalid',
    error: /too long/,
  },
  {
    name: 'says prose',
    turn: { kind: 'say', text: `Sure! ${reading({})}` },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'leaves a field out',
    turn: { kind: 'say', text: '{"intent":"refund"}' },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'adds a field',
    turn: { kind: 'say', text: reading({ action: 'send_reset_link' }) },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'invents an intent',
    turn: { kind: 'say', text: reading({ intent: 'unlock_door' }) },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'is surer than sure',
    turn: { kind: 'say', text: reading({ confidence: 7 }) },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'is less than unsure',
    turn: { kind: 'say', text: reading({ confidence: -0.1 }) },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'says NaN',
    turn: { kind: 'say', text: reading({}).replace('0.9', 'NaN') },
    outcome: 'invalid',
    error: /cannot be used/,
  },
  {
    name: 'says an urgency of its own',
    turn: { kind: 'say', text: reading({ urgency: 'PANIC' }) },
    outcome: 'invalid',
    error: /cannot be used/,
  },
];

describe('a provider that answers badly is followed by the next', () => {
  for (const { name, turn, outcome, error } of FAULTS) {
    test(`OpenAI ${name}`, async () => {
      gpt.script(turn);
      const spend = new TestSpend();
      const log = new TestLog();
      const answer = await testRouter({ log }).read(
        question(TEXT),
        [openAi(gpt.url), anthropic(claude.url)],
        spend,
        DEADLINE_MS,
      );
      expect(spend.outcomes).toEqual([`openai ${outcome}`, 'anthropic ok']);
      expect(spend.calls[0]?.error).toMatch(error);
      expect(answer).toMatchObject({
        providerId: 'anthropic',
        reading: { intent: 'password_reset' },
      });
      expect(JSON.stringify([spend.calls, log.lines])).not.toMatch(/sk-|password|meta-data/);
    });

    test(`Anthropic ${name}`, async () => {
      claude.script(turn);
      const spend = new TestSpend();
      const log = new TestLog();
      const answer = await testRouter({ log }).read(
        question(TEXT),
        [anthropic(claude.url), openAi(gpt.url)],
        spend,
        DEADLINE_MS,
      );
      expect(spend.outcomes).toEqual([`anthropic ${outcome}`, 'openai ok']);
      expect(spend.calls[0]?.error).toMatch(error);
      expect(answer?.providerId).toBe('openai');
      expect(JSON.stringify([spend.calls, log.lines])).not.toMatch(/sk-|password|meta-data/);
    });
  }

  test('nobody answers well: null', async () => {
    gpt.script({ kind: 'garbage' });
    claude.script({ kind: 'refusal' });
    const providers = [openAi(gpt.url), anthropic(claude.url)];
    expect(
      await testRouter().read(question(TEXT), providers, new TestSpend(), DEADLINE_MS),
    ).toBeNull();
  });

  test('a server that is not there is named so', async () => {
    const gone = await startFakeOpenAi();
    await gone.close();
    const spend = new TestSpend();
    await testRouter().read(question(TEXT), [openAi(gone.url)], spend, DEADLINE_MS);
    expect(spend.calls[0]).toMatchObject({
      outcome: 'error',
      error: 'Nothing answers at its address.',
      microUsd: 0,
    });
  });
});
