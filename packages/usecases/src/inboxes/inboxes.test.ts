import type { Db } from '@frontdesk/db/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rights } from '@frontdesk/core/roles';
import { Desk, type Inbox } from '../testing/desk.ts';
import { createInbox } from './create-inbox.ts';
import { WebhookInboxes } from './webhook-inboxes.ts';
import { updateCredentials } from './update-credentials.ts';
import { hmacSha256 } from '@frontdesk/connector-kit/signatures';

let desk: Desk;
const owner: Rights = { role: 'OWNER', inboxIds: new Set() };

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const creds = (phoneNumberId: string) => ({
  phoneNumberId,
  accessToken: 'EAAtoken',
  appSecret: `secret-of-${phoneNumberId}`,
});
const create = async (input: object, rights = owner) =>
  createInbox(desk.deps, await desk.member('OWNER'), rights, {
    channel: 'whatsapp',
    name: 'Main',
    credentials: creds('PN1'),
    ...input,
  });

describe('connecting a channel account', () => {
  it('answers with its webhook’s address and what the vendor’s form wants, and keeps the rest sealed', async () => {
    const created = await create({
      credentials: creds('PNA'),
      baseUrl: `${desk.vendors.baseUrl('whatsapp')}/`,
    });
    if (!created.ok) throw new Error(created.refusal.message);
    const { id, webhookUrl, generated } = created.value;
    expect(webhookUrl).toBe(`http://localhost:3000/api/v1/webhooks/whatsapp/${id}`);
    expect(generated).toEqual({ verifyToken: expect.stringMatching(/^[\w-]{43}$/) });
    const row = await desk.deps.db.asWorker((tx) =>
      tx.inboxCredentials.findUniqueOrThrow({ where: { inboxId: id } }),
    );
    expect(row).toMatchObject({ accountId: 'PNA', baseUrl: desk.vendors.baseUrl('whatsapp') });
    expect(Buffer.from(row.sealed).includes('EAAtoken')).toBe(false);
  });

  it.each([
    ['an unknown channel', { channel: 'pigeon' }, 'channel'],
    ['a missing credential', { credentials: { phoneNumberId: 'PN9' } }, 'credentials.accessToken'],
    ['an address that is none', { credentials: creds('PN9'), baseUrl: 'nonsense' }, 'baseUrl'],
    [
      'an address with a user in it',
      { credentials: creds('PN9'), baseUrl: 'https://a:b@x.example' },
      'baseUrl',
    ],
  ])('is refused for %s', async (_what, input, field) => {
    expect(await create(input)).toMatchObject({
      ok: false,
      refusal: {
        code: 'VALIDATION_ERROR',
        details: expect.arrayContaining([expect.objectContaining({ field })]),
      },
    });
  });

  it.each([
    'http://127.0.0.1:9',
    'https://10.0.0.1',
    'https://localhost',
    'http://vendor.example',
    'https://[::1]',
    'https://169.254.169.254/latest',
  ])('does not point at %s where private networks are not allowed', async (baseUrl) => {
    const deps = { ...desk.deps, settings: { ...desk.deps.settings, allowPrivateNetwork: false } };
    const outcome = await createInbox(deps, await desk.member('OWNER'), owner, {
      channel: 'whatsapp',
      name: 'x',
      credentials: creds('PN9'),
      baseUrl,
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'VALIDATION_ERROR' } });
  });

  it('is refused to who may not, and for an account that is connected already, wherever', async () => {
    expect(await create({}, { role: 'MANAGER', inboxIds: new Set() })).toMatchObject({
      refusal: { code: 'AUTHORIZATION_ERROR' },
    });
    await create({ credentials: creds('PNB') });
    expect(await create({ credentials: creds('PNB') })).toMatchObject({
      refusal: { code: 'CONFLICT' },
    });
  });

  it('shows at once whether the credentials work, and takes better ones', async () => {
    const inbox = await desk.inbox('whatsapp');
    const row = () =>
      desk.deps.db.asWorker((tx) => tx.inbox.findUniqueOrThrow({ where: { id: inbox.id } }));
    expect(await row()).toMatchObject({ health: 'ok', address: '+15550100009' });
    desk.vendors.faults.plan({
      operation: 'probe',
      fault: { kind: 'refuse', as: 'token-invalid' },
    });
    const by = { actor: await desk.member('OWNER'), rights: owner };
    expect(
      await updateCredentials(desk.deps, by, inbox.id, {
        credentials: { accessToken: 'EAAworse' },
      }),
    ).toMatchObject({ value: { health: 'error' } });
    expect(
      await updateCredentials(desk.deps, by, inbox.id, {
        credentials: { accessToken: 'EAAtoken' },
      }),
    ).toMatchObject({ value: { health: 'ok' } });
    const stranger = {
      actor: await desk.member('OWNER', [], await desk.organization()),
      rights: owner,
    };
    expect(
      await updateCredentials(desk.deps, stranger, inbox.id, { credentials: {} }),
    ).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  });
});

