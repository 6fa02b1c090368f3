import type { ProviderConfig, ProviderKind } from '@frontdesk/ai/providers/provider';
import { type ErrorDetail, type Outcome, done, refuse } from '@frontdesk/core/errors';
import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import { refusedBaseUrl } from '../inboxes/inbox-input.ts';

/** What admins say of a provider. Of a change, what is left out stays. */
export type ProviderForm = {
  readonly name?: string | undefined;
  /** Null or empty: the vendor's own address. */
  readonly baseUrl?: string | null | undefined;
  readonly model?: string | undefined;
  /** Null or empty: none. */
  readonly apiKey?: string | null | undefined;
  /** For one whole answer, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly jsonSchema?: boolean | undefined;
  /** US dollars for a million tokens. */
  readonly inputPrice?: number | undefined;
  readonly outputPrice?: number | undefined;
  readonly enabled?: boolean | undefined;
};

/** A provider as it is stored, with its key opened. */
export type ProviderFields = Omit<ProviderConfig, 'id'> & { readonly enabled: boolean };

/** The model and its prices are asked for: they change with the vendor's price list, not with ours. */
export const newProvider = (kind: ProviderKind): ProviderFields => ({
  kind,
  name: '',
  baseUrl: null,
  model: '',
  apiKey: null,
  timeoutMs: 4_000,
  jsonSchema: true,
  inputPrice: 0,
  outputPrice: 0,
  enabled: true,
});

/** It goes into a header. */
const KEY = /^[\u0021-\u007e]{1,1000}$/;

/**
 * The provider that a form makes of the one held so far. Refuses with VALIDATION_ERROR, by field; a key goes nowhere but
 * to the address that it was given for.
 */
export function applyForm(
  held: ProviderFields,
  form: ProviderForm,
  allowPrivateNetwork: boolean,
): Outcome<ProviderFields> {
  const next: ProviderFields = {
    kind: held.kind,
    name: form.name ?? held.name,
    baseUrl: form.baseUrl === undefined ? held.baseUrl : withoutSlash(form.baseUrl),
    model: form.model ?? held.model,
    apiKey: form.apiKey === undefined ? held.apiKey : form.apiKey || null,
    timeoutMs: form.timeoutMs ?? held.timeoutMs,
    jsonSchema: form.jsonSchema ?? held.jsonSchema,
    inputPrice: form.inputPrice ?? held.inputPrice,
    outputPrice: form.outputPrice ?? held.outputPrice,
    enabled: form.enabled ?? held.enabled,
  };
  const details = [...faultsOf(next, allowPrivateNetwork)];
  if (next.baseUrl !== held.baseUrl && held.apiKey !== null && form.apiKey === undefined)
    details.push({ field: 'apiKey', message: 'give it again for another address' });
  return details.length === 0
    ? done(next)
    : refuse('VALIDATION_ERROR', 'The provider is not valid.', details);
}

const withoutSlash = (url: string | null): string | null => url?.replace(/\/+$/, '') || null;

function* faultsOf(
  { kind, name, baseUrl, model, apiKey }: ProviderFields,
  allowPrivateNetwork: boolean,
): Generator<ErrorDetail> {
  if (name === '') yield { field: 'name', message: 'is needed' };
  if (name.toLowerCase() === BUILT_IN_READER)
    yield { field: 'name', message: 'is what the built-in reader is called' };
  if (model === '') yield { field: 'model', message: 'is needed' };
  if (apiKey !== null && !KEY.test(apiKey))
    yield { field: 'apiKey', message: 'must be one word of plain letters, digits and signs' };
  if (kind !== 'compatible' && apiKey === null) yield { field: 'apiKey', message: 'is needed' };
  if (kind === 'compatible' && baseUrl === null) yield { field: 'baseUrl', message: 'is needed' };
  const why = baseUrl === null ? null : refusedBaseUrl(baseUrl, allowPrivateNetwork);
  if (why !== null) yield { field: 'baseUrl', message: why };
}
