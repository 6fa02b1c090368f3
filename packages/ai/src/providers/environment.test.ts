import { afterEach, expect, test, vi } from 'vitest';
import { startFakeAnthropic } from '../fakes/fake-anthropic.ts';
import { startFakeOpenAi } from '../fakes/fake-openai.ts';
import type { DraftRequest } from './provider.ts';
import {
  anthropic,
  compatible,
  openAi,
  question,
  testRouter,
  TestSpend,
} from './test-desk.fixture.ts';

const DRAFT: DraftRequest = {
  organizationId: 'org',
  steps: [],
  sopTitle: null,
  recent: [{ from: 'customer', text: 'Hello' }],
  customerName: null,
  language: null,
};

// Before any client is made: the SDKs keep hold of the console that they first write to.
const printed = vi.spyOn(console, 'error');

afterEach(() => vi.unstubAllEnvs());

test('the SDKs print nothing of a stream that they cannot parse', async () => {
  const [gpt, claude] = await Promise.all([startFakeOpenAi(), startFakeAnthropic()]);
  for (const { server, config } of [
    { server: gpt, config: openAi(gpt.url) },
    { server: claude, config: anthropic(claude.url) },
  ]) {
    server.script({ kind: 'garbage' });
    const spend = new TestSpend();
    const { signal } = new AbortController();
    for await (const { kind } of testRouter().draft(DRAFT, [config], spend, signal))
      expect(kind).toBe('none');
    expect(spend.calls).toMatchObject([{ outcome: 'invalid' }]);
  }
  expect(printed).not.toHaveBeenCalled();
  await Promise.all([gpt.close(), claude.close()]);
});

test('the SDKs take no key, account or address from the environment', async () => {
  for (const name of [
    'OPENAI_API_KEY',
    'OPENAI_ADMIN_KEY',
    'OPENAI_ORG_ID',
    'OPENAI_PROJECT_ID',
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
  ])
    vi.stubEnv(name, 'from-environment');
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1/v1');
  vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1');
  const [gpt, claude, local] = await Promise.all([
    startFakeOpenAi(),
    startFakeAnthropic(),
    startFakeOpenAi({ key: null }),
  ]);
  const spend = new TestSpend();
  for (const config of [openAi(gpt.url), anthropic(claude.url), compatible(local.url)])
    await testRouter().read(question('refund'), [config], spend, 5_000);
  expect(spend.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
  const headers = [gpt, claude, local].map(({ requests }) => requests[0]?.headers);
  expect(JSON.stringify(headers)).not.toContain('from-environment');
  await Promise.all([gpt.close(), claude.close(), local.close()]);
});
