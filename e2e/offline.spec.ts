import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { type Page, expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { OwnDevice, shellIsKept } from './harness/own-device.ts';
import { findInProfile } from './harness/profile-bytes.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let inbox: TestInbox;
let door: FrontDoor;
let device: OwnDevice;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
});
test.afterAll(() => desk.close());
test.beforeEach(async () => {
  door = await FrontDoor.open(productUrl());
  device = new OwnDevice(door.url);
});
test.afterEach(async () => {
  await device.dispose();
  await door.shut();
});

async function inboxOf(page: Page, path = '/inbox/open'): Promise<Screen> {
  await page.goto(path);
  return Screen.on(page);
}

test('rule 90: a browser that starts without a server opens the inbox, its threads and the search', async () => {
  const customer = desk.customer(inbox, 'Olga Offline');
  customer.says('Do you have left-handed clubs for rent?');
  const before = await device.startAs(desk.owner);
  const online = await inboxOf(await before.newPage());
  await online.open(customer.shownAs);
  await expect(online.message('left-handed clubs')).toBeVisible();
  await shellIsKept(online.page);
  await expect(online.page.getByRole('link', { name: 'Saved for all' }).first()).toBeVisible();
  // A device that is new takes what it shows to its disk afterwards.
  await eventually(() => findInProfile(device.folder, { said: 'left-handed clubs' })).not.toEqual(
    [],
  );
  await device.end();
  await door.shut();

  const after = await device.start();
  const screen = await inboxOf(await after.newPage());
  await expect(screen.row(customer.shownAs)).toBeVisible();
  await screen.open(customer.shownAs);
  await expect(screen.message('left-handed clubs')).toBeVisible();
  await screen.page.goto('/search?q=handed');
  const results = screen.page.getByRole('main', { name: 'Search' });
  await expect(results.getByText('left-handed clubs')).toBeVisible();
  await door.reopen();
});

test('rule 90: an address deep inside opens without a server too, and what is not ours does not', async () => {
  const context = await device.startAs(desk.owner);
  const page = await context.newPage();
  await page.goto('/inbox/open');
  await shellIsKept(page);
  await door.shut();
  await page.goto('/settings/account');
  await expect(
    page
      .getByRole('main', { name: 'Settings' })
      .or(page.getByRole('heading', { name: /account/i }))
      .first(),
  ).toBeVisible();
  await expect(page.goto('/demo/phone')).rejects.toThrow('ERR_CONNECTION_REFUSED');
  await door.reopen();
});

test('rule 91: a page from the cache has the policy that it was sent with', async () => {
  const context = await device.startAs(desk.owner);
  const page = await context.newPage();
  const online = await page.goto('/inbox/open');
  await shellIsKept(page);
  await door.shut();
  const offline = await page.goto('/inbox/open');
  expect(offline?.fromServiceWorker()).toBe(true);
  expect(offline?.headers()['content-security-policy']).toBe(
    online?.headers()['content-security-policy'],
  );
  await door.reopen();
});

test('rule 91: a server that has not answered in two seconds is not waited for', async () => {
  const context = await device.startAs(desk.owner);
  const page = await context.newPage();
  await page.goto('/inbox/open');
  await shellIsKept(page);
  door.slowMs = 60_000;
  const answer = await page.goto('/inbox/open', { timeout: 10_000 });
  expect(answer?.fromServiceWorker()).toBe(true);
  await expect(Screen.on(page).list).toBeVisible();
});

test('rule 91: nothing of anybody’s data is in the service worker’s caches', async () => {
  const context = await device.startAs(desk.owner);
  const screen = await inboxOf(await context.newPage());
  await shellIsKept(screen.page);
  const paths = await screen.page.evaluate(async () => {
    const all = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    );
    return all.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => /^\/(?:api|socket\.io|webhooks|demo|widget)/.test(path))).toEqual(
    [],
  );
});

test('the app can be installed', async () => {
  const context = await device.startAs(desk.owner);
  const page = await context.newPage();
  await page.goto('/inbox/open');
  await shellIsKept(page);
  const devtools = await context.newCDPSession(page);
  const { errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
});
