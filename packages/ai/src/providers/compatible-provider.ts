import type OpenAI from 'openai';
import * as z from 'zod';
import type { Ask } from './ask.ts';
import type { Fetch } from './guarded-fetch.ts';
import { openAiClient, openAiFault, openAiStreamFault } from './openai-client.ts';
import type { Provider, ProviderConfig, Usage } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';

type Message = { role: 'system' | 'user' | 'assistant'; content: string };
type Format = 'json_schema' | 'json_object' | 'plain';

/** What these servers have in common. Usage may be missing, and the reason for the end null or a word of their own. */
const usageSchema = z
  .object({
    prompt_tokens: z.number().nonnegative(),
    completion_tokens: z.number().nonnegative(),
  })
  .nullish()
  .catch(null);
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: usageSchema,
});
const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: usageSchema,
});

const REPAIR =
  'That was not an answer in the form asked for. Answer the same question again with that one JSON object, and nothing before or after it.';
const REPAIRED_CHARS = 2_000;

type Reply = { readonly text: string; readonly usage: Usage | null };

/**
 * Any server that speaks OpenAI's chat completions. Where it takes no schema, the schema is written out for the
 * model and a useless answer is asked for once more.
 */
export class CompatibleProvider implements Provider {
  readonly #client: OpenAI;
  readonly #config: ProviderConfig;

  constructor(config: ProviderConfig, fetch: Fetch) {
    this.#client = openAiClient(config, fetch);
    this.#config = config;
  }

  async answer<T>(ask: Ask<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage | null }> {
    try {
      const format = formatFor(ask, this.#config.jsonSchema);
      const first = await this.#withFallback(ask, format, signal);
      const value = ask.check(answerIn(first.text));
      if (value !== null) return { value, usage: first.usage };
      return await this.#repaired(ask, first, signal);
    } catch (error) {
      throw openAiFault(error, this.#config.model);
    }
  }

  async *stream(ask: Ask<string>, signal: AbortSignal): AsyncGenerator<string, Usage | null> {
    let usage: Usage | null = null;
    let finished: string | null = null;
    try {
      const chunks = await this.#client.chat.completions.create(
        {
          model: this.#config.model,
          messages: messagesFor(ask, 'plain'),
          max_tokens: ask.maxOutputTokens,
          stream: true,
          stream_options: { include_usage: true },
        },
        { signal },
      );
      for await (const said of chunks) {
        const { data } = chunkSchema.safeParse(said);
        // vLLM puts its errors into the stream as they are, without the word `error` around them.
        if (data === undefined) throw openAiStreamFault('');
        usage = usageOf(data.usage) ?? usage;
        const [choice] = data.choices;
        if (choice?.delta?.refusal) throw ProviderFault.refused(usage);
        if (choice?.delta?.content) yield choice.delta.content;
        finished = choice?.finish_reason ?? finished;
      }
      checkFinish(finished, usage);
    } catch (error) {
      throw openAiFault(error, this.#config.model);
    }
    // Neither a reason nor a count has to come. A connection that broke has thrown above.
    return usage;
  }

  /** A server that knows no `response_format` refuses the request for it; then the words alone must do. */
  async #withFallback(ask: Ask<unknown>, format: Format, signal: AbortSignal): Promise<Reply> {
    const params = { messages: messagesFor(ask, format), ask, signal };
    try {
      return await this.#complete({ ...params, format });
    } catch (error) {
      const refused = openAiFault(error, this.#config.model);
      if (format === 'json_object' && refused.kind === 'error' && refused.excused)
        return this.#complete({ ...params, format: 'plain' });
      throw error;
    }
  }

  async #repaired<T>(
    ask: Ask<T>,
    first: Reply,
    signal: AbortSignal,
  ): Promise<{ value: T; usage: Usage | null }> {
    const second = await this.#complete({
      messages: [
        ...messagesFor(ask, 'plain'),
        { role: 'assistant', content: first.text.slice(0, REPAIRED_CHARS) },
        { role: 'user', content: REPAIR },
      ],
      ask,
      format: this.#config.jsonSchema ? 'json_schema' : 'plain',
      signal,
    });
    const usage = sumOf(first.usage, second.usage);
    const value = ask.check(answerIn(second.text));
    if (value === null) throw ProviderFault.invalid(usage);
    return { value, usage };
  }

  async #complete({
    messages,
    ask,
    format,
    signal,
  }: {
    messages: readonly Message[];
    ask: Ask<unknown>;
    format: Format;
    signal: AbortSignal;
  }): Promise<Reply> {
    const completion: unknown = await this.#client.chat.completions.create(
      {
        model: this.#config.model,
        messages: [...messages],
        // The newer `max_completion_tokens` is not known to all of these servers.
        max_tokens: ask.maxOutputTokens,
        stream: false,
        ...responseFormat(ask, format),
      },
      { signal },
    );
    const { data } = completionSchema.safeParse(completion);
    const choice = data?.choices[0];
    if (data === undefined || choice === undefined) throw ProviderFault.invalid(null);
    const usage = usageOf(data.usage);
    if (choice.message.refusal) throw ProviderFault.refused(usage);
    checkFinish(choice.finish_reason ?? null, usage);
    return { text: choice.message.content ?? '', usage };
  }
}

const formatFor = (ask: Ask<unknown>, jsonSchema: boolean): Format => {
  if (ask.schema === null) return 'plain';
  return jsonSchema ? 'json_schema' : 'json_object';
};

function messagesFor(ask: Ask<unknown>, format: Format): Message[] {
  const written =
    ask.schema === null || format === 'json_schema'
      ? ''
      : `\nThe JSON schema of the answer: ${JSON.stringify(ask.schema)}`;
  return [
    { role: 'system', content: ask.instructions + written },
    { role: 'user', content: ask.data },
  ];
}

function responseFormat(ask: Ask<unknown>, format: Format) {
  if (format === 'plain' || ask.schema === null) return {};
  if (format === 'json_object') return { response_format: { type: 'json_object' as const } };
  const json_schema = { name: 'answer', strict: true, schema: { ...ask.schema } };
  return { response_format: { type: 'json_schema' as const, json_schema } };
}

/** Small models think aloud and put fences around their answers. */
function answerIn(text: string): string {
  const said = text.replace(/^[\s\S]*<\/think>/, '');
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(said)?.[1] ?? said.trim();
}

/** Of the reasons, `length` and `content_filter` mean the same everywhere; all others are an end. */
function checkFinish(reason: string | null, usage: Usage | null): void {
  if (reason === 'length') throw ProviderFault.cutOff(usage);
  if (reason === 'content_filter') throw ProviderFault.refused(usage);
}

const usageOf = (usage: z.infer<typeof usageSchema>): Usage | null =>
  usage == null
    ? null
    : { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };

const sumOf = (one: Usage | null, other: Usage | null): Usage | null =>
  one === null || other === null
    ? null
    : {
        inputTokens: one.inputTokens + other.inputTokens,
        outputTokens: one.outputTokens + other.outputTokens,
      };
