import { retryAfterMs } from '@frontdesk/connector-kit/answers';
import type { Ran } from '@frontdesk/connector-kit/http-runner';

/** What came of one attempt. `status` is the receiver's, null when no answer came. `why` is for people. */
export type Judged =
  | { readonly kind: 'done'; readonly status: number }
  | { readonly kind: 'failed'; readonly status: number | null; readonly why: string }
  | {
      readonly kind: 'retry';
      readonly status: number | null;
      readonly why: string;
      /** As the receiver asks; null when it does not. */
      readonly afterMs: number | null;
    };

/** By Standard Webhooks 1.0: only 2xx is success, and no redirect is followed. */
export function judgeAnswer(ran: Ran): Judged {
  if (!ran.ok) return judgeFailure(ran.failure);
  const { status } = ran.response;
  if (status >= 200 && status < 300) return { kind: 'done', status };
  const why = `The webhook answered ${status}.`;
  if (status >= 500 || status === 408 || status === 429)
    return { kind: 'retry', status, why, afterMs: retryAfterMs(ran.response) };
  return { kind: 'failed', status, why };
}

type Failure = Extract<Ran, { ok: false }>['failure'];

function judgeFailure({ kind, detail }: Failure): Judged {
  if (kind === 'address-refused') {
    const why = `The webhook points at an address that is not allowed (${detail}).`;
    return { kind: 'failed', status: null, why };
  }
  return { kind: 'retry', status: null, why: WORDS[kind], afterMs: null };
}

const WORDS: Readonly<Record<Exclude<Failure['kind'], 'address-refused'>, string>> = {
  dns: 'The webhook’s host name is not known.',
  tls: 'No secure connection to the webhook could be made.',
  refused: 'The webhook could not be reached.',
  reset: 'The connection to the webhook broke before an answer came.',
  timeout: 'The webhook did not answer in time.',
  'too-large': 'The webhook’s answer was too large.',
};
