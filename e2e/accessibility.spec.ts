import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { axeFindings } from './harness/axe-findings.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  const inbox = await desk.inbox('whatsapp');
  for (const name of ['Axel Access', 'Bea Busy', 'Cem Calm']) {
    const customer = desk.customer(inbox, name);
    customer.says('Is there a ramp at the entrance?');
    customer.says('And a lift to the second floor?');
  }
});
test.afterAll(() => desk.close());

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the main screens, ${colorScheme}`, async ({ browser }) => {
    const screen = await Screen.of(browser, desk.owner, { colorScheme });
    const { page } = screen;
    await expect(screen.row('Axel Access')).toBeVisible();
    await expect(screen.row('Cem Calm')).toBeVisible();
    await test.step('the inbox', async () => {
      await screen.open('Axel Access');
      await expect(screen.details).toContainText('Axel Access');
      expect(await axeFindings(page)).toEqual([]);
    });
    await test.step('a picker', async () => {
      await screen.conversation.getByRole('button', { name: 'Assign' }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
    });
    for (const path of ['/settings/inboxes', '/settings/team', '/inbox/failed', '/search'])
      await test.step(path, async () => {
        await page.goto(path);
        await expect(page.getByRole('main').first()).toBeVisible();
        expect(await axeFindings(page)).toEqual([]);
      });
    await screen.close();
  });

  test(`axe finds nothing before sign-in and on a phone, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, baseURL: productUrl() });
    const page = await context.newPage();
    for (const path of ['/sign-in', '/register']) {
      await page.goto(path);
      await expect(page.getByRole('button').first()).toBeVisible();
      expect(await axeFindings(page)).toEqual([]);
    }
    await context.close();
    const viewport = { width: 390, height: 844 };
    const screen = await Screen.of(browser, desk.owner, { colorScheme, viewport });
    await expect(screen.row('Axel Access')).toBeVisible();
    await expect(screen.conversation).toBeAttached();
    expect(await axeFindings(screen.page)).toEqual([]);
    await screen.row('Axel Access').getByRole('link').click();
    await expect(screen.reply).toBeVisible();
    expect(await axeFindings(screen.page)).toEqual([]);
    await screen.close();
  });
}
