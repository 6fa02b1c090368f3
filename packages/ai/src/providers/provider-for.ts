import { unreachable } from '@frontdesk/core/assert';
import type { Fetch } from './guarded-fetch.ts';
import type { Provider, ProviderConfig } from './provider.ts';
import { NO_USAGE, ProviderFault } from './provider-fault.ts';

/**
 * The protocol of a configured provider. Each SDK is loaded by the first who needs it: most processes never do, and each takes
 * some 20 MB. Rejects with a {@link ProviderFault} where the configuration lacks what it needs.
 */
export async function providerFor(config: ProviderConfig, fetch: Fetch): Promise<Provider> {
  switch (config.kind) {
    case 'openai': {
      requireKey(config);
      const { OpenAiProvider } = await import('./openai-provider.ts');
      return new OpenAiProvider(config, fetch);
    }
    case 'anthropic': {
      requireKey(config);
      const { AnthropicProvider } = await import('./anthropic-provider.ts');
      return new AnthropicProvider(config, fetch);
    }
    case 'compatible': {
      // The SDK would go to OpenAI instead.
      if (config.baseUrl === null) throw incomplete('It has no address.');
      const { CompatibleProvider } = await import('./compatible-provider.ts');
      return new CompatibleProvider(config, fetch);
    }
    default:
      return unreachable(config.kind);
  }
}

function requireKey({ apiKey }: ProviderConfig): void {
  if (apiKey === null || apiKey === '') throw incomplete('It has no key.');
}

const incomplete = (why: string): ProviderFault =>
  new ProviderFault('error', why, { permanent: true, usage: NO_USAGE });
