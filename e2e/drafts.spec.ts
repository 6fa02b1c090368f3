import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('a draft survives a reload and what others do, each conversation its own', async ({
  browser,
}) => {
  const inbox = await desk.inbox('whatsapp');
  const [dora, dirk] = [desk.customer(inbox, 'Dora Draft'), desk.customer(inbox, 'Dirk Draft')];
  dora.says('Are you open?');
  dirk.says('Me too');
  const screen = await Screen.of(browser, desk.owner);
  await expect(screen.row('Dora Draft')).toBeVisible();
  await screen.open('Dora Draft');
  await screen.reply.fill('We are open until');
  await screen.open('Dirk Draft');
  await expect(screen.reply).toHaveValue('');
  await screen.open('Dora Draft');
  await expect(screen.reply).toHaveValue('We are open until');

  dora.says('Hello?');
  await expect(screen.message('Hello?')).toBeVisible();
  await expect(screen.reply).toHaveValue('We are open until');

  await screen.page.reload();
  await expect(screen.reply).toHaveValue('We are open until');
  await screen.answer('We are open until ten');
  await expect(screen.reply).toHaveValue('');
  await screen.page.reload();
  await expect(screen.message('We are open until ten')).toBeVisible();
  await expect(screen.reply).toHaveValue('');
  await screen.close();
});
