import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { FakeModelServer } from './fake-model-server.ts';
import {
  eventStream,
  json,
  wordsOf,
  type Dialect,
  type End,
  type Question,
  type RecordedRequest,
  type Reply,
  type VendorRefusal,
} from './turn.ts';
import { unchecked } from './unchecked.ts';

export type FakeAnthropicOptions = {
  readonly key?: string;
  readonly models?: readonly string[];
  readonly port?: number;
};

const DEFAULTS = { key: 'sk-ant-fake', models: ['claude-fake'] } as const;

/** Anthropic's Messages API; the base URL is its `url`. */
export function startFakeAnthropic(options: FakeAnthropicOptions = {}): Promise<FakeModelServer> {
  const dialect = new AnthropicDialect({ ...DEFAULTS, ...options });
  return new FakeModelServer(dialect).listen(options.port);
}

const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  ...unchecked('cache_control'),
});
const content = z.union([z.string(), z.array(textBlock)]);

/** Fields of `POST /v1/messages` in the version of 2026-10-21, which has no sampling fields any more. */
const messagesBody = z.strictObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: content.optional(),
  stream: z.boolean().optional(),
  output_config: z
    .strictObject({
      ...unchecked('effort'),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
        .nullish(),
    })
    .optional(),
  ...unchecked(
    'tools',
    'tool_choice',
    'thinking',
    'stop_sequences',
    'metadata',
    'service_tier',
    'cache_control',
    'container',
    'inference_geo',
    'speed',
  ),
});

type Body = z.infer<typeof messagesBody>;

class AnthropicDialect implements Dialect {
  readonly #key: string;
  readonly #models: readonly string[];

  constructor({ key, models }: { key: string; models: readonly string[] }) {
    this.#key = key;
    this.#models = models;
  }

  immediate(request: RecordedRequest): Reply | null {
    if (keyIn(request) !== this.#key) return this.refusal('bad-key');
    if (request.headers['anthropic-version'] !== '2026-10-21')
      return error(400, 'invalid_request_error', 'anthropic-version: unknown version');
    if (request.method === 'GET' && request.path === '/v1/models')
      return json(200, {
        data: this.#models.map((id) => ({ type: 'model', id, display_name: id })),
        has_more: false,
      });
    if (request.method !== 'POST' || request.path !== '/v1/messages')
      return error(404, 'not_found_error', 'Not found');
    const issue = messagesBody.safeParse(request.body).error?.issues[0];
    if (issue !== undefined) return error(400, 'invalid_request_error', wordsFor(issue));
    const body = bodyOf(request);
    if (!this.#models.includes(body.model)) return this.refusal('no-model');
    const fault = schemaFault(body.output_config?.format?.schema);
    return fault === null ? null : error(400, 'invalid_request_error', fault);
  }

  question(request: RecordedRequest): Question {
    const body = bodyOf(request);
    return {
      instructions: textOf(body.system ?? ''),
      data: body.messages.map((message) => textOf(message.content)).join('\n'),
      schema: body.output_config?.format?.schema ?? null,
      stream: body.stream === true,
    };
  }

  answer(request: RecordedRequest, text: string, end: End): Reply {
    const body = bodyOf(request);
    const said = { text: end === 'done' ? text : text.slice(0, text.length / 2), end };
    const message = messageOf(body, said);
    const headers = { 'request-id': message.id };
    return body.stream === true
      ? eventStream(eventsOf(message, said), headers)
      : json(200, message, headers);
  }

  refusal(as: VendorRefusal): Reply {
    const [status, type, message, details] = {
      'bad-key': [401, 'authentication_error', 'invalid x-api-key'],
      forbidden: [403, 'permission_error', 'Your API key has no permission.'],
      'no-model': [404, 'not_found_error', 'model: not found'],
      'no-credit': [
        429,
        'rate_limit_error',
        'This workspace has reached its limit.',
        { type: 'workspace_spend_limit_reached' },
      ],
      'slow-down': [429, 'rate_limit_error', 'This request would exceed your rate limit.'],
      overloaded: [529, 'overloaded_error', 'Overloaded'],
      'server-error': [500, 'api_error', 'Internal server error'],
    }[as] as [number, string, string, object?];
    return error(status, type, message, details);
  }

  errorEvent(): string {
    return event('error', {
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: null,
    });
  }
}

/** The documentation has `x-api-key`; the SDK sends a bearer since the version of 2026-10-21 (1.10.0, `apiKeyAuth`). */
const keyIn = ({ headers }: RecordedRequest): string | undefined =>
  headers['x-api-key'] ?? headers['authorization']?.replace(/^Bearer /, '');

const bodyOf = (request: RecordedRequest): Body => messagesBody.parse(request.body);

const textOf = (said: z.infer<typeof content>): string =>
  typeof said === 'string' ? said : said.map(({ text }) => text).join('');

const error = (status: number, type: string, message: string, details?: object): Reply => {
  const request_id = `req_${randomUUID()}`;
  return json(
    status,
    { type: 'error', error: { type, message, ...(details ? { details } : {}) }, request_id },
    { 'request-id': request_id },
  );
};

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `${[...issue.path, issue.keys[0] ?? ''].join('.')}: Extra inputs are not permitted`;
  return issue.code === 'invalid_type'
    ? `${issue.path.join('.')}: Field required`
    : `${issue.path.join('.')}: Input is not valid`;
}

/** Keywords beyond these are refused; bounds of numbers are among them (the SDK's own list, which moves the others into the description). */
const KEYWORDS = new Set(
  'type properties required additionalProperties items enum const anyOf allOf description title $defs $ref format minItems'.split(
    ' ',
  ),
);

function schemaFault(schema: unknown): string | null {
  if (typeof schema !== 'object' || schema === null) return null;
  const node = schema as Record<string, unknown>;
  const unknown = Object.keys(node).find((key) => !KEYWORDS.has(key));
  if (unknown !== undefined)
    return `output_config.format.schema: For '${String(node['type'])}' type, property '${unknown}' is not supported`;
  if (node['type'] !== 'object') return schemaFault(node['items']);
  if (node['additionalProperties'] !== false)
    return "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false";
  for (const child of Object.values(node['properties'] ?? {})) {
    const fault = schemaFault(child);
    if (fault !== null) return fault;
  }
  return null;
}

const STOP_REASONS = { done: 'end_turn', refusal: 'refusal', incomplete: 'max_tokens' } as const;

function messageOf(body: Body, { text, end }: { text: string; end: End }) {
  const asked =
    textOf(body.system ?? '') + body.messages.map((one) => textOf(one.content)).join('');
  return {
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [{ type: 'text', text, citations: null }],
    stop_reason: STOP_REASONS[end],
    stop_sequence: null,
    usage: {
      input_tokens: Math.ceil(asked.length / 4) - 1,
      output_tokens: Math.ceil(text.length / 4),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 1,
      service_tier: 'standard',
    },
  };
}

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

function eventsOf(
  message: ReturnType<typeof messageOf>,
  { text }: { text: string },
): readonly string[] {
  const begun = {
    ...message,
    content: [],
    stop_reason: null,
    usage: { ...message.usage, output_tokens: 1 },
  };
  const delta = (text: string): string =>
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  return [
    event('message_start', { message: begun }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
    event('something_new', { note: 'unknown events are to be ignored' }),
    ...wordsOf(text).map(delta),
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: { output_tokens: message.usage.output_tokens },
    }),
    event('message_stop', {}),
  ];
}
