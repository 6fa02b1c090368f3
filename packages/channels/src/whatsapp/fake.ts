import type { Refusal } from '@frontdesk/connector-kit/fake-vendor/fault-script';
import type { PhoneFile } from '@frontdesk/connector-kit/fake-vendor/phone-journal';
import {
  json,
  type CustomerSays,
  type FakeAccount,
  type FakeDesk,
  type FakeProtocol,
  type Receipt,
} from '@frontdesk/connector-kit/fake-vendor/protocol';
import type { Webhook } from '@frontdesk/connector-kit/fake-vendor/webhook-poster';
import {
  fields,
  readJson,
  text,
  textOrNull,
  type Fields,
} from '@frontdesk/connector-kit/lenient-json';
import { messageTypeOfFile } from '@frontdesk/connector-kit/media-type';
import { hmacSha256 } from '@frontdesk/connector-kit/signatures';
import { whatsapp } from './channel.ts';
import type { WhatsAppCreds } from './credentials.ts';
import { fakeTemplatePage, fakeTemplateText } from './fake-templates.ts';

type Desk = FakeDesk<WhatsAppCreds>;
type Account = FakeAccount<WhatsAppCreds>;

/** Meta's link to a customer's file is good for five minutes. */
const LINK_LIFETIME_MS = 5 * 60_000;

/** The Graph API and the webhooks of WhatsApp Business Cloud, as far as the contract describes them. */
export const fake: FakeProtocol<WhatsAppCreds> = {
  channel: whatsapp,
  idPrefix: 'wamid.',
  answer,
  says,
  reports,
};

async function answer(request: Request, path: string, desk: Desk): Promise<Response> {
  const [, version = '', id = '', edge = ''] = path.split('/');
  if (version === 'lookaside') return download(request, id, desk);
  if (request.method === 'GET' && edge === 'message_templates') return templates(request, id, desk);
  const account = desk.account(id);
  if (request.method === 'POST' && edge === 'messages') return send(request, account, desk);
  if (request.method === 'POST' && edge === 'media') return upload(request, account, desk);
  if (request.method === 'GET' && edge === '' && account !== null)
    return probe(request, account, desk);
  if (request.method === 'GET' && edge === '') return locate(request, id, desk);
  return graphError(404, 100, 'Unsupported request');
}

const graphError = (status: number, code: number, message: string, details = message): Response =>
  json(status, {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details },
      fbtrace_id: 'fake',
    },
  });

const REFUSALS: Record<Refusal, () => Response> = {
  'rate-limit': () => graphError(429, 130429, 'Rate limit hit'),
  'pair-limit': () => graphError(400, 131056, 'Pair rate limit hit'),
  'token-invalid': () => graphError(401, 190, 'Invalid OAuth access token'),
  'server-error': () => graphError(500, 131000, 'Something went wrong'),
  unreachable: () => graphError(400, 131026, 'Message undeliverable'),
  'window-closed': () => graphError(400, 131047, 'Re-engagement message'),
  'no-credit': () => graphError(400, 131042, 'Business eligibility payment issue'),
};

const refusal = (as: Refusal): Response => REFUSALS[as]();

const allowed = (request: Request, account: Account): boolean =>
  request.headers.get('authorization') === `Bearer ${account.creds.accessToken}`;

/** Why this account may not do this; null when it may. */
function barred(request: Request, account: Account | null): Response | null {
  if (account === null)
    return graphError(400, 100, 'Unsupported post request', 'Object does not exist');
  return allowed(request, account) ? null : refusal('token-invalid');
}

const FILE_TYPES: ReadonlySet<string> = new Set(['image', 'video', 'audio', 'document', 'sticker']);

async function send(request: Request, account: Account | null, desk: Desk): Promise<Response> {
  const stop = barred(request, account);
  if (stop !== null || account === null) return stop ?? refusal('server-error');
  const body = fields(readJson(new Uint8Array(await request.arrayBuffer())));
  const to = (textOrNull(body['to']) ?? text(body['recipient'])).replace(/^\+/, '');
  return desk.meet({ operation: 'send', accountId: account.accountId, to }, refusal, () =>
    accept(body, to, account, desk),
  );
}

const templates = (request: Request, businessId: string, desk: Desk): Promise<Response> => {
  const account = desk
    .accounts()
    .find((one) => one.creds.businessAccountId === businessId && allowed(request, one));
  return desk.meet(
    { operation: 'list', accountId: account?.accountId ?? null, to: null },
    refusal,
    () =>
      account === undefined
        ? refusal('token-invalid')
        : json(200, fakeTemplatePage(businessId, new URL(request.url).searchParams)),
  );
};

/** What a message says on the phone; a number is Meta's code for why it is not taken. */
function wordsOf(type: string, content: Fields, account: Account): string | number {
  if (type === 'template') return fakeTemplateText(account.creds.businessAccountId ?? '', content);
  if (FILE_TYPES.has(type)) return text(content['caption']);
  if (type !== 'text') return 131051;
  const said = text(content['body']);
  return said === '' || said.length > 4096 ? 131009 : said;
}

function accept(body: Fields, to: string, account: Account, desk: Desk): Response {
  const type = text(body['type']);
  const content = fields(body[type]);
  if (body['messaging_product'] !== 'whatsapp' || to === '')
    return graphError(400, 100, 'Invalid parameter');
  const isFile = FILE_TYPES.has(type);
  const said = wordsOf(type, content, account);
  if (typeof said === 'number') return graphError(400, said, 'The message is not valid');
  const media = isFile ? desk.hosted(text(content['id'])) : null;
  if (isFile && media === null) return graphError(400, 131053, 'Media upload error');
  const externalId = desk.id('wamid.');
  const file: PhoneFile | null = media && {
    sha256: media.sha256,
    mime: media.mime,
    fileName: textOrNull(content['filename']) ?? media.fileName,
  };
  desk.accept({
    externalId,
    accountId: account.accountId,
    to,
    text: said,
    media: file,
    replyTo: textOrNull(fields(body['context'])['message_id']),
    correlation: textOrNull(body['biz_opaque_callback_data']),
  });
  return json(200, {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to }],
    messages: [{ id: externalId }],
  });
}

