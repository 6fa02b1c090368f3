import { createServer } from 'node:http';
import { freePort } from '@frontdesk/testkit/ports';
import { fetchAttachment } from '@frontdesk/usecases/attachments/fetch-attachment';
import { ingestInbox } from '@frontdesk/usecases/inbound/ingest-inbox';
import { drainConversation } from '@frontdesk/usecases/pipeline/drain-conversation';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call, signUp } from './testing/caller.ts';
import { addColleague } from './testing/tenant.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let world: ApiWorld;
let token: string;
let organizationId: string;
let origin: string;
let closeServer: () => void;

beforeAll(async () => {
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  world = await openApiWorld({ settings: { baseUrl: origin } });
  const server = createServer(getRequestListener(world.api.fetch));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  closeServer = () => {
    server.close();
    server.closeAllConnections();
  };
  ({ token, organizationId } = await signUp(world));
});
afterAll(async () => {
  closeServer();
  await world.close();
});

const api = (method: string, path: string, body?: object, as = token) =>
  call(world, method, `/api/v1${path}`, { token: as, ...(body === undefined ? {} : { body }) });

const credentials: Record<string, object> = {
  whatsapp: { phoneNumberId: '10203', accessToken: 't', appSecret: 's', verifyToken: 'v' },
  openphone: {
    apiKey: 'k',
    phoneNumberId: 'PN9',
    signingKey: Buffer.from('secret').toString('base64'),
  },
  webchat: {},
};

async function inboxOf(channel: string): Promise<string> {
  const known = (await api('GET', '/inboxes')).body.data.find(
    (one: { channel: string }) => one.channel === channel,
  );
  if (known) return known.id;
  const made = await api('POST', '/inboxes', {
    channel,
    name: `Demo ${channel}`,
    credentials: credentials[channel],
    ...(channel === 'webchat' ? {} : { baseUrl: `${origin}/demo/vendor/${channel}` }),
  });
  expect(made.status).toBe(201);
  expect(made.body.health).toBe('ok');
  return made.body.id;
}

const delivered = (inboxId: string) =>
  world.deps.db.asWorker((tx) => tx.inboundDelivery.count({ where: { inboxId, state: 'STORED' } }));

/** What the worker would do with whatever the webhooks have brought. */
async function work(inboxId: string): Promise<void> {
  await expect.poll(() => delivered(inboxId), { timeout: 5_000 }).toBeGreaterThan(0);
  await ingestInbox(world.deps, inboxId);
  const { deps } = world;
  const rows = await deps.db.asWorker((tx) => tx.conversation.findMany({ where: { inboxId } }));
  for (const { id } of rows) await drainConversation(deps, id, organizationId);
  const files = await deps.db.asWorker((tx) =>
    tx.attachment.findMany({ where: { scopeId: inboxId, state: 'PENDING' } }),
  );
  for (const { id } of files) await fetchAttachment(deps, id);
}

describe.each([
  ['whatsapp', '+14165550123', '14165550123', 'Simone'],
  // A text message tells no name.
  ['openphone', '+14165550124', '+14165550124', '+14165550124'],
  ['webchat', 'visitor-12345678', 'visitor-12345678', 'Simone'],
])('the simulator on %s', (channel, customer, key, name) => {
  it('plays the whole round over the real webhooks, with a photo', async () => {
    const inboxId = await inboxOf(channel);
    const phone = `/demo/phone/${inboxId}`;
    const listed = await api('GET', '/demo/phone/inboxes');
    expect(listed.body.data).toContainEqual(expect.objectContaining({ id: inboxId, channel }));

    const said = {
      customer,
      name: 'Simone',
      text: 'Is bay 3 free?',
      mediaBase64: PIXEL,
      mime: 'image/png',
      fileName: 'bay.png',
    };
    expect((await api('POST', `${phone}/messages`, said)).status).toBe(202);
    await work(inboxId);
    const list = await api('GET', `/conversations?inboxId=${inboxId}`);
    const [conversation] = list.body.data;
    expect(conversation).toMatchObject({
      contact: { name },
      lastMessageDirection: 'INBOUND',
    });
    const { body } = await api('GET', `/conversations/${conversation.id}/messages`);
    expect(body.data[0]).toMatchObject({
      direction: 'INBOUND',
      attachments: [{ state: 'READY', hasThumbnail: true }],
    });
    expect((await api('GET', `${phone}/customers`)).body.data).toEqual([{ customer: key, name }]);

    const answered = await api('POST', `/conversations/${conversation.id}/messages`, {
      text: 'Yes, come by',
    });
    expect(answered.status).toBe(201);
    await drainConversation(world.deps, conversation.id, organizationId);
    const shown = async () =>
      (await api('GET', `${phone}/messages?customer=${encodeURIComponent(customer)}`)).body.data;
    await expect
      .poll(async () => (await shown()).at(-1))
      .toMatchObject({ from: 'business', text: 'Yes, come by' });
    const first = (await shown()).find((one: { from: string }) => one.from === 'customer');
    expect(first.media.mime).toBe('image/png');
    const media = await call(world, 'GET', first.media.url, { token });
    expect([media.status, media.headers.get('content-type')]).toEqual([200, 'image/png']);
  });
});

describe('what the phone has read', () => {
  it('the sender learns from the vendor’s receipts', async () => {
    const inboxId = await inboxOf('whatsapp');
    const { data } = (await api('GET', `/conversations?inboxId=${inboxId}`)).body;
    await work(inboxId);
    await expect
      .poll(async () => {
        await ingestInbox(world.deps, inboxId);
        return (await api('GET', `/conversations/${data[0].id}/messages`)).body.data.at(-1).status;
      })
      .toBe('READ');
  });
});

describe('the simulator', () => {
  it('plays no inbox that the caller does not see, nor one with a vendor of its own', async () => {
    const inboxId = await inboxOf('whatsapp');
    const agent = await addColleague(world, organizationId, 'AGENT');
    const own = await api('POST', '/inboxes', {
      channel: 'whatsapp',
      name: 'Real',
      credentials: { phoneNumberId: '555', accessToken: 't', appSecret: 's', verifyToken: 'w' },
      baseUrl: 'http://127.0.0.1:9',
    });
    const customers = (id: string, as: string) =>
      api('GET', `/demo/phone/${id}/customers`, undefined, as);
    expect((await customers(inboxId, agent.token)).status).toBe(404);
    expect((await customers(own.body.id, token)).status).toBe(404);
    expect((await call(world, 'GET', '/api/v1/demo/phone/inboxes')).status).toBe(401);
    const document = await call(world, 'GET', '/api/v1/openapi.json');
    expect(document.text).not.toContain('/demo/');
  });

  it('is not there outside the demo, nor are its vendors', async () => {
    const strict = await openApiWorld({ settings: { demo: false } });
    try {
      const owner = await signUp(strict);
      const get = (path: string) => call(strict, 'GET', path, { token: owner.token });
      expect((await get('/api/v1/demo/phone/inboxes')).status).toBe(404);
      expect((await get('/demo/vendor/whatsapp/v23.0/1')).status).toBe(404);
    } finally {
      await strict.close();
    }
  });
});
