import { type Page, expect, test } from '@playwright/test';
import { axeFindings, contrastFindings } from './harness/axe-findings.ts';
import { FORGOTTEN, ProcedureDesk } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

let club: ProcedureDesk;

test.beforeAll(async () => {
  club = await ProcedureDesk.open(productUrl());
  await club.onlyProcedure({ autonomy: 'approve' });
  const [member, stranger] = await Promise.all([
    club.member('Ada Approve', 'ada@guest.test'),
    club.member('Amos Addressless', null),
  ]);
  for (const customer of [member, stranger]) customer.says(FORGOTTEN);
});
test.afterAll(() => club.close());

/** Nothing in light, and nothing that dark colours change. */
async function expectNoFindings(page: Page): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  // Colours change over a moment.
  await expect(async () => expect(await contrastFindings(page)).toEqual([])).toPass({
    timeout: 5_000,
  });
  await page.emulateMedia({ colorScheme: 'light' });
}

test('axe finds nothing where a message was read and a procedure waits, in light and in dark', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, club.desk.owner, { colorScheme: 'light' });
  const { page } = screen;
  for (const name of ['Ada Approve', 'Amos Addressless'])
    await test.step(`the thread of ${name}`, async () => {
      await expect(screen.row(name)).toContainText('Approve?');
      await screen.open(name);
      await expect(screen.run('Password reset')).toBeVisible();
      await expectNoFindings(page);
    });
  await test.step('the correction', async () => {
    await page.keyboard.press('i');
    await expect(page.getByRole('option').first()).toBeVisible();
    await expectNoFindings(page);
    await page.keyboard.press('Escape');
  });
  await test.step('a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(screen.run('Password reset')).toBeVisible();
    await expectNoFindings(page);
  });
  await screen.close();
});

test('axe finds nothing in the settings of reading and answering, in light and in dark', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, club.desk.owner, {
    colorScheme: 'light',
    path: '/settings/intents',
  });
  const { page } = screen;
  for (const path of [
    '/settings/intents',
    '/settings/intents/new',
    '/settings/procedures',
    '/settings/procedures/new',
    '/settings/ai',
    '/settings/webhooks',
    '/settings/decisions',
  ])
    await test.step(path, async () => {
      await page.goto(path);
      const main = page.getByRole('main', { name: 'Settings page' });
      await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(main.getByText('Fetching')).toHaveCount(0);
      await expectNoFindings(page);
    });
  await screen.close();
});
