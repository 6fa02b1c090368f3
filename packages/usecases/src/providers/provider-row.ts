import type { ProviderKind } from '@frontdesk/ai/providers/provider';
import { must } from '@frontdesk/core/assert';
import type { SealingKey } from '../sealing.ts';
import type { ProviderFields } from './provider-form.ts';

export const PROVIDER_KINDS = ['openai', 'anthropic', 'compatible'] as const;

/** What of a provider's row makes its fields. The kind is one of the three by the table's own check. */
export type ProviderRow = Omit<ProviderFields, 'kind' | 'apiKey'> & {
  readonly kind: string;
  readonly apiKey: Uint8Array | null;
};

export const sealKey = (sealing: SealingKey, apiKey: string): Uint8Array<ArrayBuffer> =>
  sealing.for('ai-provider-key').seal(new TextEncoder().encode(apiKey));

/** A key that was sealed under another `FRONTDESK_KEY` counts as none: it has to be given again. */
export function openKey(sealing: SealingKey, sealed: Uint8Array | null): string | null {
  if (sealed === null) return null;
  try {
    return new TextDecoder().decode(sealing.for('ai-provider-key').open(sealed));
  } catch {
    return null;
  }
}

/** With the key opened. */
export const fieldsOf = (sealing: SealingKey, row: ProviderRow): ProviderFields => ({
  kind: kindOf(row.kind),
  name: row.name,
  baseUrl: row.baseUrl,
  model: row.model,
  apiKey: openKey(sealing, row.apiKey),
  timeoutMs: row.timeoutMs,
  jsonSchema: row.jsonSchema,
  inputPrice: row.inputPrice,
  outputPrice: row.outputPrice,
  enabled: row.enabled,
});

/** Throws on a kind that the table's check keeps out. */
export const kindOf = (kind: string): ProviderKind =>
  must(
    PROVIDER_KINDS.find((known) => known === kind),
    'kind of provider',
  );
