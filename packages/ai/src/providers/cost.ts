import type { Ask } from './ask.ts';
import type { ProviderConfig, Usage } from './provider.ts';

/** Tokens are about four bytes of English; of Thai or Chinese one character, which is three bytes. */
const BYTES_PER_TOKEN = 3;

/** At least as many tokens as a text has, for nearly all texts. */
const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

/** The most that a question may use. A compatible server may be asked twice, with its first answer shown to it. */
export function usageAtMost(ask: Ask<unknown>, config: ProviderConfig): Usage {
  const schema = ask.schema === null ? '' : JSON.stringify(ask.schema);
  const once = tokensOf(ask.instructions) + tokensOf(ask.data) + tokensOf(schema);
  return config.kind === 'compatible' && ask.schema !== null
    ? { inputTokens: 2 * once + ask.maxOutputTokens, outputTokens: 2 * ask.maxOutputTokens }
    : { inputTokens: once, outputTokens: ask.maxOutputTokens };
}

/** A dollar per million tokens is a millionth of a dollar per token. Rounded up. */
export const microUsdOf = (usage: Usage, config: ProviderConfig): number =>
  Math.ceil(usage.inputTokens * config.inputPrice + usage.outputTokens * config.outputPrice);
