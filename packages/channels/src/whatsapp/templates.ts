import type {
  FoundTemplates,
  HttpOutbound,
  HttpResponse,
  OutboundTemplate,
  TemplateValue,
} from '@frontdesk/connector-kit/channel';
import {
  type Fields,
  fields,
  list,
  numberOrNull,
  readJson,
  text,
  textOrNull,
} from '@frontdesk/connector-kit/lenient-json';
import type { MessageTemplate } from '@frontdesk/core/message-template';
import type { WhatsAppCreds } from './credentials.ts';
import { outcomeOf } from './errors.ts';

const PAGE = 100;

/** Meta, "WhatsApp Business Account > message_templates": by account, with a cursor; `status` narrows it. */
export const whatsappTemplates: NonNullable<HttpOutbound<WhatsAppCreds>['templates']> = {
  request(after, creds, baseUrl) {
    if (creds.businessAccountId === undefined)
      return {
        ok: false,
        error: {
          code: 'no-business-account',
          why: 'Enter the WhatsApp Business Account ID in the inbox’s settings: templates are listed under it.',
          effect: null,
        },
      };
    const query = new URLSearchParams({
      fields: 'name,status,language,category,components',
      status: 'APPROVED',
      limit: String(PAGE),
      ...(after !== null && { after }),
    });
    return {
      ok: true,
      request: {
        method: 'GET',
        url: `${baseUrl}/${creds.apiVersion}/${creds.businessAccountId}/message_templates?${query}`,
        headers: { authorization: `Bearer ${creds.accessToken}` },
        body: null,
      },
    };
  },
  read,
};

function read(response: HttpResponse): FoundTemplates {
  const body = fields(readJson(response.body));
  if (response.status >= 300 || !Array.isArray(body['data'])) {
    const code = numberOrNull(fields(body['error'])['code']);
    const known = code === null ? null : outcomeOf(code);
    const why = known !== null && 'why' in known ? known.why : null;
    return { ok: false, why: why ?? `WhatsApp did not list its templates (${response.status}).` };
  }
  const approved = list(body['data'])
    .map(fields)
    .filter((one) => one['status'] === 'APPROVED');
  const templates = approved.flatMap((one) => templateOf(one) ?? []);
  const paging = fields(body['paging']);
  const after = textOrNull(fields(paging['cursors'])['after']);
  return {
    ok: true,
    templates,
    others: approved.length - templates.length,
    after: textOrNull(paging['next']) === null ? null : after,
  };
}

/** Buttons that say the same to everybody. One with a blank, a code or a flow wants more than words. */
const PLAIN_BUTTONS: ReadonlySet<string> = new Set(['QUICK_REPLY', 'PHONE_NUMBER', 'URL']);

/** Null for one that needs what cannot be filled in as text: a picture above it, a code, a flow, a carousel. */
function templateOf(row: Fields): MessageTemplate | null {
  const parts = new Map(
    list(row['components']).map((part) => [text(fields(part)['type']).toUpperCase(), fields(part)]),
  );
  const [header, body, footer] = [parts.get('HEADER'), parts.get('BODY'), parts.get('FOOTER')];
  const buttons = list(parts.get('BUTTONS')?.['buttons']).map(fields);
  const known = [...parts.keys()].every((type) =>
    ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'].includes(type),
  );
  if (!known || body === undefined || text(body['text']) === '') return null;
  if (row['category'] === 'AUTHENTICATION') return null;
  if (header !== undefined && text(header['format']).toUpperCase() !== 'TEXT') return null;
  const isPlain = buttons.every(
    (one) => PLAIN_BUTTONS.has(text(one['type'])) && !text(one['url']).includes('{{'),
  );
  if (!isPlain) return null;
  return {
    name: text(row['name']),
    language: text(row['language']),
    category: text(row['category']),
    header: header === undefined ? null : text(header['text']),
    body: text(body['text']),
    footer: footer === undefined ? null : text(footer['text']),
    buttons: buttons.map((one) => text(one['text'])),
  };
}

const parameter = ({ name, text: value }: TemplateValue) => ({
  type: 'text',
  ...(name !== null && { parameter_name: name }),
  text: value,
});

/** The part of a send that names a template and fills it. A part without blanks is left out. */
export function templateContent(template: OutboundTemplate): Record<string, unknown> {
  const components = (['header', 'body'] as const)
    .filter((part) => template[part].length > 0)
    .map((part) => ({ type: part, parameters: template[part].map(parameter) }));
  return {
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      ...(components.length > 0 && { components }),
    },
  };
}
