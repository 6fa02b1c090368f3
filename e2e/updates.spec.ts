import { Desk, type Customer } from '@frontdesk/testkit/desk';
import { type Page, expect, test } from '@playwright/test';
import { eachWithDevice, shellIsKept } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let carla: Customer;
const own = eachWithDevice((device) => device.startAs(desk.owner));

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  carla = desk.customer(await desk.inbox('whatsapp'), 'Carla Customer');
  carla.says('Is bay 3 free?');
});
test.afterAll(() => desk.close());

/** A tab whose clock the test may move, on a page that is kept. */
async function tab(): Promise<Screen> {
  const page = await own.device.newPage();
  await page.clock.install();
  await page.goto('/inbox/open');
  await shellIsKept(page);
  // From the second page on there is a service worker to be replaced.
  await page.reload();
  await page.evaluate(() => Object.assign(globalThis, { isFirstPage: true }));
  const screen = Screen.on(page);
  await expect(screen.row(carla.shownAs)).toBeVisible();
  return screen;
}

const servedBy = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('pages-')));
const isFirstPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => 'isFirstPage' in globalThis).catch(() => true);
const minuteLater = (page: Page): Promise<void> => page.clock.fastForward(61_000);
const lineOn = ({ page }: Screen) => page.getByText('There is a new version of Frontdesk.');

/** The next build as browsers see it: another service worker, which lists what `change` makes of the list. */
async function release(build: string, page: Page, change = (script: string) => script) {
  own.door.instead.set('/sw.js', (script) =>
    change(script.toString()).replace(/build:(["'`])[0-9a-f]{16}\1/, `build:$1${build}$1`),
  );
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
}

test('rule 94: a new version comes by itself where nobody is at work, and every tab is reloaded', async () => {
  const [one, two] = [await tab(), await tab()];
  await minuteLater(two.page);
  await minuteLater(one.page);
  await release('feedfeedfeedfeed', one.page);
  await expect.poll(() => isFirstPage(one.page)).toBe(false);
  await expect.poll(() => isFirstPage(two.page)).toBe(false);
  expect(await servedBy(one.page)).toContain('frontdesk-pages-feedfeedfeedfeed');
  await expect(lineOn(one)).toBeHidden();
});

test('rule 94: it waits for who is writing, says so, and loses no word when they let it in', async () => {
  const one = await tab();
  await one.open(carla.shownAs);
  await one.reply.fill('Bay 3 is yours from six');
  await release('feedfeedfeedfeed', one.page);
  await expect(lineOn(one)).toBeVisible();
  await minuteLater(one.page);
  await one.page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  expect(await isFirstPage(one.page)).toBe(true);
  await one.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isFirstPage(one.page)).toBe(false);
  await expect(one.reply).toHaveValue('Bay 3 is yours from six');
  await expect(lineOn(one)).toBeHidden();
});

test('rule 96: a tab that stays behind still finds its scripts, until the version after the next', async () => {
  const one = await tab();
  const two = await tab();
  await one.open(carla.shownAs);
  await one.reply.fill('Wait for me');
  const script = await one.page.evaluate(async () => {
    const named = await caches.open('frontdesk-named');
    const paths = (await named.keys()).map(({ url }) => new URL(url).pathname);
    return paths.find((path) => path.startsWith('/_next/static/chunks/') && path.endsWith('.js'));
  });
  const without = (list: string) => list.replaceAll(new RegExp(`,${script}|${script},`, 'g'), '');
  const isKept = () =>
    one.page.evaluate(
      async (path) =>
        (await (await caches.open('frontdesk-named')).match(path ?? '')) !== undefined,
      script,
    );
  await release('feedfeedfeedfeed', two.page, without);
  await expect(lineOn(two)).toBeVisible();
  await two.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => isFirstPage(two.page)).toBe(false);
  expect(await isFirstPage(one.page)).toBe(true);
  expect(await isKept()).toBe(true);
  await expect(one.reply).toHaveValue('Wait for me');

  await two.page.evaluate(() => navigator.serviceWorker.ready);
  await release('beefbeefbeefbeef', two.page, without);
  await expect(lineOn(two)).toBeVisible();
  await two.page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(isKept).toBe(false);
});

test('rule 97: a version that cannot be had whole is not taken, and the one before goes on', async () => {
  const one = await tab();
  await minuteLater(one.page);
  const before = await servedBy(one.page);
  await release('feedfeedfeedfeed', one.page, (script) =>
    script.replace('/icon-180.png', '/icon-of-nobody.png'),
  ).catch(() => undefined);
  await expect
    .poll(() =>
      one.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return [registration?.installing, registration?.waiting].every((worker) => !worker);
      }),
    )
    .toBe(true);
  expect(await isFirstPage(one.page)).toBe(true);
  await own.door.shut();
  await one.page.reload();
  await expect(one.list).toBeVisible();
  expect(await servedBy(one.page)).toEqual(expect.arrayContaining(before));
  await own.door.reopen();
});
