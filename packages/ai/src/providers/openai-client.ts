import OpenAI from 'openai';
import type { Fetch } from './guarded-fetch.ts';
import { faultOfError } from './network-fault.ts';
import type { ProviderConfig } from './provider.ts';
import { faultOfStatus, ProviderFault, retryAfterOf } from './provider-fault.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

/** The official SDK, which takes nothing from the environment and repeats nothing by itself. */
export function openAiClient(config: ProviderConfig, fetch: Fetch): OpenAI {
  return new OpenAI({
    // Without a key the header is left out; the SDK insists on something to leave out.
    apiKey: config.apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    baseURL: config.baseUrl ?? 'https://api.openai.com/v1',
    maxRetries: 0,
    timeout: config.timeoutMs,
    fetch,
    logger: SILENT_LOGGER,
    logLevel: 'off',
    ...(config.apiKey === null ? { defaultHeaders: { authorization: null } } : {}),
  });
}

/** Codes of 429 and 403 that no waiting cures (contract: errors). */
const NO_CREDIT: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'billing_hard_limit_reached',
  'billing_not_active',
]);

/** The fault behind what the SDK threw. */
export function openAiFault(error: unknown, model: string): ProviderFault {
  if (error instanceof OpenAI.APIConnectionTimeoutError)
    return new ProviderFault('timeout', 'It did not answer in time.', { usage: null });
  if (error instanceof OpenAI.APIConnectionError || !(error instanceof OpenAI.APIError))
    return faultOfError(error);
  const code = String(error.code ?? error.type ?? '');
  if (typeof error.status !== 'number') return openAiStreamFault(code);
  return faultOfStatus({
    status: error.status,
    retryAfterMs: retryAfterOf(error.headers, Date.now()),
    noCredit: NO_CREDIT.has(code),
    model,
  });
}

/** The fault behind an error that came in the middle of an answer, after its status 200. */
export function openAiStreamFault(code: string): ProviderFault {
  if (NO_CREDIT.has(code))
    return new ProviderFault('error', 'Its account has no credit left.', {
      permanent: true,
      usage: null,
    });
  const words =
    code === 'rate_limit_exceeded'
      ? 'It asks us to slow down.'
      : 'It had an error of its own in the middle of its answer.';
  return new ProviderFault('error', words, { usage: null });
}
