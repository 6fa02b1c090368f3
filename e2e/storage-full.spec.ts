import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { eachWithDevice } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
const own = eachWithDevice((device) => device.startAs(desk.owner));

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('a device whose storage is full says so, keeps what was written and sends it once there is room (rules 48, 66 and 123)', async () => {
  test.setTimeout(120_000);
  const customer = desk.customer(await desk.inbox('whatsapp'), 'Fritz Full');
  const received = () => customer.received().map(({ text }) => text);
  customer.says('Is the range open?');
  const page = await own.device.newPage();
  await page.goto('/inbox/open');
  const screen = Screen.on(page);
  await screen.open('Fritz Full');
  const mark = page.getByRole('link', { name: 'Saved for all' }).first();
  await expect(mark).toBeVisible();

  const devtools = await page.context().newCDPSession(page);
  const origin = own.door.url;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  const line = page.getByText('This device cannot keep new work: its storage is full or blocked.');
  const said: string[] = [];
  // Chromium remembers for up to half a minute that there was room.
  await expect(async () => {
    said.push(`It is, until ten (${said.length})`);
    await screen.answer(said.at(-1) ?? '');
    await expect(line).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  const last = said.at(-1) ?? '';
  await expect(screen.message(last)).toBeVisible();
  await expect(screen.reply).not.toBeEditable();
  await page.getByRole('link', { name: /1 change waits/ }).click();
  const waiting = page.getByRole('list', { name: 'On the way' }).getByRole('listitem');
  await expect(waiting).toContainText(last);
  await expect(waiting).toContainText('Only in this window');
  expect(received()).not.toContain(last);

  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'Try now' }).first().click();
  await expect(line).toHaveCount(0);
  await expect(page.getByText('Everybody has everything')).toBeVisible();
  await eventually(received).toEqual(said);
  await page.goto('/inbox/open');
  await screen.open('Fritz Full');
  await expect(screen.message(last)).toHaveCount(1);
  await expect(screen.reply).toBeEditable();
});
