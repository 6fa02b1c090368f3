import {
  classifyForeignAnswer,
  classifyNetworkFailure,
  mediaFailure,
} from '@frontdesk/connector-kit/answers';
import type {
  HttpOutbound,
  HttpResponse,
  MediaKind,
  MediaLocation,
  MediaPlan,
  MediaRef,
  OutboundMessage,
  Outcome,
  Prepared,
  UploadOutcome,
} from '@frontdesk/connector-kit/channel';
import {
  bytesOrNull,
  fields,
  idOrNull,
  list,
  numberOrNull,
  readJson,
  textOrNull,
} from '@frontdesk/connector-kit/lenient-json';
import { multipartBody } from '@frontdesk/connector-kit/multipart';
import type { WhatsAppCreds } from './credentials.ts';
import { outcomeOf } from './errors.ts';
import { templateContent, whatsappTemplates } from './templates.ts';

/** No idempotency key exists: a send whose answer was lost is settled by the outbox id that statuses echo. */
const IDEMPOTENCY_KEY = false;

const bearer = (creds: WhatsAppCreds): { authorization: string } => ({
  authorization: `Bearer ${creds.accessToken}`,
});

const numberUrl = (creds: WhatsAppCreds, baseUrl: string): string =>
  `${baseUrl}/${creds.apiVersion}/${creds.phoneNumberId}`;

export const whatsappOutbound: HttpOutbound<WhatsAppCreds> = {
  delivery: 'http',
  defaultBaseUrl: 'https://graph.facebook.com',
  request: sendRequest,
  classify,
  classifyFailure: (failure) => classifyNetworkFailure(failure, IDEMPOTENCY_KEY),
  mediaUpload: {
    request(upload, creds, baseUrl) {
      const { contentType, body } = multipartBody(
        { messaging_product: 'whatsapp', type: upload.mime },
        upload,
      );
      return {
        method: 'POST',
        url: `${numberUrl(creds, baseUrl)}/media`,
        headers: { ...bearer(creds), 'content-type': contentType },
        body,
      };
    },
    read: uploadOutcome,
  },
  templates: whatsappTemplates,
  mediaRequest: mediaPlan,
  // The API lists no sent messages.
  lookup: null,
  probe: {
    request: (creds, baseUrl) => ({
      method: 'GET',
      url: numberUrl(creds, baseUrl),
      headers: bearer(creds),
      body: null,
    }),
    read(response) {
      const number = textOrNull(fields(readJson(response.body))['display_phone_number']);
      if (number !== null) return { ok: true, address: number };
      const outcome = classify(response);
      return {
        ok: false,
        why: 'why' in outcome ? outcome.why : 'WhatsApp did not answer as expected.',
        reauth: outcome.kind === 'reauth',
      };
    },
  },
};

/** A business-scoped user id: country code, a dot, up to 128 letters and digits (`ENT.` marks a parent id). */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;

const MEDIA_FIELD: Record<MediaKind, string> = {
  IMAGE: 'image',
  VIDEO: 'video',
  AUDIO: 'audio',
  DOCUMENT: 'document',
  STICKER: 'sticker',
};

function sendRequest(message: OutboundMessage, creds: WhatsAppCreds, baseUrl: string): Prepared {
  const byUserId = USER_ID.test(message.to);
  if (byUserId && !creds.sendToUserIds) {
    return {
      ok: false,
      error: {
        code: 'hidden-number',
        why: 'This customer hides their number. Writing to hidden numbers is switched off for this inbox.',
        effect: null,
      },
    };
  }
  const body = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Meta's BSUID pages of March 2026: `recipient` takes a user id, and `to` wins when both are there.
    ...(byUserId ? { recipient: message.to } : { to: message.to }),
    ...content(message),
    ...(message.replyTo !== null && { context: { message_id: message.replyTo } }),
    biz_opaque_callback_data: message.outboxId,
  };
  return {
    ok: true,
    request: {
      method: 'POST',
      url: `${numberUrl(creds, baseUrl)}/messages`,
      headers: { ...bearer(creds), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
  };
}

function content({ text, media, template }: OutboundMessage): Record<string, unknown> {
  if (template !== undefined) return templateContent(template);
  if (media === null) return { type: 'text', text: { body: text, preview_url: false } };
  const field = MEDIA_FIELD[media.kind];
  return {
    type: field,
    [field]: {
      id: media.mediaId,
      ...(text !== '' && { caption: text }),
      ...(media.kind === 'DOCUMENT' && { filename: media.fileName }),
    },
  };
}

/** An answer means that the message was accepted, never that it was delivered. */
function classify(response: HttpResponse): Outcome {
  const body = fields(readJson(response.body));
  const id = textOrNull(fields(list(body['messages'])[0])['id']);
  if (response.status < 300 && id !== null) return { kind: 'accepted', externalId: id };
  const foreign = classifyForeignAnswer(response, IDEMPOTENCY_KEY);
  const code = numberOrNull(fields(body['error'])['code']);
  if (code === null || foreign.kind === 'reauth') return foreign;
  const known = outcomeOf(code);
  if (known !== null) return known;
  // Meta says in its own words that it failed, so it was not sent.
  if (foreign.kind === 'uncertain')
    return {
      kind: 'retry',
      scope: 'message',
      afterMs: null,
      code: String(code),
      why: `WhatsApp reported an error (${code}).`,
    };
  return foreign.kind === 'rejected'
    ? { ...foreign, code: String(code), why: `WhatsApp refused this message (${code}).` }
    : foreign;
}

/** An upload can always be repeated: an id that nobody uses is forgotten after 30 days. */
function uploadOutcome(response: HttpResponse): UploadOutcome {
  const mediaId = idOrNull(fields(readJson(response.body))['id']);
  if (response.status < 300 && mediaId !== null) return { kind: 'uploaded', mediaId };
  const outcome = classify(response);
  if (outcome.kind !== 'accepted' && outcome.kind !== 'uncertain') return outcome;
  return {
    kind: 'retry',
    scope: 'message',
    afterMs: null,
    code: String(response.status),
    why: 'WhatsApp did not confirm the file.',
  };
}

function mediaPlan(ref: MediaRef, creds: WhatsAppCreds, baseUrl: string): MediaPlan {
  if (ref.id === null) return { kind: 'impossible', why: 'WhatsApp named no file.' };
  const query = new URLSearchParams({ phone_number_id: creds.phoneNumberId });
  return {
    kind: 'locate',
    request: {
      method: 'GET',
      url: `${baseUrl}/${creds.apiVersion}/${encodeURIComponent(ref.id)}?${query}`,
      headers: bearer(creds),
      body: null,
    },
    read: (response) => located(response, creds),
  };
}

/** The link lives five minutes and wants the same token. */
function located(response: HttpResponse, creds: WhatsAppCreds): MediaLocation {
  const failure = mediaFailure(response);
  if (failure !== null) return { ok: false, outcome: failure };
  const body = fields(readJson(response.body));
  const url = textOrNull(body['url']);
  if (url === null || !/^https?:\/\//i.test(url))
    return { ok: false, outcome: { kind: 'retry', why: 'WhatsApp gave no link to the file.' } };
  return {
    ok: true,
    request: { method: 'GET', url, headers: bearer(creds), body: null },
    mime: textOrNull(body['mime_type']),
    sha256: textOrNull(body['sha256']),
    size: bytesOrNull(body['file_size']),
  };
}
