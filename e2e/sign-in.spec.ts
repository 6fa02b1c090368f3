import { randomUUID } from 'node:crypto';
import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('signing in leads to where one wanted to go, signing out ends it', async ({ page }) => {
  await page.goto(`${productUrl()}/inbox/unassigned`);
  await page.getByLabel('E-mail').fill(desk.owner.email);
  await page.getByLabel('Password').fill(desk.owner.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Conversations' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/inbox/unassigned');
  await page.getByRole('button', { name: /account|Olive Owner/i }).click();
  await page.getByRole('menuitem', { name: /sign out/i }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await page.goto(`${productUrl()}/inbox/open`);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
});

test('a wrong password and an unknown address get the same words', async ({ page }) => {
  const words: string[] = [];
  for (const email of [desk.owner.email, `nobody-${randomUUID()}@desk.test`]) {
    await page.goto(`${productUrl()}/sign-in`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('not the passphrase');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    words.push(await page.getByRole('alert').filter({ hasText: /\S/ }).innerText());
  }
  expect(words[0]).toBe(words[1]);
});

test('after a few wrong passwords the form says how long to wait', async ({ page }) => {
  const other = await Desk.open(productUrl());
  await page.goto(`${productUrl()}/sign-in`);
  await page.getByLabel('E-mail').fill(other.owner.email);
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await page.getByLabel('Password').fill(`wrong ${attempt}`);
    const answered = page.waitForResponse((response) => response.url().endsWith('/auth/login'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    if ((await answered).status() === 429) break;
  }
  await expect(page.getByRole('alert').filter({ hasText: 'Try again in' })).toBeVisible();
  await other.close();
});

test('registering makes an organization and opens its empty inbox', async ({ page }) => {
  await page.goto(`${productUrl()}/register`);
  await page.getByLabel('Organization').fill('Seaside Hotel');
  await page.getByLabel('Your name').fill('Nadia New');
  await page.getByLabel('E-mail').fill(`nadia-${randomUUID()}@desk.test`);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('button', { name: 'Create' })).toBeVisible();
  await page.getByLabel('Password').fill('a long enough passphrase');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('region', { name: 'Conversations' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Views' })).toContainText('Seaside Hotel');
});
