import { newId } from '@frontdesk/core/ids';
import { addExamples } from '@frontdesk/usecases/reading/examples';
import { wantTraining } from '@frontdesk/usecases/reading/want-training';
import { trainReaderOf } from '@frontdesk/usecases/reading/train-reader';
import { WebhookReceiver } from '@frontdesk/usecases/testing/webhook-receiver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from './app.ts';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { type Answer, type SignedUp, call, signUp } from './testing/caller.ts';
import { startLanes } from './testing/lanes.ts';
import { addColleague } from './testing/tenant.ts';

let world: ApiWorld;
let owner: SignedUp;
let receiver: WebhookReceiver;
let lanes: { stop(): Promise<void> };
let webhookId: string;

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  password_reset: [
    'I forgot my password',
    'I need to reset my TrackMan password',
    'My password does not work any more, please send me a reset link',
    'How do I reset the password of my account?',
    'Locked out of TrackMan, wrong password',
    'Can you reset my password please',
    'the password reset mail never came',
    'I cannot sign in, I have forgotten my password',
  ],
  opening_hours: [
    'When do you open tomorrow?',
    'What are your opening hours on Sunday?',
    'Are you open on the holiday?',
    'How late are you open tonight?',
    'until when are you open today',
    'What time do you close on Friday?',
    'opening times please',
    'Do you open before nine on Saturday?',
  ],
};

beforeAll(async () => {
  world = await openApiWorld({ settings: { allowPrivateNetwork: true } });
  owner = await signUp(world);
  receiver = await WebhookReceiver.open();
  lanes = startLanes(world);
  await teach(owner.organizationId);
  const webhook = await api('POST', '/api/v1/ai/webhooks', { name: 'Club', url: receiver.url });
  receiver.secrets.push(webhook.body.secret);
  webhookId = webhook.body.id;
});
afterAll(async () => {
  await lanes.stop();
  await receiver.close();
  await world.close();
});
afterEach(async () => {
  const { sops } = (await api('GET', '/api/sops')).body;
  for (const { id } of sops) await api('DELETE', `/api/sops/${id}`);
});

async function teach(organizationId: string): Promise<void> {
  await world.deps.db.asWorker(async (tx) => {
    for (const [name, texts] of Object.entries(EXAMPLES)) {
      const intentId = newId();
      const row = { id: intentId, organizationId, scopeId: organizationId, name };
      await tx.intent.create({ data: row });
      const examples = texts.map((text) => ({ intentId, text, messageId: null }));
      await addExamples(tx, organizationId, examples);
    }
    await wantTraining(tx, organizationId);
  });
  await trainReaderOf(world.deps, organizationId);
}

