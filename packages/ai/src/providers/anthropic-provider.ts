import Anthropic from '@anthropic-ai/sdk';
import * as z from 'zod';
import type { Ask } from './ask.ts';
import type { Fetch } from './guarded-fetch.ts';
import { faultOfError } from './network-fault.ts';
import type { Provider, ProviderConfig, Usage } from './provider.ts';
import { faultOfStatus, ProviderFault, retryAfterOf } from './provider-fault.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

/** Of a message, what we read; the SDK's types are a promise that nobody checked. */
const tokens = z.number().nonnegative();
const usageSchema = z
  .object({
    input_tokens: tokens.nullish(),
    output_tokens: tokens.nullish(),
    cache_creation_input_tokens: tokens.nullish(),
    cache_read_input_tokens: tokens.nullish(),
  })
  .nullish()
  .catch(null);
const blockSchema = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.string() }),
]);
const messageSchema = z.object({
  content: z.array(blockSchema),
  stop_reason: z.string().nullable(),
  usage: usageSchema,
});

/** Anthropic's Messages API through its SDK, in the version of the API that the SDK speaks. */
export class AnthropicProvider implements Provider {
  readonly #client: Anthropic;
  readonly #model: string;

  constructor(config: ProviderConfig, fetch: Fetch) {
    this.#model = config.model;
    this.#client = new Anthropic({
      apiKey: config.apiKey,
      baseURL: config.baseUrl ?? 'https://api.anthropic.com',
      maxRetries: 0,
      timeout: config.timeoutMs,
      fetch,
      logger: SILENT_LOGGER,
      logLevel: 'off',
      // Its spans may be told by the environment to carry contents.
      openTelemetry: false,
    });
  }

  async answer<T>(ask: Ask<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage | null }> {
    try {
      const message: unknown = await this.#client.messages.create(
        { ...this.#params(ask), stream: false },
        { signal },
      );
      return valueOf(message, ask);
    } catch (error) {
      throw faultOf(error, this.#model);
    }
  }

  async *stream(ask: Ask<string>, signal: AbortSignal): AsyncGenerator<string, Usage | null> {
    let usage: Usage | null = null;
    try {
      const events = await this.#client.messages.create(
        { ...this.#params(ask), stream: true },
        { signal },
      );
      for await (const event of events) {
        switch (event.type) {
          case 'message_start':
            usage = usageOf(event.message.usage);
            break;
          case 'content_block_delta':
            yield textOf(event.delta);
            break;
          case 'message_delta':
            usage = later(usage, usageOf(event.usage));
            checkStop(event.delta.stop_reason, usage);
            break;
          case 'message_stop':
            return usage;
        }
      }
    } catch (error) {
      throw faultOf(error, this.#model);
    }
    throw ProviderFault.brokeOff();
  }

  #params(ask: Ask<unknown>) {
    return {
      model: this.#model,
      max_tokens: ask.maxOutputTokens,
      system: ask.instructions,
      messages: [{ role: 'user' as const, content: ask.data }],
      ...(ask.schema === null
        ? {}
        : {
            output_config: { format: { type: 'json_schema' as const, schema: { ...ask.schema } } },
          }),
    };
  }
}

function valueOf<T>(message: unknown, ask: Ask<T>): { value: T; usage: Usage | null } {
  const { data } = messageSchema.safeParse(message);
  if (data === undefined) throw ProviderFault.invalid(null);
  const usage = usageOf(data.usage);
  checkStop(data.stop_reason, usage);
  const value = ask.check(data.content.map((part) => ('text' in part ? part.text : '')).join(''));
  if (value === null) throw ProviderFault.invalid(usage);
  return { value, usage };
}

/** Thoughts and tool calls are not for the reader. */
const textOf = (delta: Anthropic.RawContentBlockDelta): string =>
  delta.type === 'text_delta' ? delta.text : '';

/** Only these two mean that the model said all that it had to say. */
function checkStop(reason: string | null, usage: Usage | null): void {
  if (reason === 'end_turn' || reason === 'stop_sequence' || reason === null) return;
  if (reason === 'refusal') throw ProviderFault.refused(usage);
  throw ProviderFault.cutOff(usage);
}

/** Tokens written to the vendor's cache or read from it are counted apart from the others. */
function usageOf(said: unknown): Usage | null {
  const usage = usageSchema.parse(said);
  if (usage == null) return null;
  return {
    inputTokens:
      (usage.input_tokens ?? 0) +
      (usage.cache_creation_input_tokens ?? 0) +
      (usage.cache_read_input_tokens ?? 0),
    outputTokens: usage.output_tokens ?? 0,
  };
}

/** The counts of a stream grow; the last event may leave out the input's. */
const later = (first: Usage | null, last: Usage | null): Usage | null =>
  first === null || last === null
    ? (last ?? first)
    : {
        inputTokens: Math.max(first.inputTokens, last.inputTokens),
        outputTokens: Math.max(first.outputTokens, last.outputTokens),
      };

function faultOf(error: unknown, model: string): ProviderFault {
  if (error instanceof Anthropic.APIConnectionTimeoutError)
    return new ProviderFault('timeout', 'It did not answer in time.', { usage: null });
  if (error instanceof Anthropic.APIConnectionError || !(error instanceof Anthropic.APIError))
    return faultOfError(error);
  if (typeof error.status !== 'number') return streamFault(error.type);
  return faultOfStatus({
    status: error.status,
    retryAfterMs: retryAfterOf(error.headers, Date.now()),
    // A limit that the account's owner has set answers 429 as well (contract: errors).
    noCredit: error.type === 'billing_error' || /spend_limit_reached/.test(stringOf(error.details)),
    model,
  });
}

/** The fault behind an `error` event, after status 200. */
const streamFault = (type: string | null): ProviderFault =>
  new ProviderFault(
    'error',
    type === 'overloaded_error'
      ? 'It is overloaded.'
      : 'It had an error of its own in the middle of its answer.',
    { usage: null },
  );

const stringOf = (details: unknown): string => JSON.stringify(details) ?? '';
