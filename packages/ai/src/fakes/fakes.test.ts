import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeAnthropic } from './fake-anthropic.ts';
import type { FakeModelServer } from './fake-model-server.ts';
import { startFakeOpenAi } from './fake-openai.ts';

let gpt: FakeModelServer;
let claude: FakeModelServer;

beforeEach(async () => {
  [gpt, claude] = await Promise.all([startFakeOpenAi(), startFakeAnthropic()]);
});
afterEach(async () => {
  await Promise.all([gpt.close(), claude.close()]);
});

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['intent'],
  properties: { intent: { type: 'string', enum: ['a', 'b'] } },
};

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

describe('the fake OpenAI', () => {
  const ask = (path: string, body: unknown, key = 'sk-fake') =>
    post(`${gpt.url}/v1/${path}`, { authorization: `Bearer ${key}` }, body);
  const format = (schema: unknown) => ({
    model: 'gpt-fake',
    input: 'Hi',
    text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
  });

  test.each([
    ['an unknown field', { model: 'gpt-fake', input: 'Hi', foo: 1 }, 'foo', 'unknown_parameter'],
    ['no model', { input: 'Hi' }, 'model', 'missing_required_parameter'],
    [
      'too few tokens',
      { model: 'gpt-fake', input: 'Hi', max_output_tokens: 1 },
      'max_output_tokens',
      'invalid_value',
    ],
    [
      'a chat message',
      { model: 'gpt-fake', messages: [], input: 'Hi' },
      'messages',
      'unknown_parameter',
    ],
  ])('refuses %s', async (_name, body, param, code) => {
    expect(await ask('responses', body)).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param, code } },
    });
  });

  test.each([
    ['objects that are open', { ...SCHEMA, additionalProperties: true }],
    ['properties that may be missing', { ...SCHEMA, required: [] }],
    ['keywords that it does not know', { ...SCHEMA, minProperties: 1 }],
  ])('refuses a strict schema with %s', async (_name, schema) => {
    expect(await ask('responses', format(schema))).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_json_schema', param: 'text.format.schema' } },
    });
    expect((await ask('responses', format(SCHEMA))).status).toBe(200);
  });

  test('refuses a wrong key, an unknown model and an unknown path', async () => {
    const body = { model: 'gpt-fake', input: 'Hi' };
    expect(await ask('responses', body, 'no')).toMatchObject({ status: 401 });
    expect(await ask('responses', { ...body, model: 'x' })).toMatchObject({
      status: 404,
      body: { error: { code: 'model_not_found' } },
    });
    expect(await ask('nothing', body)).toMatchObject({ status: 404 });
  });

  test('lists its models', async () => {
    const answer = await fetch(`${gpt.url}/v1/models`, {
      headers: { authorization: 'Bearer sk-fake' },
    });
    expect(await answer.json()).toMatchObject({ data: [{ id: 'gpt-fake' }] });
  });
});

describe('the fake Anthropic', () => {
  const HEADERS = { 'x-api-key': 'sk-ant-fake', 'anthropic-version': '2026-10-21' };
  const BODY = {
    model: 'claude-fake',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'Hi' }],
  };
  const ask = (body: unknown, headers: Readonly<Record<string, string>> = HEADERS) =>
    post(`${claude.url}/v1/messages`, headers, body);

  test.each([
    [
      'no bound on its answer',
      { model: 'claude-fake', messages: BODY.messages },
      'max_tokens: Field required',
    ],
    [
      'a temperature, which this version does not have',
      { ...BODY, temperature: 0 },
      'temperature: Extra inputs are not permitted',
    ],
    [
      'a bound on a number',
      {
        ...BODY,
        output_config: {
          format: {
            type: 'json_schema',
            schema: { ...SCHEMA, properties: { intent: { type: 'number', minimum: 0 } } },
          },
        },
      },
      expect.stringContaining("'minimum' is not supported"),
    ],
    [
      'an open object',
      {
        ...BODY,
        output_config: {
          format: { type: 'json_schema', schema: { ...SCHEMA, additionalProperties: true } },
        },
      },
      expect.stringContaining('additionalProperties'),
    ],
  ])('refuses %s', async (_name, body, message) => {
    expect(await ask(body)).toMatchObject({
      status: 400,
      body: { type: 'error', error: { type: 'invalid_request_error', message } },
    });
  });

  test('refuses a wrong key, a missing version and an unknown model', async () => {
    expect(await ask(BODY, { ...HEADERS, 'x-api-key': 'no' })).toMatchObject({ status: 401 });
    expect(await ask(BODY, { 'x-api-key': 'sk-ant-fake' })).toMatchObject({ status: 400 });
    expect(await ask({ ...BODY, model: 'x' })).toMatchObject({ status: 404 });
    expect((await ask(BODY)).status).toBe(200);
  });
});

test('requests are kept, and a script is used up in order', async () => {
  gpt.script({ kind: 'say', text: 'one' }, { kind: 'say', text: 'two' });
  const said: unknown[] = [];
  for (let call = 0; call < 3; call += 1) {
    const { body } = await post(
      `${gpt.url}/v1/chat/completions`,
      { authorization: 'Bearer sk-fake' },
      { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi' }] },
    );
    said.push(
      (body as { choices: { message: { content: string } }[] }).choices[0]?.message.content,
    );
  }
  expect(said.slice(0, 2)).toEqual(['one', 'two']);
  expect(said[2]).toMatch(/^Hi, thank you/);
  expect(gpt.requests.map(({ path }) => path)).toEqual(Array(3).fill('/v1/chat/completions'));
});
