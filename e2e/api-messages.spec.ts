import { expect, test } from '@playwright/test';
import { ProcedureDesk } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

let club: ProcedureDesk;
let key: string;

test.beforeAll(async () => {
  club = await ProcedureDesk.open(productUrl());
  await club.onlyProcedure({
    autonomy: 'auto',
    actions: [
      { type: 'send_reset_link', webhookId: club.webhookId },
      {
        type: 'send_reply',
        text: "I've sent a password reset link to {{contact.email}}. Please check your email.",
      },
    ],
  });
  const made = await club.desk.owner.must<{ key: string }>('POST', '/api-keys', {
    name: 'Booking site',
    scopes: ['message.ingest'],
  });
  key = made.key;
});
test.afterAll(() => club.close());

const JOHN = {
  content: 'I need to reset my TrackMan password',
  customerId: 'cust_123',
  customerName: 'John Doe',
  customerEmail: 'john@example.com',
  customerPhone: '+14165551234',
  channel: 'sms',
};

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${productUrl()}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('a program’s message is read, acted on and answered in one request, and a person sees all of it', async ({
  browser,
}) => {
  const idempotent = { 'idempotency-key': 'john-1' };
  let response = await post('/api/messages', JOHN, idempotent);
  // On a busy machine the work may take longer than the answer waits; the same key asks what came of it.
  while (response.status === 202) response = await post('/api/messages', JOHN, idempotent);
  const answer = await response.json();
  expect([response.status, answer]).toEqual([
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
      response: "I've sent a password reset link to john@example.com. Please check your email.",
    },
  ]);
  expect(answer.intent.confidence).toBeGreaterThan(0.9);
  expect(club.receiver.calls.map(({ body }) => body.data.contact)).toMatchObject([
    { name: 'John Doe', email: 'john@example.com', phone: '+14165551234' },
  ]);

  await test.step('asked again with the same key, it answers the same and does nothing', async () => {
    const again = await post('/api/v1/messages', JOHN, idempotent);
    expect([again.status, await again.json()]).toEqual([200, answer]);
    expect(club.receiver.calls).toHaveLength(1);
  });

  await test.step('it stands in the inbox with its reading, its run and its answer', async () => {
    const screen = await Screen.of(browser, club.desk.owner);
    await expect(screen.row('John Doe')).toContainText('Password reset');
    await screen.open('John Doe');
    expect(screen.page.url()).toContain(answer.threadId);
    await expect(screen.reading).toContainText('Password reset');
    await expect(screen.run('Password reset')).toContainText(/Done\s*2 steps/);
    await expect(screen.message(answer.response)).toHaveAccessibleName(/^AI, /);
    await screen.close();
  });
});

test('what a message lacks is told by field, and a key without the scope is refused', async () => {
  const bad = await post('/api/messages', { ...JOHN, content: ' ', channel: 'not a channel!' });
  const { error } = await bad.json();
  expect([bad.status, error]).toMatchObject([
    400,
    { code: 'VALIDATION_ERROR', requestId: expect.any(String), timestamp: expect.any(String) },
  ]);
  expect(error.details.map(({ field }: { field: string }) => field).toSorted()).toEqual([
    'channel',
    'content',
  ]);
  const { key: other } = await club.desk.owner.must<{ key: string }>('POST', '/api-keys', {
    name: 'Reader',
    scopes: ['conversation.read'],
  });
  const refused = await post('/api/messages', JOHN, { authorization: `Bearer ${other}` });
  expect(refused.status).toBe(403);
});
