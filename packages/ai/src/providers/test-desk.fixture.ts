import type { Log, LogFields } from '@frontdesk/core/log';
import type { DraftEvent, ProviderCall, ProviderConfig, ReadRequest, Spend } from './provider.ts';
import { AiRouter } from './router.ts';
// Whoever asks first loads the SDKs: no test's time is for that.
import './anthropic-provider.ts';
import './openai-provider.ts';

/** An organization's purse, with what was written into its book. */
export class TestSpend implements Spend {
  readonly calls: (ProviderCall & { readonly providerId: string })[] = [];
  #left: number;

  constructor(left = Number.POSITIVE_INFINITY) {
    this.#left = left;
  }

  async reserve(_providerId: string, microUsd: number): Promise<boolean> {
    if (microUsd > this.#left) return false;
    this.#left -= microUsd;
    return true;
  }

  async settle(providerId: string, call: ProviderCall): Promise<void> {
    this.#left += call.reservedMicroUsd - call.microUsd;
    this.calls.push({ ...call, providerId });
  }

  get left(): number {
    return this.#left;
  }

  get outcomes(): readonly string[] {
    return this.calls.map(({ providerId, outcome }) => `${providerId} ${outcome}`);
  }
}

/** Everything that is written to the log, as it would be printed. */
export class TestLog implements Log {
  readonly lines: string[] = [];
  readonly #write = (fields: LogFields, message: string): void =>
    void this.lines.push(JSON.stringify({ ...fields, message }));
  readonly debug = this.#write;
  readonly info = this.#write;
  readonly warn = this.#write;
  readonly error = this.#write;
}

export function testRouter(
  options: { now?: () => number; log?: Log; allowPrivateNetwork?: boolean } = {},
): AiRouter {
  return new AiRouter({
    log: options.log ?? new TestLog(),
    now: options.now ?? Date.now,
    allowPrivateNetwork: options.allowPrivateNetwork ?? true,
  });
}

const COMMON = { timeoutMs: 5_000, jsonSchema: true, inputPrice: 1, outputPrice: 10 };

export const openAi = (url: string, rest: Partial<ProviderConfig> = {}): ProviderConfig => ({
  ...COMMON,
  id: 'openai',
  kind: 'openai',
  name: 'OpenAI',
  model: 'gpt-fake',
  apiKey: 'sk-fake',
  baseUrl: `${url}/v1`,
  ...rest,
});

export const anthropic = (url: string, rest: Partial<ProviderConfig> = {}): ProviderConfig => ({
  ...COMMON,
  id: 'anthropic',
  kind: 'anthropic',
  name: 'Anthropic',
  model: 'claude-fake',
  apiKey: 'sk-ant-fake',
  baseUrl: url,
  ...rest,
});

export const compatible = (url: string, rest: Partial<ProviderConfig> = {}): ProviderConfig => ({
  ...COMMON,
  id: 'local',
  kind: 'compatible',
  name: 'Local',
  model: 'gpt-fake',
  apiKey: null,
  baseUrl: `${url}/v1`,
  ...rest,
});

export const question = (text: string, rest: Partial<ReadRequest> = {}): ReadRequest => ({
  organizationId: 'org',
  text,
  intents: [
    { name: 'password_reset', description: 'Cannot sign in or forgot the password.' },
    { name: 'refund', description: 'Wants money back.' },
    { name: 'opening_hours', description: null },
  ],
  recent: [],
  ...rest,
});

/** What the composer shows in the end. */
export function shown(events: readonly DraftEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.kind === 'text') text += event.delta;
    if (event.kind === 'restart') text = '';
  }
  return text;
}

/** The kinds of events, runs of text as one. */
export const kinds = (events: readonly DraftEvent[]): readonly string[] =>
  events
    .map(({ kind }) => kind)
    .filter((kind, index, all) => kind !== 'text' || all[index - 1] !== 'text');
