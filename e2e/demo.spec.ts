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
