import type { ProviderCall, Usage } from './provider.ts';

export type FaultKind = Extract<
  ProviderCall['outcome'],
  'timeout' | 'error' | 'refused' | 'invalid' | 'aborted'
>;

/** Nothing was generated, so nothing is billed. */
export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0 };

export type FaultFacts = {
  /** It will not get better by itself: the key, the model's name, the account's money. */
  readonly permanent?: boolean;
  /** The vendor's own wish. */
  readonly retryAfterMs?: number | null;
  /** It says nothing against the provider's health: the question was at fault, or our own hurry. */
  readonly excused?: boolean;
  /** What it billed all the same; null when it did not say. */
  readonly usage: Usage | null;
};

/**
 * Why a provider gave no usable answer. The message is for people and in our own words only: a vendor's error may
 * quote the key or the customer.
 */
export class ProviderFault extends Error {
  readonly kind: FaultKind;
  readonly permanent: boolean;
  readonly retryAfterMs: number | null;
  readonly excused: boolean;
  readonly usage: Usage | null;

  constructor(kind: FaultKind, message: string, facts: FaultFacts) {
    super(message);
    this.kind = kind;
    this.permanent = facts.permanent ?? false;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.excused = facts.excused ?? false;
    this.usage = facts.usage;
  }

  static invalid(usage: Usage | null): ProviderFault {
    return new ProviderFault('invalid', 'Its answer cannot be used.', { usage });
  }

  static cutOff(usage: Usage | null): ProviderFault {
    return new ProviderFault('invalid', 'Its answer was cut off before the end.', { usage });
  }

  static refused(usage: Usage | null): ProviderFault {
    return new ProviderFault('refused', 'It refused to answer.', { excused: true, usage });
  }

  /** A stream that ended without its closing event. */
  static brokeOff(): ProviderFault {
    return new ProviderFault('error', 'Its answer broke off.', { usage: null });
  }
}

/** What an HTTP answer says about the fault, whichever vendor worded it. */
export type HttpRefusal = {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** The account has no money left or may not spend more. */
  readonly noCredit: boolean;
  readonly model: string;
};

/** The fault behind an HTTP status. */
export function faultOfStatus({
  status,
  retryAfterMs,
  noCredit,
  model,
}: HttpRefusal): ProviderFault {
  const permanent = noCredit || PERMANENT.has(status);
  return new ProviderFault('error', wordsFor(status, noCredit, model), {
    permanent,
    retryAfterMs: permanent ? null : retryAfterMs,
    excused: ABOUT_QUESTION.has(status),
    usage: NO_USAGE,
  });
}

const ABOUT_QUESTION: ReadonlySet<number> = new Set([400, 413, 422]);

const PERMANENT: ReadonlySet<number> = new Set([301, 302, 303, 307, 308, 401, 402, 403, 404, 405]);

function wordsFor(status: number, noCredit: boolean, model: string): string {
  if (noCredit || status === 402)
    return 'Its account has no credit left, or reached its own spending limit.';
  if (status >= 300 && status < 400)
    return 'It sent us on to another address, which we do not follow.';
  switch (status) {
    case 401:
      return 'The key was refused.';
    case 403:
      return 'The key may not do this.';
    case 404:
      return `There is no model “${model}” at this address.`;
    case 408:
    case 504:
      return `It gave up waiting for its own model (${status}).`;
    case 429:
      return 'It asks us to slow down.';
    case 503:
    case 529:
      return 'It is overloaded.';
    default:
      return status >= 500
        ? `It had an error of its own (${status}).`
        : `It did not accept the request (${status}).`;
  }
}

/** Vendors' waits: `retry-after-ms`, else `retry-after` in seconds or as a date. Milliseconds; null when none is given. */
export function retryAfterOf(headers: Headers | undefined, now: number): number | null {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (exact > 0) return exact;
  const said = headers?.get('retry-after') ?? null;
  if (said === null) return null;
  const seconds = Number(said);
  const ms = Number.isNaN(seconds) ? Date.parse(said) - now : seconds * 1_000;
  return ms > 0 ? ms : null;
}
