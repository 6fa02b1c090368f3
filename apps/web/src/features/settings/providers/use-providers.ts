import { useAsk } from '../ask.ts';

export type ProviderKind = 'openai' | 'anthropic' | 'compatible';

export const KIND_WORDS: Readonly<Record<ProviderKind, string>> = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  compatible: 'OpenAI-compatible server',
};

/** As `GET /api/v1/ai/providers` lists them: never with a key. Prices are US dollars for a million tokens. */
export type AiProvider = {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly model: string;
  readonly hasKey: boolean;
  readonly keyEnd: string | null;
  readonly timeoutMs: number;
  readonly jsonSchema: boolean;
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Its place, from 0. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly lastOkAt: string | null;
  /** Null again once it answers well. */
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
};

/** As `POST /api/v1/ai/test` answers for one provider. */
export type TestAnswer = {
  readonly ok: boolean;
  readonly problem: string | null;
  readonly model: string | null;
  readonly ms: number;
};

export const PROVIDERS_PATH = '/ai/providers';
export const TEST_PATH = '/ai/test';

export const useProviders = () => useAsk<{ readonly data: readonly AiProvider[] }>(PROVIDERS_PATH);

/** The result of a test, in a sentence. */
export const sayTest = ({ ok, problem, model, ms }: TestAnswer): string =>
  ok
    ? `It works: ${model ?? 'it'} answered in ${ms} ms.`
    : `It does not work. ${problem ?? 'It gave no reason.'}`;
