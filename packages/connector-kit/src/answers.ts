import type { HttpResponse, MediaFailure, NetworkFailure, Outcome, RetryScope } from './channel.ts';
import { bodyText } from './lenient-json.ts';

/** Answers that mean the same for every vendor. What a vendor says in its own body is read by its channel first. */

export const retry = (
  scope: RetryScope,
  code: string,
  why: string,
  afterMs: number | null = null,
): Outcome => ({
  kind: 'retry',
  scope,
  afterMs,
  code,
  why,
});

/** Milliseconds from a `retry-after` in seconds; null when it is absent or a date. */
export function retryAfterMs(response: HttpResponse): number | null {
  const seconds = response.headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

const LOST_ANSWER =
  'The connection broke before an answer came. The message may or may not have gone out.';

/**
 * No answer came. Nothing was written: safe to try again. Something was: only a vendor that drops a second
 * request with the same key lets us try again by ourselves.
 */
export function classifyNetworkFailure(failure: NetworkFailure, idempotencyKey: boolean): Outcome {
  if (failure.kind === 'address-refused') {
    return {
      kind: 'rejected',
      code: failure.kind,
      why: `This inbox points at an address that is not allowed (${failure.detail}). Check its base URL.`,
      effect: 'pause-inbox',
    };
  }
  if (!failure.requestWritten)
    return retry('inbox', failure.kind, 'The vendor could not be reached.');
  return idempotencyKey
    ? retry('message', failure.kind, LOST_ANSWER)
    : { kind: 'uncertain', why: LOST_ANSWER };
}

/**
 * An answer that is not in the vendor's own words. A 429 or 503 says that nothing was done. Behind any other 5xx a
 * proxy may have lost the answer of a vendor that did its work, and so may an unreadable 2xx.
 */
export function classifyForeignAnswer(response: HttpResponse, idempotencyKey: boolean): Outcome {
  const { status } = response;
  const code = String(status);
  if (status === 401)
    return {
      kind: 'reauth',
      code,
      why: 'The vendor no longer accepts this access. Enter new credentials.',
    };
  if (status === 429) return retry('inbox', code, 'Sending too fast.', retryAfterMs(response));
  if (status === 503)
    return retry('inbox', code, 'The vendor is unavailable.', retryAfterMs(response));
  // A 408 is a proxy that gave up waiting: nobody knows for what.
  if (status >= 400 && status < 500 && status !== 408) {
    return {
      kind: 'rejected',
      code,
      why: `The vendor refused this message (${status}).`,
      effect: null,
    };
  }
  if (idempotencyKey)
    return retry('message', code, `The vendor answered ${status} without a result.`);
  return {
    kind: 'uncertain',
    why: `The vendor answered ${status} without a result. The message may or may not have gone out.`,
  };
}

/** Why the bytes of a file did not come; null when they did. */
export function mediaFailure(response: HttpResponse): MediaFailure | null {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  if (status === 404 || status === 410)
    return { kind: 'gone', why: 'The file is no longer at this link.' };
  if (status === 401 || status === 403)
    return { kind: 'reauth', why: 'The vendor no longer accepts this access.' };
  if (status === 429 || status >= 500)
    return { kind: 'retry', why: `The vendor answered ${status}.` };
  return { kind: 'failed', why: `The vendor answered ${status}.` };
}

export const responseText = (response: HttpResponse): string => bodyText(response.body);
