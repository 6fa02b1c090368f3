import { signLegacy } from '@frontdesk/channels/openphone/signature';
import { signStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { queryDatabase } from './harness/database.ts';
import { eventually } from './harness/expect-eventually.ts';
import { Screen, productUrl } from './harness/screen.ts';
import { deliver, signed, whatsappBody } from '@frontdesk/testkit/whatsapp-webhook';

let desk: Desk;
let whatsapp: TestInbox;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  whatsapp = await desk.inbox('whatsapp');
});
test.afterAll(() => desk.close());

const shared = (channel: string): string => `${productUrl()}/api/v1/webhooks/${channel}`;

const says = (
  inbox: TestInbox,
  text: string,
  id: string = crypto.randomUUID(),
  from = '15550000001',
): string => whatsappBody([{ inbox, messages: [{ id: `wamid.${id}`, from, text }] }]);

async function storedDeliveries(inbox: TestInbox): Promise<number> {
  const [row] = await queryDatabase<{ count: number }>(
    'SELECT count(*)::int AS count FROM inbound_deliveries WHERE inbox_id = $1',
    [inbox.id],
  );
  return row?.count ?? 0;
}

type MessageRow = {
  id: string;
  conversationId: string;
  text: string;
  direction: string;
  status: string;
  number: number;
};

/** What stands in the conversation of the customer with this number. From the database: a poll must not use up the API's rate. */
function messagesOf(from: string): Promise<MessageRow[]> {
  return queryDatabase<MessageRow>(
    `SELECT m.id, m.conversation_id AS "conversationId", m.text, m.direction, m.status, m.number
     FROM messages m JOIN conversations c ON c.id = m.conversation_id JOIN contact_cards k ON k.id = c.card_id
     WHERE m.organization_id = $1 AND k.phone = $2 ORDER BY m.number`,
    [desk.owner.organizationId, `+${from}`],
  );
}

test.describe('a webhook that nobody signed', () => {
  test('is 401 without a signature, with a wrong one, and with one over other bytes; nothing is stored', async () => {
    const inbox = await desk.inbox('whatsapp', { name: 'Unsigned' });
    const body = says(inbox, 'forged secret text');
    const wrong = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
    for (const url of [inbox.webhookUrl, shared('whatsapp')]) {
      expect((await deliver(inbox, body, { url, headers: {} })).status).toBe(401);
      expect((await deliver(inbox, body, { url, headers: wrong })).status).toBe(401);
      const respelled = JSON.stringify(JSON.parse(body), null, 1);
      expect((await deliver(inbox, respelled, { url, headers: signed(inbox, body) })).status).toBe(
        401,
      );
    }
    expect(await storedDeliveries(inbox)).toBe(0);
    const audit = await queryDatabase<{ line: string }>(
      `SELECT to_jsonb(audit_log)::text AS line FROM audit_log WHERE organization_id = $1 AND action LIKE '%webhook%'`,
      [desk.owner.organizationId],
    );
    expect(audit.length).toBeGreaterThan(0);
    for (const { line } of audit) expect(line).not.toContain('forged secret text');
  });

  test('is 401 when its timestamp is stale, in both generations of OpenPhone', async () => {
    const longAgo = Date.now() - 60 * 60_000;
    const body = JSON.stringify({ id: 'EV1', type: 'message.received', data: {} });
    const current = await desk.inbox('openphone', { name: 'Stale current' });
    const secret = String(current.creds['webhookSecret']);
    const standard = (at: number): Record<string, string> => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at / 1000)),
      'webhook-signature': signStandardWebhook(secret, 'msg_1', at, body),
    });
    expect((await deliver(current, body, { headers: standard(longAgo) })).status).toBe(401);
    expect((await deliver(current, body, { headers: standard(Date.now()) })).status).toBe(200);
    const old = await desk.inbox('openphone', { name: 'Stale legacy', legacy: true });
    const legacy = (at: number): Record<string, string> => ({
      'openphone-signature': signLegacy(String(old.creds['signingKey']), at, body),
    });
    expect((await deliver(old, body, { headers: legacy(longAgo) })).status).toBe(401);
    expect((await deliver(old, body, { headers: legacy(Date.now()) })).status).toBe(200);
    expect(await storedDeliveries(old)).toBe(1);
  });
});

test('a body over a megabyte is 413, as a webhook and as JSON, and the product goes on', async () => {
  const inbox = await desk.inbox('whatsapp', { name: 'Too big' });
  const body = says(inbox, 'x'.repeat(1_100_000));
  expect((await deliver(inbox, body)).status).toBe(413);
  expect((await deliver(inbox, body, { url: shared('whatsapp') })).status).toBe(413);
  expect(await storedDeliveries(inbox)).toBe(0);
  const answer = await desk.owner.ask<{ error: { code: string } }>('POST', '/tags', {
    name: 'x'.repeat(1_100_000),
    color: '#000000',
  });
  expect(answer.status).toBe(413);
  expect(answer.body.error.code).toBe('PAYLOAD_TOO_LARGE');
  expect((await deliver(inbox, says(inbox, 'small again'))).status).toBe(200);
});

