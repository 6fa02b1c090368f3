import { classifyForeignAnswer, classifyNetworkFailure } from '@frontdesk/connector-kit/answers';
import type {
  Found,
  HttpOutbound,
  HttpResponse,
  OutboundMessage,
  Outcome,
  Prepared,
  SendEffect,
} from '@frontdesk/connector-kit/channel';
import {
  fields,
  idOrNull,
  isoToMs,
  list,
  readJson,
  text,
  textOrNull,
} from '@frontdesk/connector-kit/lenient-json';
import type { OpenPhoneCreds } from './credentials.ts';
import { webUrl } from './inbound.ts';

/** v1 knows no idempotency key: a lost answer is settled by listing what went to that participant. */
const IDEMPOTENCY_KEY = false;

/** The raw key, without "Bearer". */
const auth = (creds: OpenPhoneCreds): { authorization: string } => ({
  authorization: creds.apiKey,
});

/** The v1 REST API. (The body of the new `POST /messages` is not published in a form that we have read.) */
export const openphoneOutbound: HttpOutbound<OpenPhoneCreds> = {
  delivery: 'http',
  defaultBaseUrl: 'https://api.openphone.com',
  request: sendRequest,
  classify,
  classifyFailure: (failure) => classifyNetworkFailure(failure, IDEMPOTENCY_KEY),
  mediaUpload: null,
  templates: null,
  mediaRequest(ref) {
    const url = webUrl(ref.url);
    return url === null
      ? { kind: 'impossible', why: 'The file has no link.' }
      : { kind: 'direct', request: { method: 'GET', url, headers: {}, body: null } };
  },
  lookup: {
    request(message, since, creds, baseUrl) {
      const query = new URLSearchParams({
        phoneNumberId: creds.phoneNumberId,
        'participants[]': message.to,
        maxResults: '50',
        createdAfter: new Date(since).toISOString(),
      });
      return {
        method: 'GET',
        url: `${baseUrl}/v1/messages?${query}`,
        headers: auth(creds),
        body: null,
      };
    },
    read: found,
  },
  probe: {
    request: (creds, baseUrl) => ({
      method: 'GET',
      url: `${baseUrl}/v1/phone-numbers`,
      headers: auth(creds),
      body: null,
    }),
    read(response, creds) {
      const data = fields(readJson(response.body))['data'];
      const own = list(data)
        .map(fields)
        .find((one) => one['id'] === creds.phoneNumberId);
      if (own !== undefined) return { ok: true, address: textOrNull(own['number']) };
      if (response.status === 200 && Array.isArray(data))
        return { ok: false, why: 'This API key does not see that phone number ID.', reauth: false };
      const outcome = classify(response);
      return {
        ok: false,
        why: 'why' in outcome ? outcome.why : 'OpenPhone did not answer as expected.',
        reauth: outcome.kind === 'reauth',
      };
    },
  },
};

function sendRequest(message: OutboundMessage, creds: OpenPhoneCreds, baseUrl: string): Prepared {
  if (message.media !== null) {
    return {
      ok: false,
      error: {
        code: 'no-media',
        why: 'OpenPhone’s API sends text only. Send a link instead.',
        effect: null,
      },
    };
  }
  const body = {
    content: message.text,
    from: creds.phoneNumberId,
    to: [message.to],
    ...(creds.userId !== undefined && { userId: creds.userId }),
  };
  return {
    ok: true,
    request: {
      method: 'POST',
      url: `${baseUrl}/v1/messages`,
      headers: { ...auth(creds), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  };
}

type Refusal = { readonly why: string; readonly effect: SendEffect | null };

/** The codes that the vendor's OpenAPI names; the body's `code` is a text. */
const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  [
    '0206400',
    {
      why: 'This number may not text the US yet: its carrier registration (A2P) is not approved.',
      effect: null,
    },
  ],
  ['0200402', { why: 'The OpenPhone account has run out of credit.', effect: 'pause-inbox' }],
  [
    '0202403',
    {
      why: 'The member in whose name we send does not use this number. Check the inbox’s settings.',
      effect: null,
    },
  ],
]);

/** What happens for a status when its code says nothing. */
const BY_STATUS: ReadonlyMap<number, Refusal> = new Map([
  [402, { why: 'The OpenPhone account has run out of credit.', effect: 'pause-inbox' }],
  [403, { why: 'This API key may not send from this number.', effect: null }],
  [404, { why: 'OpenPhone does not know this phone number ID.', effect: null }],
]);

function classify(response: HttpResponse): Outcome {
  const body = fields(readJson(response.body));
  const id = idOrNull(fields(body['data'])['id']);
  if (response.status < 300 && id !== null) return { kind: 'accepted', externalId: id };
  const foreign = classifyForeignAnswer(response, IDEMPOTENCY_KEY);
  const code = idOrNull(body['code']);
  if (foreign.kind === 'rejected') {
    const known =
      (code === null ? undefined : REFUSALS.get(code)) ?? BY_STATUS.get(response.status);
    return {
      ...foreign,
      code: known === undefined || code === null ? foreign.code : code,
      ...known,
    };
  }
  // The vendor says in its own words that it failed, so it was not sent.
  if (foreign.kind === 'uncertain' && response.status >= 500 && code !== null) {
    return {
      kind: 'retry',
      scope: 'inbox',
      afterMs: null,
      code: String(response.status),
      why: 'OpenPhone reported an error.',
    };
  }
  return foreign;
}

function found(response: HttpResponse): Found {
  const data = fields(readJson(response.body))['data'];
  if (response.status !== 200 || !Array.isArray(data))
    return { ok: false, outcome: classifyForeignAnswer(response, true) };
  const messages = list(data)
    .map(fields)
    .flatMap((one) => {
      const externalId = idOrNull(one['id']);
      if (externalId === null || one['direction'] !== 'outgoing') return [];
      return [
        {
          externalId,
          to: textOrNull(one['to']) ?? text(list(one['to'])[0]),
          text: text(one['text']),
          at: isoToMs(one['createdAt']),
        },
      ];
    });
  return { ok: true, messages };
}
