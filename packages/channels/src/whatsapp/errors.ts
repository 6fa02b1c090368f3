import type { Outcome, RetryScope, SendEffect, SendError } from '@frontdesk/connector-kit/channel';

/** How long to leave one customer alone after the pair limit: about one message per six seconds is allowed. */
export const PAIR_PAUSE_MS = 6_000;

type Meaning =
  | {
      readonly as: 'retry';
      readonly scope: RetryScope;
      readonly afterMs: number | null;
      readonly why: string;
    }
  | { readonly as: 'rejected'; readonly effect: SendEffect | null; readonly why: string }
  | { readonly as: 'reauth'; readonly why: string };

const again = (
  why: string,
  scope: RetryScope = 'message',
  afterMs: number | null = null,
): Meaning => ({ as: 'retry', scope, afterMs, why });
const never = (why: string, effect: SendEffect | null = null): Meaning => ({
  as: 'rejected',
  effect,
  why,
});

const UNAVAILABLE = again('WhatsApp is temporarily unavailable.');
const BAD_REQUEST = never(
  'WhatsApp could not read this message. Please report it; sending it again will not help.',
);
const LOCKED = never(
  'Meta has locked this WhatsApp account. See Meta’s business support page.',
  'pause-inbox',
);
const TOKEN = {
  as: 'reauth',
  why: 'WhatsApp no longer accepts the access token. Enter a new one in the inbox’s settings.',
} as const;
const TEMPLATE = 'This template does not fit. Check its variables and language.';

/** Meta's codes, the same in an answer and in a failed status. It says to branch on `code`, never on the title. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  0: TOKEN,
  190: TOKEN,
  3: never('The access token may not send from this number. Check its permissions with Meta.'),
  10: never('The access token may not send from this number. Check its permissions with Meta.'),
  1: UNAVAILABLE,
  2: UNAVAILABLE,
  131000: UNAVAILABLE,
  131016: UNAVAILABLE,
  133004: UNAVAILABLE,
  131057: again('WhatsApp is doing maintenance on this number.', 'inbox'),
  4: again('This app has used up its calls for now.', 'inbox'),
  80007: again('This WhatsApp account has used up its calls for now.', 'inbox'),
  130429: again('This number is sending too fast.', 'inbox'),
  131056: again('Too many messages to this customer in a short time.', 'pair', PAIR_PAUSE_MS),
  131048: never(
    'WhatsApp stopped this number because too many customers reported it as spam.',
    'pause-inbox',
  ),
  131049: never('WhatsApp held this marketing message back. Try again tomorrow at the earliest.'),
  131047: never(
    'More than 24 hours have passed since the customer last wrote. WhatsApp only takes a template now.',
    'window-closed',
  ),
  131026: never('WhatsApp cannot reach this customer: no WhatsApp, an old version, or blocked.'),
  131050: never('This customer has opted out of marketing messages.', 'record-opt-out'),
  131051: never('WhatsApp does not take this kind of message.'),
  131052: again('WhatsApp could not fetch the file.'),
  131053: never('WhatsApp could not take this file. Try another format.'),
  131062: never('This kind of message cannot go to a customer who hides their number.'),
  131008: BAD_REQUEST,
  131009: BAD_REQUEST,
  100: BAD_REQUEST,
  33: never('WhatsApp does not know this phone number ID. Check the inbox’s settings.'),
  131021: never('This is the inbox’s own number.'),
  131031: LOCKED,
  368: LOCKED,
  131042: never('Meta could not charge for WhatsApp. Check the payment method.', 'pause-inbox'),
  132000: never(TEMPLATE),
  132012: never(TEMPLATE),
  132001: never('This template does not exist in that language, or is not approved.'),
  132015: never('WhatsApp has paused this template.'),
  132016: never('WhatsApp has disabled this template.'),
};

function meaningOf(code: number): Meaning | null {
  const known = MEANINGS[code];
  if (known !== undefined) return known;
  return code >= 200 && code <= 299
    ? never('The access token may not send from this number. Check its permissions with Meta.')
    : null;
}

/** What a code in an answer means for the send; null for one that the table does not know. */
export function outcomeOf(code: number): Outcome | null {
  const meaning = meaningOf(code);
  if (meaning === null) return null;
  const { why } = meaning;
  if (meaning.as === 'retry')
    return {
      kind: 'retry',
      scope: meaning.scope,
      afterMs: meaning.afterMs,
      code: String(code),
      why,
    };
  if (meaning.as === 'reauth') return { kind: 'reauth', code: String(code), why };
  return { kind: 'rejected', code: String(code), why, effect: meaning.effect };
}

/** What a code in a failed status means for the agent: by then the message is lost, whatever the reason. */
export function errorOf(code: number | null): SendError {
  if (code === null)
    return {
      code: 'unknown',
      why: 'WhatsApp could not deliver this message and gave no reason.',
      effect: null,
    };
  const meaning = meaningOf(code);
  return {
    code: String(code),
    why: meaning?.why ?? `WhatsApp could not deliver this message (${code}).`,
    effect: meaning?.as === 'rejected' ? meaning.effect : null,
  };
}
