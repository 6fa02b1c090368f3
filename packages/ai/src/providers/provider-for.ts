import { unreachable } from '@frontdesk/core/assert';
import { AnthropicProvider } from './anthropic-provider.ts';
import { CompatibleProvider } from './compatible-provider.ts';
import type { Fetch } from './guarded-fetch.ts';
import { OpenAiProvider } from './openai-provider.ts';
import type { Provider, ProviderConfig } from './provider.ts';
import { NO_USAGE, ProviderFault } from './provider-fault.ts';

/** The protocol of a configured provider. Throws a {@link ProviderFault} where the configuration lacks what it needs. */
export function providerFor(config: ProviderConfig, fetch: Fetch): Provider {
  switch (config.kind) {
    case 'openai':
      requireKey(config);
      return new OpenAiProvider(config, fetch);
    case 'anthropic':
      requireKey(config);
      return new AnthropicProvider(config, fetch);
    case 'compatible':
      // The SDK would go to OpenAI instead.
      if (config.baseUrl === null) throw incomplete('It has no address.');
      return new CompatibleProvider(config, fetch);
    default:
      return unreachable(config.kind);
  }
}

function requireKey({ apiKey }: ProviderConfig): void {
  if (apiKey === null || apiKey === '') throw incomplete('It has no key.');
}

const incomplete = (why: string): ProviderFault =>
  new ProviderFault('error', why, { permanent: true, usage: NO_USAGE });