async function upload(request: Request, account: Account | null, desk: Desk): Promise<Response> {
  const stop = barred(request, account);
  if (stop !== null || account === null) return stop ?? refusal('server-error');
  const form = await request.formData();
  const file = form.get('file');
  return desk.meet(
    { operation: 'upload', accountId: account.accountId, to: null },
    refusal,
    async () => {
      if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof File))
        return graphError(400, 100, 'Invalid parameter');
      const id = desk.id('');
      desk.keep(id, {
        bytes: new Uint8Array(await file.arrayBuffer()),
        mime: file.type,
        fileName: file.name,
      });
      return json(200, { id });
    },
  );
}

const probe = (request: Request, account: Account, desk: Desk): Promise<Response> =>
  desk.meet(
    { operation: 'probe', accountId: account.accountId, to: null },
    refusal,
    () =>
      barred(request, account) ??
      json(200, {
        id: account.accountId,
        display_phone_number: account.address,
        verified_name: 'Demo',
      }),
  );

const bearerIsKnown = (request: Request, desk: Desk): boolean =>
  desk.accounts().some((account) => allowed(request, account));

const locate = (request: Request, id: string, desk: Desk): Promise<Response> =>
  desk.meet(
    {
      operation: 'locate',
      accountId: new URL(request.url).searchParams.get('phone_number_id'),
      to: null,
    },
    refusal,
    () => {
      if (!bearerIsKnown(request, desk)) return refusal('token-invalid');
      const file = desk.hosted(id);
      if (file === null) return graphError(404, 100, 'Object does not exist');
      const url = `${desk.baseUrl}/lookaside/${id}?until=${desk.now() + LINK_LIFETIME_MS}`;
      return json(200, {
        messaging_product: 'whatsapp',
        url,
        mime_type: file.mime,
        sha256: file.sha256,
        file_size: file.bytes.length,
        id,
      });
    },
  );

const download = (request: Request, id: string, desk: Desk): Promise<Response> =>
  desk.meet({ operation: 'download', accountId: null, to: null }, refusal, () => {
    if (!bearerIsKnown(request, desk)) return new Response('', { status: 401 });
    const file = desk.hosted(id);
    const until = Number(new URL(request.url).searchParams.get('until'));
    if (file === null || until < desk.now()) return new Response('', { status: 404 });
    return new Response(Buffer.from(file.bytes), { headers: { 'content-type': file.mime } });
  });

const seconds = (ms: number): string => String(Math.floor(ms / 1000));

function says(
  said: CustomerSays & { externalId: string; fileIds: readonly string[] },
  account: Account,
  desk: Desk,
): Webhook {
  // A key that is not a number is a customer who hides it.
  const hidden = !/^\d+$/.test(said.from);
  const sender = hidden ? { user_id: said.from } : { wa_id: said.from };
  const message = {
    ...(hidden ? { from_user_id: said.from } : { from: said.from }),
    id: said.externalId,
    timestamp: seconds(desk.now()),
    ...content(said, desk),
    ...(said.replyTo !== undefined &&
      said.reaction === undefined && {
        context: { from: account.address.replace('+', ''), id: said.replyTo },
      }),
  };
  return webhook(account, {
    contacts: [{ profile: { name: said.name ?? said.from }, ...sender }],
    messages: [message],
  });
}

function content(said: CustomerSays & { fileIds: readonly string[] }, desk: Desk): object {
  if (said.reaction !== undefined)
    return {
      type: 'reaction',
      reaction: { message_id: said.replyTo, ...(said.reaction !== '' && { emoji: said.reaction }) },
    };
  if (said.location !== undefined) return { type: 'location', location: said.location };
  const file = desk.hosted(said.fileIds[0] ?? '');
  if (file === null) return { type: 'text', text: { body: said.text ?? '' } };
  const type = messageTypeOfFile(file.mime).toLowerCase();
  const described = {
    id: said.fileIds[0],
    mime_type: file.mime,
    sha256: Buffer.from(file.sha256, 'hex').toString('base64'),
    ...(said.text !== undefined && said.text !== '' && type !== 'audio' && { caption: said.text }),
    ...(type === 'document' && { filename: file.fileName }),
  };
  return { type, [type]: described };
}

function reports({ message, status, at }: Receipt, account: Account): Webhook {
  const errors = [
    {
      code: 131026,
      title: 'Message undeliverable',
      message: 'Message undeliverable',
      error_data: { details: 'Message undeliverable.' },
    },
  ];
  const receipt = {
    id: message.externalId,
    status,
    timestamp: seconds(at),
    recipient_id: message.to,
    ...(message.correlation !== null && { biz_opaque_callback_data: message.correlation }),
    ...(status === 'failed' && { errors }),
  };
  return webhook(account, { statuses: [receipt] });
}

function webhook(account: Account, value: object): Webhook {
  const metadata = {
    display_phone_number: account.address.replace('+', ''),
    phone_number_id: account.accountId,
  };
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: 'WABA1',
        changes: [
          { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } },
        ],
      },
    ],
  });
  return () => ({
    headers: {
      'x-hub-signature-256': `sha256=${hmacSha256(account.creds.appSecret, body, 'hex')}`,
    },
    body,
  });
}
