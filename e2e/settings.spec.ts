import { randomBytes } from 'node:crypto';
import { Desk } from '@frontdesk/testkit/desk';
import { deliver, whatsappBody } from '@frontdesk/testkit/whatsapp-webhook';
import { expect, test } from '@playwright/test';
import { axeFindings } from './harness/axe-findings.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('an inbox that is connected in the settings works with the address that is copied there', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, desk.owner, {
    path: '/settings/inboxes',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = screen;
  const secret = randomBytes(16).toString('hex');
  const phoneNumberId = `2${Date.now()}`;
  const creds = { phoneNumberId, accessToken: secret, appSecret: secret, verifyToken: secret };
  await page.getByRole('button', { name: 'Connect an inbox' }).first().click();
  await page.getByLabel('Channel').selectOption('whatsapp');
  await page.getByLabel('Name', { exact: true }).fill('Front desk WhatsApp');
  await page.getByLabel('Phone number ID').fill(phoneNumberId);
  await page.getByLabel('Access token').fill(secret);
  await page.getByLabel('App secret').fill(secret);
  await page.getByLabel('Address of the vendor’s API').fill(desk.vendors.baseUrl('whatsapp'));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('Webhook address')).toBeVisible();
  await page.getByRole('button', { name: 'Copy' }).first().click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('/api/v1/webhooks/whatsapp/');
  const webhookUrl = await page.evaluate(() => navigator.clipboard.readText());

  await test.step('no secret is shown or answered', async () => {
    expect(await page.content()).not.toContain(secret);
    const { data } = await desk.owner.must<{ data: unknown[] }>('GET', '/inboxes');
    expect(JSON.stringify(data)).not.toContain(secret);
  });

  await test.step('a customer writes to it', async () => {
    const inbox = {
      id: '',
      kind: 'whatsapp',
      name: '',
      accountId: phoneNumberId,
      webhookUrl,
      creds,
    } as const;
    const body = whatsappBody([
      { inbox, messages: [{ id: 'wamid.settings', from: '15550000077', text: 'First one here' }] },
    ]);
    expect((await deliver(inbox, body)).status).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await expect(screen.row('Guest 15550000077')).toContainText('First one here');
  });
  await screen.close();
});

test('a rotated token is given to its inbox by the keyboard, is tried at once and is shown to nobody', async ({
  browser,
}) => {
  const inbox = await desk.inbox('whatsapp', { name: 'Rotated line' });
  const { page } = await Screen.of(browser, desk.owner, { path: '/settings/inboxes' });
  const card = page.getByRole('listitem').filter({ hasText: 'Rotated line' });
  await card.getByRole('button', { name: /Rotated line/ }).click();
  await card.getByRole('button', { name: 'Change the credentials' }).press('Enter');
  const form = card.getByRole('region', { name: 'Credentials' });
  const token = form.getByLabel('Access token');
  const save = form.getByRole('button', { name: 'Save the credentials' });

  await test.step('what is wrong is said beside its field', async () => {
    await token.fill('a token with spaces');
    await token.press('Enter');
    await expect(token).toHaveAttribute('aria-invalid', 'true');
    await expect(form.getByText('Some of the credentials are not valid.')).toBeVisible();
  });

  await test.step('a token that the vendor refuses is said, and the form stays', async () => {
    desk.vendors.faults.plan({
      operation: 'probe',
      fault: { kind: 'refuse', as: 'token-invalid' },
    });
    await token.fill('EAAstolen');
    await save.click();
    await expect(card.getByText('Does not work')).toBeVisible();
    await expect(token).toHaveValue('');
  });

  await test.step('a good one works, with what was left empty as it was', async () => {
    const creds = { ...inbox.creds, accessToken: 'EAArotated' };
    desk.vendors.connect({ kind: 'whatsapp', creds: creds as never, webhookUrl: inbox.webhookUrl });
    await form.getByLabel('WhatsApp Business Account ID').fill('waba-77');
    await token.fill('EAArotated');
    await token.press('Enter');
    await expect(form).toHaveCount(0);
    await expect(card.getByText('Works', { exact: true })).toBeVisible();
    expect(await page.content()).not.toContain('EAArotated');
    const answer = await desk.owner.must('GET', `/inboxes/${inbox.id}`);
    expect(JSON.stringify(answer)).not.toContain('EAArotated');
  });

  await test.step('on a phone it fits', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await card.getByRole('button', { name: 'Change the credentials' }).click();
    await expect(token).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    expect(await axeFindings(page)).toEqual([]);
  });
  await page.context().close();
});

test('what a form gets wrong is said beside its field, and nothing is created', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, desk.owner, { path: '/settings/inboxes?new=1' });
  const { page } = screen;
  await page.getByLabel('Channel').selectOption('openphone');
  await page.getByLabel('Name', { exact: true }).fill('Text line');
  await page.getByLabel('API key').fill('key');
  await page.getByLabel('Phone number ID').fill('not an id');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ }).first()).toBeVisible();
  const { data } = await desk.owner.must<{ data: { name: string }[] }>('GET', '/inboxes');
  expect(data.map(({ name }) => name)).not.toContain('Text line');
  await screen.close();
});

test('a colleague is invited, accepts by the link and is at work', async ({ browser }) => {
  const inbox = await desk.inbox('whatsapp', { name: 'Team inbox' });
  desk.customer(inbox, 'Tilda Team').says('Anyone there?');
  const colleague = await desk.member('MANAGER', 'Mona Manager', [inbox]);
  const [screen, team] = await Promise.all([
    Screen.of(browser, colleague),
    Screen.of(browser, desk.owner, { path: '/settings/team' }),
  ]);
  await expect(screen.row('Tilda Team')).toBeVisible();
  await expect(team.page.getByText('Mona Manager').first()).toBeVisible();
  await Promise.all([screen.close(), team.close()]);
});

test('the list stands there when one comes back from the settings', async ({ browser }) => {
  const own = await Desk.open(productUrl());
  own.customer(await own.inbox('whatsapp'), 'Bernd Back').says('Still here');
  const screen = await Screen.of(browser, own.owner);
  await expect(screen.row('Bernd Back')).toBeVisible();
  for (let turn = 0; turn < 3; turn += 1) {
    await screen.page.getByRole('link', { name: 'Settings' }).click();
    await expect(screen.page.getByRole('main', { name: 'Settings page' })).toBeVisible();
    await screen.page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await expect(screen.row('Bernd Back')).toBeVisible();
  }
  await screen.close();
  await own.close();
});
