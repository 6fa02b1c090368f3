import type { Refusal } from '@frontdesk/connector-kit/fake-vendor/fault-script';
import type { ReceivedMessage } from '@frontdesk/connector-kit/fake-vendor/phone-journal';
import {
  json,
  type CustomerSays,
  type FakeAccount,
  type FakeDesk,
  type FakeProtocol,
  type Receipt,
} from '@frontdesk/connector-kit/fake-vendor/protocol';
import type { Webhook } from '@frontdesk/connector-kit/fake-vendor/webhook-poster';
import { fields, list, readJson, text, type Fields } from '@frontdesk/connector-kit/lenient-json';
import { signStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { openphone } from './channel.ts';
import type { OpenPhoneCreds } from './credentials.ts';
import { signLegacy } from './signature.ts';

type Desk = FakeDesk<OpenPhoneCreds>;
type Account = FakeAccount<OpenPhoneCreds>;

/** OpenPhone's v1 API and both generations of its webhooks, as far as the contract describes them. */
export const fake: FakeProtocol<OpenPhoneCreds> = {
  channel: openphone,
  idPrefix: 'AC',
  answer,
  says,
  reports,
};

async function answer(request: Request, path: string, desk: Desk): Promise<Response> {
  const [, version, resource, id] = path.split('/');
  if (version === 'media' && resource !== undefined) return download(resource, desk);
  if (version !== 'v1') return problem(404, '0200404', 'Not found');
  // The key goes into the header as it is, without "Bearer".
  const key = request.headers.get('authorization');
  const accounts = desk.accounts().filter((account) => account.creds.apiKey === key);
  if (accounts.length === 0) return REFUSALS['token-invalid']();
  if (resource === 'messages' && id === undefined && request.method === 'POST')
    return send(request, accounts, desk);
  if (resource === 'messages' && id === undefined && request.method === 'GET')
    return listMessages(request, accounts, desk);
  if (resource === 'phone-numbers' && id === undefined && request.method === 'GET')
    return listNumbers(accounts, desk);
  return problem(404, '0200404', 'Not found');
}

const problem = (status: number, code: string, message: string): Response =>
  json(status, {
    message,
    code,
    status,
    docs: 'https://docs.example/errors',
    title: message,
    trace: 'fake',
  });

const REFUSALS: Record<Refusal, () => Response> = {
  'rate-limit': () => json(429, { message: 'Too many requests' }),
  'pair-limit': () => json(429, { message: 'Too many requests' }),
  'token-invalid': () => problem(401, '0200401', 'Unauthorized'),
  'server-error': () => problem(500, '0201500', 'Unknown error'),
  unreachable: () => problem(400, '0206400', 'A2P registration not approved'),
  'window-closed': () => problem(400, '0200400', 'Bad request'),
  'no-credit': () => problem(402, '0200402', 'Not enough prepaid credits'),
};

const refusal = (as: Refusal): Response => REFUSALS[as]();

async function send(request: Request, accounts: readonly Account[], desk: Desk): Promise<Response> {
  const body = fields(readJson(new Uint8Array(await request.arrayBuffer())));
  const account = accounts.find(
    (one) => one.accountId === body['from'] || one.address === body['from'],
  );
  const to = text(list(body['to'])[0]);
  return desk.meet({ operation: 'send', accountId: account?.accountId ?? null, to }, refusal, () =>
    accept(body, to, account, desk),
  );
}

function accept(body: Fields, to: string, account: Account | undefined, desk: Desk): Response {
  const content = text(body['content']);
  if (account === undefined) return problem(403, '0202403', 'Not a user of that number');
  const wellFormed =
    content.trim() !== '' &&
    content.length <= 1600 &&
    list(body['to']).length === 1 &&
    /^\+\d{6,15}$/.test(to);
  if (!wellFormed) return problem(400, '0200400', 'Bad request');
  const externalId = desk.id('AC');
  desk.accept({
    externalId,
    accountId: account.accountId,
    to,
    text: content,
    media: null,
    replyTo: null,
    correlation: null,
  });
  return json(202, {
    data: {
      ...described(externalId, to, account),
      text: content,
      status: 'queued',
      createdAt: iso(desk.now()),
      updatedAt: iso(desk.now()),
    },
  });
}

const iso = (ms: number): string => new Date(ms).toISOString();

const described = (id: string, to: string, account: Account) => ({
  id,
  to: [to],
  from: account.address,
  phoneNumberId: account.accountId,
  direction: 'outgoing',
  userId: 'US1',
});

function listMessages(
  request: Request,
  accounts: readonly Account[],
  desk: Desk,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const account = accounts.find((one) => one.accountId === query.get('phoneNumberId'));
  const participants = [...query.getAll('participants[]'), ...query.getAll('participants')];
  return desk.meet(
    { operation: 'list', accountId: account?.accountId ?? null, to: participants[0] ?? null },
    refusal,
    () => {
      if (account === undefined || participants.length === 0 || !query.has('maxResults'))
        return problem(400, '0200400', 'Bad request');
      const after = Date.parse(query.get('createdAfter') ?? '') || 0;
      const data = desk
        .received(account.accountId)
        .filter((one) => participants.includes(one.to) && one.at > after)
        .toReversed()
        .slice(0, Number(query.get('maxResults')))
        .map((one) => ({
          ...described(one.externalId, one.to, account),
          text: one.text,
          status: 'sent',
          createdAt: iso(one.at),
          updatedAt: iso(one.at),
        }));
      return json(200, { data, totalItems: data.length, nextPageToken: null });
    },
  );
}

const listNumbers = (accounts: readonly Account[], desk: Desk): Promise<Response> =>
  desk.meet(
    { operation: 'probe', accountId: accounts[0]?.accountId ?? null, to: null },
    refusal,
    () =>
      json(200, {
        data: accounts.map((one) => ({ id: one.accountId, number: one.address, users: [] })),
      }),
  );

/** What a customer attached lies open under its link, as the vendor's does. */
const download = (id: string, desk: Desk): Promise<Response> =>
  desk.meet({ operation: 'download', accountId: null, to: null }, refusal, () => {
    const file = desk.hosted(id);
    return file === null
      ? new Response('', { status: 404 })
      : new Response(Buffer.from(file.bytes), { headers: { 'content-type': file.mime } });
  });

/** Which generation of webhooks an account gets, unless a message asks for the other: the one that it has a key for. */
const isLegacy = (account: Account, variant?: string): boolean =>
  variant === 'legacy' || (variant !== 'current' && account.creds.webhookSecret === undefined);

function says(
  said: CustomerSays & { externalId: string; fileIds: readonly string[] },
  account: Account,
  desk: Desk,
): Webhook {
  const media = said.fileIds.flatMap((id) => {
    const file = desk.hosted(id);
    return file === null ? [] : [{ url: `${desk.baseUrl}/media/${id}`, type: file.mime }];
  });
  const legacy = isLegacy(account, said.variant);
  const event = { id: desk.id('EV'), createdAt: iso(desk.now()) };
  if (said.voicemail === true)
    return legacy
      ? legacyVoicemail(said, account, { ...event, media })
      : currentVoicemail(said, account, { ...event, media });
  const common = {
    id: said.externalId,
    direction: 'incoming',
    status: 'received',
    text: said.text ?? '',
    media,
    createdAt: event.createdAt,
  };
  if (legacy) {
    const object = {
      ...common,
      object: 'message',
      from: said.from,
      to: account.address,
      userId: 'US1',
      phoneNumberId: account.accountId,
      conversationId: 'CN1',
    };
    return legacyWebhook('message.received', object, account, event);
  }
  return currentWebhook('message.received', common, account, {
    ...event,
    context: { senderIdentifier: said.from, recipientIdentifiers: [account.address] },
  });
}

type Event = { readonly id: string; readonly createdAt: string };
type Recording = Event & { readonly media: readonly { url: string; type: string }[] };

function legacyVoicemail(
  said: CustomerSays & { externalId: string },
  account: Account,
  { media, ...event }: Recording,
): Webhook {
  const voicemail = media[0] === undefined ? null : { ...media[0], duration: 7 };
  const object = {
    id: said.externalId,
    object: 'call',
    from: said.from,
    to: account.address,
    direction: 'incoming',
    media: [],
    voicemail,
    status: 'completed',
    createdAt: event.createdAt,
    answeredAt: null,
    completedAt: event.createdAt,
    phoneNumberId: account.accountId,
  };
  return legacyWebhook('call.completed', object, account, event);
}

function currentVoicemail(
  said: CustomerSays & { externalId: string },
  account: Account,
  { media, ...event }: Recording,
): Webhook {
  const resource = {
    callId: said.externalId,
    id: `VM${said.externalId}`,
    voicemailId: `VM${said.externalId}`,
    direction: 'incoming',
    createdAt: event.createdAt,
    duration: 7,
    from: said.from,
    to: account.address,
    recordingUrl: media[0]?.url,
    transcript: said.text ?? null,
  };
  return currentWebhook('call.voicemail.completed', resource, account, { ...event, context: {} });
}

function reports({ message, status, at }: Receipt, account: Account, desk: Desk): Webhook | null {
  const event = { id: desk.id('EV'), createdAt: iso(at) };
  const legacy = isLegacy(account);
  // Neither generation says `sent` or `read`, and the old one does not say `failed` either.
  if (status !== 'delivered' && !(status === 'failed' && !legacy)) return null;
  if (legacy)
    return legacyWebhook(
      'message.delivered',
      { ...described(message.externalId, message.to, account), ...sentText(message, 'delivered') },
      account,
      event,
    );
  const resource = {
    id: message.externalId,
    direction: 'outgoing',
    media: [],
    ...sentText(message, status),
    ...(status === 'failed' && { errorCode: '30003' }),
  };
  return currentWebhook(`message.${status}`, resource, account, {
    ...event,
    context: { senderIdentifier: account.address, recipientIdentifiers: [message.to] },
  });
}

const sentText = (message: ReceivedMessage, status: string) => ({
  text: message.text,
  status,
  createdAt: iso(message.at),
});

function legacyWebhook(type: string, object: object, account: Account, event: Event): Webhook {
  const body = JSON.stringify({
    ...event,
    object: 'event',
    apiVersion: 'v4',
    type,
    data: { object },
  });
  return (now) => ({
    headers: { 'openphone-signature': signLegacy(account.creds.signingKey ?? '', now, body) },
    body,
  });
}

function currentWebhook(
  type: string,
  resource: object,
  account: Account,
  { context, ...event }: Event & { readonly context: object },
): Webhook {
  const data = {
    resource,
    context: {
      conversationId: 'CN1',
      orgId: 'OR1',
      phoneNumberId: account.accountId,
      userId: 'US1',
      ...context,
    },
    links: { quo: 'https://quo.example/CN1' },
  };
  const body = JSON.stringify({ ...event, apiVersion: '2026-03-30', type, data });
  const id = `msg_${event.id}`;
  return (now) => ({
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / 1000)),
      'webhook-signature': signStandardWebhook(account.creds.webhookSecret ?? '', id, now, body),
    },
    body,
  });
}
