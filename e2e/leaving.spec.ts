import { Desk, type Customer } from '@frontdesk/testkit/desk';
import { type Page, expect, test } from '@playwright/test';
import { eachWithDevice } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let carla: Customer;
const own = eachWithDevice((device) => device.startAs(desk.owner));

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  carla = desk.customer(await desk.inbox('whatsapp'), 'Carla Customer');
  carla.says('My locker code is 4711');
});
test.afterAll(() => desk.close());

async function tab(): Promise<Screen> {
  const page = await own.device.newPage();
  await page.goto('/inbox/open');
  const screen = Screen.on(page);
  await expect(screen.row(carla.shownAs)).toBeVisible();
  return screen;
}

async function signOut({ page }: Screen): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** Files with rows of the inbox, and databases with somebody's work. */
const left = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const found: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const handle of folder.values()) {
        if (handle.kind === 'directory')
          await walk(handle as FileSystemDirectoryHandle, `${path}/${handle.name}`);
        else found.push(`${path}/${handle.name}`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    for (const { name = '' } of await indexedDB.databases())
      if (name.startsWith('sync-journal')) found.push(name);
    return [...found, ...Object.keys(localStorage).filter((key) => key === 'frontdesk.me')];
  });

test('rule 98: who signs out leaves no rows on the device, in no tab', async () => {
  const [one, two] = [await tab(), await tab()];
  await expect.poll(async () => (await left(one.page)).length).toBeGreaterThan(100);
  await signOut(one);
  await expect(one.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(two.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect.poll(() => left(one.page)).toEqual([]);
});

test('rule 98: rows that could not be deleted go with the next page that is opened', async () => {
  const one = await tab();
  await expect.poll(async () => (await left(one.page)).length).toBeGreaterThan(100);
  const holder = await own.device.newPage();
  await holder.goto('/manifest.webmanifest');
  await holder.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const stores = await root.getDirectoryHandle('sync-stores');
    for await (const owner of stores.values()) {
      if (owner.kind !== 'directory') continue;
      for await (const database of (owner as FileSystemDirectoryHandle).values()) {
        if (database.kind !== 'directory') continue;
        const file = (database as FileSystemDirectoryHandle).getFileHandle('held', {
          create: true,
        });
        Object.assign(globalThis, { held: await (await file).createWritable() });
      }
    }
  });
  await signOut(one);
  await expect(one.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible({
    timeout: 20_000,
  });
  expect(await left(one.page)).not.toEqual([]);
  await holder.close();
  await one.page.reload();
  await expect.poll(() => left(one.page)).toEqual([]);
});

test('rule 98: a sign-out without a network is told to the server before anybody comes in again', async () => {
  const one = await tab();
  await expect
    .poll(() => one.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state))
    .toBe('activated');
  await own.door.shut();
  await signOut(one);
  await expect(one.page).toHaveURL(/sign-in/);
  await own.door.reopen();
  await one.page.goto('/inbox/open');
  await expect(one.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  const answer = await one.page.request.get(`${own.door.url}/api/v1/auth/me`);
  expect(answer.status()).toBe(401);
});

test('rule 93: the next one who signs in here sees nothing of the former', async () => {
  const other = await Desk.open(productUrl());
  const one = await tab();
  // The session ends elsewhere; the tab is closed without a word.
  await one.page.context().clearCookies();
  await one.close().catch(() => undefined);
  await own.device.end();
  const context = await own.device.startAs(other.owner);
  const page = await context.newPage();
  const seen: string[] = [];
  await page.exposeFunction('sawRow', (text: string) => seen.push(text));
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.body?.textContent?.includes('4711'))
        void (globalThis as unknown as { sawRow: (text: string) => void }).sawRow('4711');
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto('/inbox/open');
  await expect(Screen.on(page).list).toBeVisible();
  await expect(page.getByRole('link', { name: 'Saved for all' }).first()).toBeVisible();
  expect(seen).toEqual([]);
  await other.close();
});

const drafts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.startsWith('frontdesk.draft.')),
  );

test('rule 98: what one has begun to write is there again after a sign-out', async () => {
  const one = await tab();
  await one.row(carla.shownAs).click();
  await one.reply.fill('I will ask about the locker');
  await signOut(one);
  await expect(one.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect(await drafts(one.page)).toHaveLength(1);

  const { email, password } = desk.owner;
  await one.page.request.post('/api/v1/auth/login', { data: { email, password } });
  const again = await tab();
  await again.row(carla.shownAs).click();
  await expect(again.reply).toHaveValue('I will ask about the locker');
});
