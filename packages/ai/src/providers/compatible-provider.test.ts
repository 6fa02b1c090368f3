import { afterEach, describe, expect, test } from 'vitest';
import type { FakeModelServer } from '../fakes/fake-model-server.ts';
import { startFakeOpenAi, type FakeOpenAiOptions } from '../fakes/fake-openai.ts';
import type { ProviderConfig } from './provider.ts';
import { compatible, question, testRouter, TestSpend } from './test-desk.fixture.ts';

const servers: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function local(options: FakeOpenAiOptions = {}): Promise<FakeModelServer> {
  const server = await startFakeOpenAi({ key: null, ...options });
  servers.push(server);
  return server;
}

async function read(server: FakeModelServer, rest: Partial<ProviderConfig> = {}) {
  const spend = new TestSpend();
  const answer = await testRouter().read(
    question('I want my money back'),
    [compatible(server.url, rest)],
    spend,
    5_000,
  );
  return { answer, spend };
}

const formats = (server: FakeModelServer): readonly (string | null)[] =>
  server.requests.map(
    ({ body }) => (body as { response_format?: { type: string } }).response_format?.type ?? null,
  );

describe('the form of the answer', () => {
  test('goes as a JSON schema to a server that takes one', async () => {
    const server = await local();
    const { answer } = await read(server);
    expect(answer?.reading.intent).toBe('refund');
    expect(formats(server)).toEqual(['json_schema']);
  });

  test('is written out for a server that only promises JSON', async () => {
    const server = await local({ responseFormats: 'json_object' });
    const { answer } = await read(server, { jsonSchema: false });
    expect(answer?.reading.intent).toBe('refund');
    expect(formats(server)).toEqual(['json_object']);
  });

  test('is asked for in words where the server knows no format at all', async () => {
    const server = await local({ responseFormats: 'none' });
    const { answer, spend } = await read(server, { jsonSchema: false });
    expect(answer?.reading.intent).toBe('refund');
    expect(formats(server)).toEqual(['json_object', null]);
    expect(spend.outcomes).toEqual(['local ok']);
  });

  test('is asked for once more when the answer has another, and both are paid for', async () => {
    const server = await local();
    const once = await read(server, { id: 'once' });
    server.script({ kind: 'say', text: 'It is a refund, I think.' });
    const { answer, spend } = await read(server);
    expect(answer?.reading.intent).toBe('refund');
    expect(server.requests).toHaveLength(3);
    expect(spend.outcomes).toEqual(['local ok']);
    expect(spend.calls[0]!.inputTokens).toBeGreaterThan(2 * once.spend.calls[0]!.inputTokens);
  });

  test('is asked for once more only', async () => {
    const server = await local();
    server.script({ kind: 'say', text: 'Hm.' }, { kind: 'say', text: 'Refund!' });
    const { answer, spend } = await read(server);
    expect(answer).toBeNull();
    expect(server.requests).toHaveLength(2);
    expect(spend.outcomes).toEqual(['local invalid']);
  });

  test('may stand in a fence, after thoughts', async () => {
    const server = await local();
    const said = JSON.stringify({
      intent: 'refund',
      confidence: 0.8,
      language: 'en-GB',
      urgency: 'HIGH',
    });
    server.script({
      kind: 'say',
      text: `<think>money… {"a":1}</think>\n\`\`\`json\n${said}\n\`\`\``,
    });
    const { answer } = await read(server);
    expect(answer?.reading).toMatchObject({ intent: 'refund', language: 'en', urgency: 'HIGH' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the key', () => {
  test('is left out where there is none', async () => {
    const server = await local();
    await read(server);
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('is sent where there is one', async () => {
    const server = await local({ key: 'secret' });
    const { answer } = await read(server, { apiKey: 'secret' });
    expect(answer).not.toBeNull();
  });
});

describe.each(['nested', 'flat', 'string'] as const)('errors in the %s shape', (errors) => {
  test('say what is wrong', async () => {
    const server = await local({ errors });
    const unknown = await read(server, { model: 'not-pulled' });
    expect(unknown.spend.calls[0]?.error).toBe('There is no model “not-pulled” at this address.');
    server.script({ kind: 'refuse', as: 'overloaded' });
    const busy = await read(server);
    expect(busy.spend.calls[0]?.error).toBe('It is overloaded.');
  });
});

test('without an address nothing is sent to anybody', async () => {
  const server = await local();
  const { spend } = await read(server, { baseUrl: null });
  expect(spend.calls[0]).toMatchObject({ outcome: 'error', error: 'It has no address.' });
  expect(server.requests).toEqual([]);
});