test('what is signed and cannot be read is taken, kept and shown', async ({ browser }) => {
  const inbox = await desk.inbox('whatsapp', { name: 'Puzzles' });
  for (const body of [
    'this is not JSON',
    '{"object":"weather_report","entry":[]}',
    '[1,2,3]',
    '\u0000',
  ])
    expect((await deliver(inbox, body)).status, body).toBe(200);
  expect((await deliver(inbox, 'nor is this', { url: shared('whatsapp') })).status).toBe(200);
  await eventually(async () => {
    const rows = await queryDatabase<{ body: Buffer }>(
      `SELECT body FROM inbound_deliveries WHERE inbox_id = $1 AND state = 'UNPARSED'`,
      [inbox.id],
    );
    return rows.map(({ body }) => body.toString()).toSorted();
  }).toEqual(expect.arrayContaining(['nor is this', 'this is not JSON']));
  const screen = await Screen.of(browser, desk.owner);
  await screen.views.getByRole('link', { name: /Failed sends/ }).click();
  const failed = screen.page.getByRole('main', { name: 'Failed sends' });
  await expect(failed.getByText('Received but not understood')).toBeVisible();
  await expect(failed.getByRole('listitem').filter({ hasText: 'Puzzles' }).first()).toBeVisible();
  await screen.close();
});

test('an account that nobody has is 404, and a batch only when it names no known one', async () => {
  const stranger = { accountId: '199999999999999' };
  const unknown = whatsappBody([
    { inbox: stranger, messages: [{ id: 'wamid.unknown', from: '15550000002', text: 'lost?' }] },
  ]);
  expect((await deliver(whatsapp, unknown, { url: shared('whatsapp') })).status).toBe(404);
  const nobody = whatsapp.webhookUrl.replace(whatsapp.id, crypto.randomUUID());
  expect((await deliver(whatsapp, says(whatsapp, 'x'), { url: nobody })).status).toBe(404);
  const mixed = whatsappBody([
    { inbox: stranger, messages: [{ id: 'wamid.mixed1', from: '15550000003', text: 'not ours' }] },
    { inbox: whatsapp, messages: [{ id: 'wamid.mixed2', from: '15550000003', text: 'ours' }] },
  ]);
  expect((await deliver(whatsapp, mixed, { url: shared('whatsapp') })).status).toBe(200);
  await eventually(async () => (await messagesOf('15550000003')).map(({ text }) => text)).toEqual([
    'ours',
  ]);
});

test('redelivered, reordered and batched events count once each, and statuses never go back', async () => {
  const from = '15550000004';
  const one = { id: 'wamid.batch1', from, text: 'first', at: Date.now() - 3_000 };
  const two = { id: 'wamid.batch2', from, text: 'second', at: Date.now() - 2_000 };
  const three = { id: 'wamid.batch3', from, text: 'third', at: Date.now() - 1_000 };
  const batch = (...messages: (typeof one)[]): string =>
    whatsappBody([{ inbox: whatsapp, messages }]);
  for (const body of [
    batch(one, two),
    batch(one, two),
    batch(two, three),
    batch(three),
    batch(one),
  ])
    expect((await deliver(whatsapp, body)).status).toBe(200);
  await eventually(async () => (await messagesOf(from)).map(({ text }) => text)).toEqual([
    'first',
    'second',
    'third',
  ]);

  const conversationId = (await messagesOf(from))[0]?.conversationId;
  await desk.owner.must('POST', `/conversations/${conversationId}/messages`, { text: 'answered' });
  const received = () => desk.vendors.received('whatsapp', whatsapp.accountId, from);
  await eventually(() => received().length).toBe(1);
  const answer = async () =>
    (await messagesOf(from)).find(({ direction }) => direction === 'OUTBOUND');
  await eventually(async () => (await answer())?.status).toBe('DELIVERED');
  const id = received()[0]?.externalId ?? '';
  const reports = (...statuses: string[]): string =>
    whatsappBody([
      { inbox: whatsapp, statuses: statuses.map((status) => ({ id, to: from, status })) },
    ]);
  await deliver(whatsapp, reports('read', 'delivered', 'sent'));
  await deliver(whatsapp, reports('delivered'));
  await deliver(whatsapp, batch({ id: 'wamid.batch4', from, text: 'fourth', at: Date.now() }));
  await eventually(async () => (await messagesOf(from)).map(({ text }) => text)).toEqual([
    'first',
    'second',
    'third',
    'answered',
    'fourth',
  ]);
  expect((await answer())?.status).toBe('READ');
});

test('a text of any length and any characters is stored whole and shown safely', async ({
  browser,
}) => {
  const from = '15550000005';
  const odd = `<img src=x onerror="alert(1)"> \u0000 \ud800 \u202eright to left\u202c مرحبا 👩‍👩‍👧‍👦 \ufeff`;
  const long = odd + 'ก'.repeat(100_000 - odd.length);
  // Escaped by hand: JSON.stringify writes lone surrogates and NUL as escapes, as a vendor's encoder may.
  expect((await deliver(whatsapp, says(whatsapp, long, 'long', from))).status).toBe(200);
  await eventually(async () => (await messagesOf(from)).length).toBe(1);
  const [listed] = await messagesOf(from);
  const whole = await desk.owner.must<{ text: string }>('GET', `/messages/${listed?.id}`);
  expect(whole.text).toBe(long.replace('\u0000', '\ufffd').replace('\ud800', '\ufffd'));

  const screen = await Screen.of(browser, desk.owner);
  let dialogs = 0;
  screen.page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await screen.open(`Guest ${from}`);
  const message = screen.message('<img src=x');
  await expect(message).toBeVisible();
  await expect(message.locator('img[src="x"]')).toHaveCount(0);
  await message.getByRole('button', { name: 'Show the whole message' }).click();
  await expect
    .poll(() => message.evaluate((article) => article.textContent?.length ?? 0))
    .toBeGreaterThanOrEqual(100_000);
  expect(dialogs).toBe(0);
  await screen.close();
});
