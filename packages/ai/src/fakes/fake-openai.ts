import { randomUUID } from 'node:crypto';
import { FakeModelServer } from './fake-model-server.ts';
import { chatQuestion, chatReply } from './openai-chat.ts';
import { responsesErrorEvent, responsesQuestion, responsesReply } from './openai-responses.ts';
import { brokenRule, chatBody, responsesBody, strictFault } from './openai-rules.ts';
import {
  json,
  type Dialect,
  type End,
  type Question,
  type RecordedRequest,
  type Reply,
  type VendorRefusal,
} from './turn.ts';

export type FakeOpenAiOptions = {
  /** Null: no key is asked for. */
  readonly key?: string | null;
  readonly models?: readonly string[];
  readonly port?: number;
  /** Takes a JSON schema as `response_format` of chat completions, or knows no `response_format` at all. */
  readonly responseFormats?: 'all' | 'json_object' | 'none';
  readonly usage?: boolean;
  readonly finishReason?: boolean;
  /** OpenAI nests its errors; vLLM has a flat shape of its own, Ollama a bare string. */
  readonly errors?: 'nested' | 'flat' | 'string';
};

const DEFAULTS = {
  key: 'sk-fake',
  models: ['gpt-fake'],
  responseFormats: 'all',
  usage: true,
  finishReason: true,
  errors: 'nested',
} as const;

type Settings = Required<Omit<FakeOpenAiOptions, 'port'>>;

/** OpenAI, or a server that speaks its chat completions; the base URL is its `url` and `/v1`. */
export function startFakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeModelServer> {
  const dialect = new OpenAiDialect({ ...DEFAULTS, ...options });
  return new FakeModelServer(dialect).listen(options.port);
}

type ErrorBody = { message: string; type: string; param?: string | null; code?: string | null };

class OpenAiDialect implements Dialect {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  immediate(request: RecordedRequest): Reply | null {
    const { key, models } = this.#settings;
    if (key !== null && request.headers['authorization'] !== `Bearer ${key}`)
      return this.refusal('bad-key', request);
    if (request.method === 'GET' && request.path === '/v1/models')
      return json(200, {
        object: 'list',
        data: models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'fake' })),
      });
    const chat = request.path === '/v1/chat/completions';
    if (request.method !== 'POST' || !(chat || request.path === '/v1/responses'))
      return this.#error(404, {
        message: `Invalid URL (${request.method} ${request.path})`,
        type: 'invalid_request_error',
      });
    return this.#broken(request, chat);
  }

  question(request: RecordedRequest): Question {
    return isChat(request)
      ? chatQuestion(chatBody.parse(request.body))
      : responsesQuestion(responsesBody.parse(request.body));
  }

  answer(request: RecordedRequest, text: string, end: End): Reply {
    return isChat(request)
      ? chatReply(chatBody.parse(request.body), { text, end }, this.#settings)
      : responsesReply(responsesBody.parse(request.body), text, end);
  }

  refusal(as: VendorRefusal, request: RecordedRequest): Reply {
    // The real one repeats a part of the key as well.
    const key = request.headers['authorization'] ?? '';
    const [status, type, code, message] = {
      'bad-key': [
        401,
        'invalid_request_error',
        'invalid_api_key',
        `Incorrect API key provided: ${key}.`,
      ],
      forbidden: [403, 'invalid_request_error', 'unsupported_country', 'Country not supported.'],
      'no-model': [404, 'invalid_request_error', 'model_not_found', 'The model does not exist.'],
      'no-credit': [429, 'insufficient_quota', 'insufficient_quota', 'You exceeded your quota.'],
      'slow-down': [429, 'requests', 'rate_limit_exceeded', 'Rate limit reached.'],
      overloaded: [503, 'service_unavailable_error', null, 'The engine is overloaded.'],
      'server-error': [500, 'server_error', null, 'The server had an error.'],
    }[as] as [number, string, string | null, string];
    return this.#error(status, { message, type, code, param: null });
  }

  errorEvent(request: RecordedRequest): string {
    if (!isChat(request)) return responsesErrorEvent();
    const error = { message: 'The model crashed.', type: 'server_error', code: 500 };
    return this.#settings.errors === 'flat'
      ? `data: ${JSON.stringify({ object: 'error', ...error })}\n\n`
      : `data: ${JSON.stringify({ error })}\n\n`;
  }

  /** What it says of a body that is not in order. */
  #broken(request: RecordedRequest, chat: boolean): Reply | null {
    const broken = brokenRule(request.body, chat ? chatBody : responsesBody);
    if (broken !== null) return this.#error(400, { type: 'invalid_request_error', ...broken });
    const { model } = request.body as { model: string };
    if (!this.#settings.models.includes(model)) return this.refusal('no-model', request);
    const format = chat
      ? chatBody.parse(request.body).response_format
      : responsesBody.parse(request.body).text?.format;
    if (format === undefined) return null;
    if (chat && !this.#takes(format.type))
      return this.#error(400, {
        message: "'response_format' is not supported by this server.",
        type: 'invalid_request_error',
        param: 'response_format',
      });
    const asked = 'json_schema' in format ? format.json_schema : 'schema' in format ? format : null;
    const fault = asked?.strict === true ? strictFault(asked.schema) : null;
    if (asked === null || fault === null) return null;
    return this.#error(400, {
      message: `Invalid schema for response_format '${asked.name}': ${fault}`,
      type: 'invalid_request_error',
      param: chat ? 'response_format' : 'text.format.schema',
      code: 'invalid_json_schema',
    });
  }

  #takes(type: string): boolean {
    const { responseFormats } = this.#settings;
    return responseFormats === 'all' || type === 'text' || type === responseFormats;
  }

  #error(status: number, error: ErrorBody): Reply {
    const headers = { 'x-request-id': `req_${randomUUID()}` };
    switch (this.#settings.errors) {
      case 'nested':
        return json(status, { error }, headers);
      case 'flat':
        return json(status, { object: 'error', ...error, code: status }, headers);
      case 'string':
        return json(status, { error: error.message }, headers);
    }
  }
}

const isChat = ({ path }: RecordedRequest): boolean => path === '/v1/chat/completions';