const api = (
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  call(world, method, path, {
    token: owner.token,
    headers,
    ...(body === undefined ? {} : { body }),
  });

let customers = 0;
const customer = (): string => `cust_${(customers += 1)}`;

/** Seed 000's own example, of a new customer each time. */
const JOHN = () => ({
  content: 'I need to reset my TrackMan password',
  customerId: customer(),
  customerName: 'John Doe',
  customerEmail: 'john@club.example',
  customerPhone: '+14165551234',
  channel: 'sms',
});

const REPLY = "I've sent a password reset link to {{contact.email}}. Please check your email.";

const resetProcedure = (autonomy: string) =>
  api('POST', '/api/sops', {
    title: 'Password reset',
    intent_category: 'password_reset',
    keywords: ['password', 'reset', 'trackman'],
    steps: ['Send the link.'],
    actions: [
      { type: 'send_reset_link', webhookId },
      { type: 'send_reply', text: REPLY },
    ],
    autonomy,
  });

const messagesOf = async (threadId: string) =>
  (await api('GET', `/api/v1/conversations/${threadId}/messages`)).body.data;

describe('a message that a program brings', () => {
  it('is read, acted on and answered at once, as seed 000 has it', async () => {
    await resetProcedure('auto');
    const { status, body } = await api('POST', '/api/messages', JOHN());
    expect([status, body]).toEqual([
      200,
      {
        threadId: expect.any(String),
        messageId: expect.any(String),
        intent: { category: 'password_reset', confidence: expect.any(Number) },
        sopMatched: true,
        actions: [
          { type: 'send_reset_link', status: 'completed' },
          { type: 'send_reply', status: 'completed' },
        ],
        response: "I've sent a password reset link to john@club.example. Please check your email.",
      },
    ]);
    expect(receiver.calls.at(-1)?.body).toMatchObject({
      type: 'sop.reset_link',
      data: { contact: { name: 'John Doe', email: 'john@club.example', phone: '+14165551234' } },
    });
    expect(await messagesOf(body.threadId)).toMatchObject([
      { id: body.messageId, direction: 'INBOUND', text: 'I need to reset my TrackMan password' },
      { direction: 'OUTBOUND', state: 'SENT', text: body.response, authorKind: 'AI' },
    ]);
    expect(await world.deps.db.asWorker((tx) => tx.send.count())).toBe(0);
  });

  it('waits for a person where the procedure does', async () => {
    await resetProcedure('approve');
    const before = receiver.requests.length;
    const { status, body } = await api('POST', '/api/v1/messages', JOHN());
    expect([status, body]).toMatchObject([
      200,
      {
        sopMatched: true,
        actions: [
          { type: 'send_reset_link', status: 'pending' },
          { type: 'send_reply', status: 'pending' },
        ],
        response: null,
      },
    ]);
    expect(receiver.requests).toHaveLength(before);
  });

  it('that no procedure fits is read all the same', async () => {
    const message = { ...JOHN(), content: 'When do you open on Sunday?' };
    const { status, body } = await api('POST', '/api/v1/messages', message);
    expect([status, body]).toMatchObject([
      200,
      { intent: { category: 'opening_hours' }, sopMatched: false, actions: [], response: null },
    ]);
  });

  it('says what failed', async () => {
    await resetProcedure('auto');
    receiver.plan(422);
    const { body } = await api('POST', '/api/v1/messages', JOHN());
    expect(body.actions).toEqual([
      { type: 'send_reset_link', status: 'failed' },
      { type: 'send_reply', status: 'skipped' },
    ]);
    expect(body.response).toBe(null);
  });

  it('is answered with what is known, where the work takes longer than it may', async () => {
    await resetProcedure('auto');
    receiver.plan(503);
    const impatient = createApi({ ...world.deps, answerWithinMs: 3_000 });
    const { status, body } = await call({ api: impatient }, 'POST', '/api/v1/messages', {
      body: JOHN(),
      token: owner.token,
    });
    expect([status, body]).toMatchObject([
      202,
      {
        pending: true,
        intent: { category: 'password_reset' },
        sopMatched: true,
        actions: [{ status: 'pending' }, { status: 'pending' }],
        response: null,
      },
    ]);
  });

  it('continues the customer’s thread on its channel, and begins one on another', async () => {
    const message = { ...JOHN(), content: 'When do you open?' };
    const one = (await api('POST', '/api/v1/messages', message)).body;
    const two = (await api('POST', '/api/v1/messages', { ...message, content: 'Hello?' })).body;
    const three = (await api('POST', '/api/v1/messages', { ...message, channel: 'Email' })).body;
    expect(two.threadId).toBe(one.threadId);
    expect(three.threadId).not.toBe(one.threadId);
    const threads = [one, three].map(({ threadId }) => api('GET', `/api/v1/threads/${threadId}`));
    const [sms, mail] = await Promise.all(threads);
    expect(sms?.body.customerId).toBe(mail?.body.customerId);
    const { data } = (await api('GET', '/api/v1/inboxes')).body;
    expect(data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channel: 'api', name: 'API · sms', health: 'ok' }),
        expect.objectContaining({ channel: 'api', name: 'API · email' }),
      ]),
    );
  });

  it('fills in what was not known of the customer, and overwrites nothing', async () => {
    const { customerId } = JOHN();
    const bare = { content: 'Hi', customerId, channel: 'sms' };
    const { threadId } = (await api('POST', '/api/v1/messages', bare)).body;
    const contact = async () =>
      (await api('GET', `/api/v1/conversations/${threadId}`)).body.contact;
    expect(await contact()).toMatchObject({ email: null, phone: null });
    await api('POST', '/api/v1/messages', { ...JOHN(), customerId });
    const known = { name: 'John Doe', email: 'john@club.example', phone: '+14165551234' };
    expect(await contact()).toMatchObject(known);
    await api('POST', '/api/v1/messages', {
      ...bare,
      customerEmail: 'other@club.example',
      customerPhone: '+14165550000',
    });
    expect(await contact()).toMatchObject(known);
  });

  it('with an Idempotency-Key is stored once, and its answer is the same', async () => {
    await resetProcedure('auto');
    const message = JOHN();
    const post = () => api('POST', '/api/v1/messages', message, { 'idempotency-key': 'order-7' });
    const answers = await Promise.all([post(), post(), post()]);
    answers.push(await post());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect(await messagesOf(answers[0]?.body.threadId)).toHaveLength(2);
  });

  it('of a new customer makes one contact, however many come at once', async () => {
    const customerId = customer();
    const posts = ['sms', 'web', 'sms', 'web'].map((channel) =>
      api('POST', '/api/v1/messages', { content: 'Hi', customerId, channel }),
    );
    const answers = await Promise.all(posts);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const identities = await world.deps.db.asWorker((tx) =>
      tx.channelIdentity.findMany({ where: { key: customerId } }),
    );
    expect(identities).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.threadId)).size).toBe(2);
  });

  it('can be answered by a person, whose words are stored and not sent', async () => {
    const { threadId } = (await api('POST', '/api/v1/messages', JOHN())).body;
    const reply = await api('POST', `/api/v1/conversations/${threadId}/messages`, { text: 'Hi!' });
    expect([reply.status, reply.body.state]).toEqual([201, 'SENT']);
  });

  it('says what is wrong by its field', async () => {
    const { status, body } = await api('POST', '/api/messages', {
      content: '  ',
      customerEmail: 'no',
      customerPhone: '416',
      channel: 'S M S',
    });
    expect(status).toBe(400);
    const fields = body.error.details.map((one: { field: string }) => one.field);
    expect(fields.toSorted()).toEqual([
      'channel',
      'content',
      'customerEmail',
      'customerId',
      'customerPhone',
    ]);
  });
});

