import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('the sign-in page says when no company’s account belongs to the address', async ({ page }) => {
  await page.goto(`${productUrl()}/sign-in`);
  const leave = page.getByRole('button', { name: 'Continue with your company’s account' });
  await leave.click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.getByLabel('E-mail').fill('ada@no-provider.example');
  await leave.click();
  await expect(page).toHaveURL(/\/sign-in\?sso=none$/);
  await expect(page.getByRole('alert').filter({ hasText: 'password' })).toBeVisible();
});

test('a provider that does not answer is told beside its address', async ({ browser }) => {
  const screen = await Screen.of(browser, desk.owner, { path: '/settings/single-sign-on' });
  const { page } = screen;
  await expect(page.getByText('/api/v1/auth/sso/callback')).toBeVisible();
  await page.getByLabel('Issuer').fill('http://127.0.0.1:9');
  await page.getByLabel('Client ID').fill('frontdesk');
  await page.getByLabel('Client secret').fill('secret');
  await page.getByLabel(/E-mail domains/).fill('no-provider.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/No OpenID Connect provider|must/)).toBeVisible();
  await expect(page.getByLabel('Client ID')).toHaveValue('frontdesk');
  await screen.close();
});