describe('another base URL', () => {
  const update = async (inboxId: string, credentials: object) =>
    updateCredentials(desk.deps, { actor: await desk.member('OWNER'), rights: owner }, inboxId, {
      credentials: { ...credentials },
      baseUrl: elsewhere,
    });
  const elsewhere = 'http://127.0.0.1:9/elsewhere';

  it('takes no secret along that was not given for it', async () => {
    const inbox = await desk.inbox('whatsapp');
    expect(await update(inbox.id, { accessToken: 'EAAtoken' })).toMatchObject({
      refusal: { code: 'VALIDATION_ERROR', details: [{ field: 'credentials.appSecret' }] },
    });
    const baseUrl = async () =>
      (
        await desk.deps.db.asWorker((tx) =>
          tx.inboxCredentials.findUniqueOrThrow({ where: { inboxId: inbox.id } }),
        )
      ).baseUrl;
    expect(await baseUrl()).not.toBe(elsewhere);
    const all = { accessToken: 'EAAnew', appSecret: 'new-app-secret' };
    expect(await update(inbox.id, all)).toMatchObject({ ok: true });
    expect(await baseUrl()).toBe(elsewhere);
    // From here on it is no other one.
    expect(await update(inbox.id, {})).toMatchObject({ ok: true });
  });
});

describe('a webhook', () => {
  let one: Inbox;
  let other: Inbox;
  let webhooks: WebhookInboxes;
  beforeAll(async () => {
    [one, other] = [
      await desk.inbox('whatsapp'),
      await desk.inbox('whatsapp', await desk.organization()),
    ];
    webhooks = new WebhookInboxes(desk.deps);
  });

  const raw = (body: string, secretOf: Inbox | null) => ({
    headers:
      secretOf === null
        ? {}
        : {
            'x-hub-signature-256': `sha256=${hmacSha256(`app-secret-${secretOf.accountId.slice(4)}`, Buffer.from(body), 'hex')}`,
          },
    query: {},
    body: Buffer.from(body),
  });
  const naming = (...inboxes: { accountId: string }[]) =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: inboxes.map(({ accountId }) => ({
        id: 'W',
        changes: [{ field: 'messages', value: { metadata: { phone_number_id: accountId } } }],
      })),
    });
  const ids = (inbox: Inbox) => expect.objectContaining({ inboxId: inbox.id });

  it('on the shared path goes to the inbox that it names, proven by that inbox’s secret', async () => {
    expect(await webhooks.routeShared('whatsapp', raw(naming(one), one))).toEqual({
      kind: 'deliver',
      inboxes: [ids(one)],
    });
    expect(await webhooks.routeShared('whatsapp', raw(naming(one), other))).toMatchObject({
      kind: 'unauthorized',
      reason: 'bad-signature',
      inboxes: [ids(one)],
    });
    expect(await webhooks.routeShared('whatsapp', raw(naming(one), null))).toMatchObject({
      kind: 'unauthorized',
      reason: 'missing-signature',
    });
  });

  it('that names several applies to those whose secret proves it', async () => {
    expect(await webhooks.routeShared('whatsapp', raw(naming(one, other), other))).toEqual({
      kind: 'deliver',
      inboxes: [ids(other)],
    });
  });

  it('that names thousands costs one query, whoever sent it', async () => {
    let transactions = 0;
    const asWorker: Db['asWorker'] = (work) => {
      transactions += 1;
      return desk.deps.db.asWorker(work);
    };
    const counted = new WebhookInboxes({ ...desk.deps, db: { ...desk.deps.db, asWorker } });
    const strangers = Array.from({ length: 3_000 }, (_, index) => ({ accountId: `no ${index}` }));
    const body = naming(...strangers, one);
    expect(await counted.routeShared('whatsapp', raw(body, null))).toMatchObject({
      kind: 'unauthorized',
      inboxes: [ids(one)],
    });
    expect(transactions).toBe(1);
    await counted.routeShared('whatsapp', raw(naming(one, other), other));
    await counted.routeShared('whatsapp', raw(naming(one, other), other));
    expect(transactions).toBe(2);
  });

  it('is unknown only when none of its accounts is known', async () => {
    expect(
      await webhooks.routeShared('whatsapp', raw(naming({ accountId: 'nobody' }), one)),
    ).toEqual({ kind: 'unknown' });
    expect(
      await webhooks.routeShared('whatsapp', raw(naming({ accountId: 'nobody' }, one), one)),
    ).toMatchObject({ kind: 'deliver' });
    expect(await webhooks.routeShared('pigeon', raw('{}', one))).toEqual({ kind: 'unknown' });
  });

  it('that is not JSON is tried against all secrets of the channel', async () => {
    expect(await webhooks.routeShared('whatsapp', raw('not json', other))).toEqual({
      kind: 'deliver',
      inboxes: [ids(other)],
    });
    expect(await webhooks.routeShared('whatsapp', raw('not json', null))).toMatchObject({
      kind: 'unauthorized',
    });
  });

  it('on an inbox’s own path counts for that one alone', async () => {
    expect(await webhooks.routeOwn('whatsapp', one.id, raw('not json', one))).toEqual({
      kind: 'deliver',
      inboxes: [ids(one)],
    });
    expect(await webhooks.routeOwn('whatsapp', one.id, raw('not json', other))).toMatchObject({
      kind: 'unauthorized',
    });
    expect(await webhooks.routeOwn('openphone', one.id, raw('{}', one))).toEqual({
      kind: 'unknown',
    });
    expect(await webhooks.routeOwn('whatsapp', 'no-uuid', raw('{}', one))).toEqual({
      kind: 'unknown',
    });
  });

  it('handshake is answered for a verify token of ours', async () => {
    const query = { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify', 'hub.challenge': '123' };
    expect(await webhooks.handshake('whatsapp', query)).toBe('123');
    expect(await webhooks.handshake('whatsapp', query, one.id)).toBe('123');
    expect(await webhooks.handshake('whatsapp', { ...query, 'hub.verify_token': 'guess' })).toBe(
      null,
    );
  });
});