describe('an inbox of our own API', () => {
  const post = (token: string, channel: string) =>
    call(world, 'POST', '/api/v1/messages', { token, body: { ...JOHN(), channel } });

  it('is seen by the agent whose message made it, and by no other', async () => {
    const one = await addColleague(world, owner.organizationId, 'AGENT');
    const two = await addColleague(world, owner.organizationId, 'AGENT');
    const made = await post(one.token, 'kiosk');
    expect(made.status).toBe(200);
    const read = (token: string) =>
      call(world, 'GET', `/api/v1/threads/${made.body.threadId}`, { token });
    expect([(await read(one.token)).status, (await read(two.token)).status]).toEqual([200, 404]);
    expect((await post(two.token, 'kiosk')).status).toBe(403);
    expect((await post(one.token, 'kiosk')).status).toBe(200);
  });

  it('tells who brings a message nothing of a customer whom only other inboxes know', async () => {
    const { token } = await addColleague(world, owner.organizationId, 'AGENT');
    const victim = JOHN();
    const { threadId } = (await api('POST', '/api/v1/messages', victim)).body;
    const { customerId, content } = victim;
    const as = (method: string, path: string, body?: object) =>
      call(world, method, path, { token, ...(body === undefined ? {} : { body }) });
    const named = { content, customerId, customerName: 'Somebody', channel: 'lobby' };
    for (const round of [1, 2]) {
      expect((await as('POST', '/api/v1/messages', named)).status).toBeLessThan(300);
      const { data } = (await as('GET', '/api/v1/contacts')).body;
      const email = round === 1 ? null : 'me@evil.example';
      expect(data).toMatchObject([{ name: 'Somebody', phone: null, email }]);
      const change = { email: 'me@evil.example' };
      expect((await as('PATCH', `/api/v1/contacts/${data[0].id}`, change)).status).toBe(200);
    }
    const known = (await api('GET', `/api/v1/threads/${threadId}`)).body;
    expect(known.customerEmail).toBe(victim.customerEmail);
  });

  it('takes nothing from who may only read', async () => {
    const { token } = await addColleague(world, owner.organizationId, 'VIEWER');
    expect((await post(token, 'sms')).status).toBe(403);
  });

  it('takes nothing once it is archived', async () => {
    await post(owner.token, 'pager');
    const { data } = (await api('GET', '/api/v1/inboxes')).body;
    const inbox = data.find((one: { name: string }) => one.name === 'API · pager');
    await api('PATCH', `/api/v1/inboxes/${inbox.id}`, { archived: true });
    expect((await post(owner.token, 'pager')).status).toBe(409);
  });

  it('is made twenty times at most', async () => {
    const { token, organizationId } = await signUp(world);
    const inboxes = Array.from({ length: 20 }, () => {
      const id = newId();
      return { id, organizationId, scopeId: id, channel: 'api', name: 'API' };
    });
    await world.deps.db.asWorker((tx) => tx.inbox.createMany({ data: inboxes }));
    const { status, body } = await post(token, 'more');
    expect([status, body.error.details[0].field]).toEqual([409, 'channel']);
  });
});
