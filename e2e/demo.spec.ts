import { type Browser, type Page, expect, test } from '@playwright/test';
import { DEMO_PASSWORD, DEMO_SIGN_INS } from '../scripts/launcher/demo-sign-ins.ts';
import { productUrl } from './harness/screen.ts';

async function signIn(browser: Browser, email: string, path = '/inbox/open'): Promise<Page> {
  const context = await browser.newContext({ baseURL: productUrl() });
  const page = await context.newPage();
  await page.goto(path);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  return page;
}

for (const email of DEMO_SIGN_INS) {
  test(`${email} opens a living place`, async ({ browser }) => {
    const page = await signIn(browser, email);
    const list = page.getByRole('region', { name: 'Conversations' });
    await expect(list.getByRole('listitem').first()).toBeVisible();
    const conversation = page.getByRole('main', { name: 'Conversation' });
    // A list that has just come takes no click for a moment.
    await expect(async () => {
      await list.getByRole('listitem').first().getByRole('link').click();
      await expect(conversation.getByRole('heading').first()).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 10_000, intervals: [100] });
    await expect(conversation.getByRole('article').first()).toBeVisible();
    await expect(conversation.getByRole('textbox', { name: 'Reply' })).toHaveCount(
      email.startsWith('viewer') ? 0 : 1,
    );
    await page.context().close();
  });
}

test('the simulator plays a customer through the whole round', async ({ browser }) => {
  const phone = await signIn(browser, 'owner@demo.test', '/demo/phone');
  const name = 'Simone Simulator';
  await phone.getByLabel('Or invent one').fill(name);
  await phone.getByRole('button', { name: 'Invent' }).click();
  const handset = phone.getByRole('region', { name: `Phone of ${name}` });
  await handset.getByRole('textbox', { name: 'Message' }).fill('Can I book for two at nine?');
  await handset.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(handset.getByRole('listitem').filter({ hasText: 'Can I book' })).toBeVisible();

  const desk = await signIn(browser, 'manager@demo.test', '/inbox/open?sort=newest');
  const row = desk
    .getByRole('region', { name: 'Conversations' })
    .getByRole('listitem')
    .filter({ hasText: 'Can I book for two at nine?' });
  await expect(row).toBeVisible();
  const conversation = desk.getByRole('main', { name: 'Conversation' });
  await expect(async () => {
    await row.getByRole('link').click();
    const asked = conversation.getByRole('article').filter({ hasText: 'Can I book for two' });
    await expect(asked).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000, intervals: [100] });
  await conversation.getByRole('textbox', { name: 'Reply' }).fill('Booked, see you at nine');
  await conversation.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(handset.getByRole('listitem').filter({ hasText: 'Booked, see you' })).toHaveCount(1);
  await expect(
    conversation.getByRole('article').filter({ hasText: 'Booked, see you' }),
  ).toContainText(/Delivered|Read/);
  await Promise.all([phone.context().close(), desk.context().close()]);
});

test('the demo is read, has procedures at work, and says what it decided', async ({ browser }) => {
  const page = await signIn(browser, 'manager@demo.test');
  const list = page.getByRole('region', { name: 'Conversations' });
  const read = list.getByRole('listitem').filter({ hasText: /Password reset|Booking|Refund/ });
  await expect(read.first()).toBeVisible();
  await test.step('a run waits for somebody', async () => {
    await page.getByRole('link', { name: /Waiting for approval/ }).click();
    await expect(list.getByRole('listitem').filter({ hasText: 'Approve?' }).first()).toBeVisible();
  });
  await test.step('25 procedures and their intents', async () => {
    await page.goto('/settings/procedures');
    await expect(page.getByText(/^25 procedures · /)).toBeVisible();
    await expect(page.getByRole('table', { name: 'Procedures' }).getByRole('row')).toHaveCount(26);
    await page.goto('/settings/intents');
    await expect(page.getByText(/^1\d intents · /)).toBeVisible();
    await expect(page.getByText(/right in \d\d of 100/)).toBeVisible();
  });
  await test.step('the decision log has a month of them', async () => {
    await page.goto('/settings/decisions');
    const log = page.getByRole('list', { name: 'Decisions' }).getByRole('listitem');
    await expect(log).toHaveCount(50);
    await page.getByLabel('State').selectOption({ label: 'Done' });
    await expect(log.first()).toContainText('Done');
  });
  await page.context().close();
});

test('in the simulator a forgotten password leads to a procedure, and its approval to the reset mail', async ({
  browser,
}) => {
  const phone = await signIn(browser, 'owner@demo.test', '/demo/phone');
  const name = 'Petra Password';
  await phone.getByLabel('Or invent one').fill(name);
  await phone.getByRole('button', { name: 'Invent' }).click();
  const handset = phone.getByRole('region', { name: `Phone of ${name}` });
  await handset
    .getByRole('textbox', { name: 'Message' })
    .fill('Petra here, I forgot my TrackMan password');
  await handset.getByRole('button', { name: 'Send', exact: true }).click();

  const desk = await signIn(browser, 'manager@demo.test', '/inbox/open?sort=newest');
  const row = desk
    .getByRole('region', { name: 'Conversations' })
    .getByRole('listitem')
    .filter({ hasText: 'Petra here, I forgot' });
  await expect(row).toContainText('Password reset');
  await expect(row).toContainText('Approve?');
  const conversation = desk.getByRole('main', { name: 'Conversation' });
  const card = conversation.getByRole('article', { name: 'Procedure: TrackMan password reset' });
  await expect(async () => {
    await row.getByRole('link').click();
    await expect(card).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000, intervals: [100] });
  await test.step('a number has neither name nor address: they are asked for, and added', async () => {
    await expect(card).toContainText('The customer’s name is not known.');
    await card.getByRole('button', { name: 'Add the e-mail address' }).first().click();
    const details = desk.getByRole('complementary', { name: 'Details' });
    await details.getByLabel('Name').fill(name);
    await details.getByLabel('E-mail').fill('petra@guest.test');
    await details.getByRole('button', { name: 'Save' }).click();
    await expect(card).toContainText('petra@guest.test');
  });
  await card.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(
    handset.getByRole('listitem').filter({ hasText: 'Hi Petra, I have just sent' }),
  ).toHaveCount(1);
  const systems = phone.getByRole('region', { name: 'Your own systems' });
  await expect(systems).toContainText('mailed a reset link to petra@guest.test');
  await expect(card).toContainText('Done');
  await Promise.all([phone.context().close(), desk.context().close()]);
});
