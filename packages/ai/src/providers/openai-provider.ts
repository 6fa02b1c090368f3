import type OpenAI from 'openai';
import * as z from 'zod';
import type { Ask } from './ask.ts';
import type { Fetch } from './guarded-fetch.ts';
import { openAiClient, openAiFault, openAiStreamFault } from './openai-client.ts';
import type { Provider, ProviderConfig, Usage } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';

/** Of a response, what we read; the SDK's types are a promise that nobody checked. */
const usageSchema = z
  .object({ input_tokens: z.number().nonnegative(), output_tokens: z.number().nonnegative() })
  .nullish();
const contentSchema = z.union([
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('refusal') }),
  z.object({ type: z.string() }),
]);
const responseSchema = z.object({
  status: z.string(),
  error: z.object({ code: z.string() }).nullish(),
  output: z.array(z.object({ type: z.string(), content: z.array(contentSchema).nullish() })),
  usage: usageSchema.catch(null),
});

/** OpenAI's Responses API through its SDK. Nothing is stored at the vendor. */
export class OpenAiProvider implements Provider {
  readonly #client: OpenAI;
  readonly #model: string;

  constructor(config: ProviderConfig, fetch: Fetch) {
    this.#client = openAiClient(config, fetch);
    this.#model = config.model;
  }

  async answer<T>(ask: Ask<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage | null }> {
    try {
      const response: unknown = await this.#client.responses.create(
        { ...this.#params(ask), stream: false },
        { signal },
      );
      return valueOf(response, ask);
    } catch (error) {
      throw openAiFault(error, this.#model);
    }
  }

  async *stream(ask: Ask<string>, signal: AbortSignal): AsyncGenerator<string, Usage | null> {
    try {
      const events = await this.#client.responses.create(
        { ...this.#params(ask), stream: true },
        { signal },
      );
      for await (const event of events) {
        switch (event.type) {
          case 'response.output_text.delta':
            yield event.delta;
            break;
          case 'response.completed':
            return usageOf(usageSchema.catch(null).parse(event.response.usage));
          case 'response.incomplete':
            throw ProviderFault.cutOff(
              usageOf(usageSchema.catch(null).parse(event.response.usage)),
            );
          case 'response.refusal.delta':
          case 'response.refusal.done':
            throw ProviderFault.refused(null);
          case 'response.failed':
            throw openAiStreamFault(event.response.error?.code ?? '');
        }
      }
    } catch (error) {
      throw openAiFault(error, this.#model);
    }
    throw ProviderFault.brokeOff();
  }

  #params(ask: Ask<unknown>) {
    return {
      model: this.#model,
      instructions: ask.instructions,
      input: [
        { role: 'user' as const, content: [{ type: 'input_text' as const, text: ask.data }] },
      ],
      max_output_tokens: ask.maxOutputTokens,
      store: false,
      ...(ask.schema === null
        ? {}
        : {
            text: {
              format: {
                type: 'json_schema' as const,
                name: 'answer',
                strict: true,
                schema: { ...ask.schema },
              },
            },
          }),
    };
  }
}

function valueOf<T>(response: unknown, ask: Ask<T>): { value: T; usage: Usage | null } {
  const { data } = responseSchema.safeParse(response);
  if (data === undefined) throw ProviderFault.invalid(null);
  const usage = usageOf(data.usage);
  const content = data.output.flatMap((item) =>
    item.type === 'message' ? (item.content ?? []) : [],
  );
  if (content.some(({ type }) => type === 'refusal')) throw ProviderFault.refused(usage);
  if (data.status === 'failed') throw openAiStreamFault(data.error?.code ?? '');
  if (data.status !== 'completed') throw ProviderFault.cutOff(usage);
  const value = ask.check(content.map((part) => ('text' in part ? part.text : '')).join(''));
  if (value === null) throw ProviderFault.invalid(usage);
  return { value, usage };
}

const usageOf = (usage: z.infer<typeof usageSchema>): Usage | null =>
  usage == null ? null : { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };
