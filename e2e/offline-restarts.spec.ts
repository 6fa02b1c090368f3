import { randomInt } from 'node:crypto';
import { type Customer, Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { type Page, expect, test } from '@playwright/test';
import { killAndAwait } from './faults/kill-in-turn.ts';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { OwnDevice } from './harness/own-device.ts';
import { Screen } from './harness/screen.ts';
import { type TestProduct, startTestProduct } from './harness/test-product.ts';

/** What a server that ends under people at work costs them: nothing. A product of its own, since it is ended. */

test.describe.configure({ timeout: 120_000 });

let product: TestProduct;
let desk: Desk;
let inbox: TestInbox;
let door: FrontDoor;
let device: OwnDevice;

test.beforeAll(async () => {
  product = await startTestProduct({ database: 'fast' });
  desk = await Desk.open(product.url);
  inbox = await desk.inbox('whatsapp');
});
test.afterAll(async () => {
  await desk.close();
  await product.stop();
});
test.beforeEach(async () => {
  door = await FrontDoor.open(product.url);
  device = new OwnDevice(door.url);
  await device.startAs(desk.owner);
});
test.afterEach(async () => {
  await device.dispose();
  await door.shut();
});

const texts = (customer: Customer): string[] => customer.received().map(({ text }) => text);

async function tab(customer: Customer): Promise<Screen> {
  const page = await device.newPage();
  await page.goto('/inbox/open');
  const screen = Screen.on(page);
  await screen.open(customer.shownAs);
  await expect(screen.message('asks')).toBeVisible();
  return screen;
}

function writes(name: string): Customer {
  const customer = desk.customer(inbox, name);
  customer.says(`${name} asks`);
  return customer;
}

const numbered = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${what} ${at + 1}`);

test('a queue from two tabs arrives once and in order, though the server is killed again and again while it takes it', async () => {
  const [anna, bert] = [writes('Anna Again'), writes('Bert Again')];
  const [one, two] = [await tab(anna), await tab(bert)];
  await door.shut();
  const [toAnna, toBert] = [numbered('for Anna', 6), numbered('for Bert', 6)];
  for (let at = 0; at < 6; at += 1) {
    await one.answer(toAnna[at] ?? '');
    await two.answer(toBert[at] ?? '');
  }
  for (const [screen, last] of [
    [one, toAnna.at(-1)],
    [two, toBert.at(-1)],
  ] as const)
    await expect(screen.message(last ?? '')).toContainText('Waiting for network');
  const arrived = (): number => texts(anna).length + texts(bert).length;
  // Three kills, at moments that no two runs have in common.
  const kills = [0, 3, 7].map((from) => from + randomInt(3));
  await test.step(`killed when ${kills.join(', ')} have arrived`, async () => {
    await door.reopen();
    for (const kill of kills) {
      await eventually(arrived).toBeGreaterThanOrEqual(kill);
      await killAndAwait(product, 'realtime');
    }
    await expect.poll(() => texts(anna), { timeout: 45_000 }).toEqual(toAnna);
    await expect.poll(() => texts(bert), { timeout: 45_000 }).toEqual(toBert);
  });
  for (const text of toAnna) await expect(one.message(text)).toHaveCount(1);
  await expect(one.page.getByRole('link', { name: 'Saved for all' }).first()).toBeVisible();
  expect(arrived()).toBe(12);
});

/** When the line "Offline" stood on the page, in milliseconds of the page's clock. */
async function watchLine(page: Page): Promise<() => Promise<{ from: number; to: number }[]>> {
  await page.evaluate(() => {
    const spans: { from: number; to: number }[] = [];
    let from: number | null = null;
    const look = (): void => {
      const lines = [...document.querySelectorAll('[role=status]')];
      const isShown = lines.some(({ textContent }) => textContent?.startsWith('Offline'));
      if (isShown) from ??= Date.now();
      else if (from !== null) {
        spans.push({ from, to: Date.now() });
        from = null;
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    Object.assign(globalThis, { offlineSpans: spans });
  });
  return () =>
    page.evaluate(
      () =>
        (globalThis as unknown as { offlineSpans: { from: number; to: number }[] }).offlineSpans,
    );
}

test('a gateway that is replaced while somebody types and sends costs them no word, no place and no second message', async () => {
  const customer = writes('Dora Deploy');
  const screen = await tab(customer);
  const offlineSpans = await watchLine(screen.page);
  await screen.answer('before the deploy');
  await screen.reply.pressSequentially('during ');
  const gone = Date.now();
  const former = product.processes().realtime;
  process.kill(former, 'SIGTERM');
  await screen.reply.pressSequentially('the deploy');
  await screen.send.click();
  await screen.reply.pressSequentially('not sent yet');
  await expect
    .poll(
      async () =>
        product.processes().realtime !== former &&
        (await fetch(`${product.url}/health`).catch(() => null))?.ok,
      { timeout: 30_000, intervals: [50] },
    )
    .toBe(true);
  await expect(screen.message('during the deploy')).toContainText('Delivered', { timeout: 20_000 });
  await expect(screen.page.getByRole('link', { name: 'Saved for all' }).first()).toBeVisible();
  await expect(screen.reply).toBeFocused();
  await expect(screen.reply).toHaveValue('not sent yet');
  const spans = await offlineSpans();
  for (const { from } of spans) expect(from - gone).toBeGreaterThan(1_000);
  await screen.answer('after the deploy');
  const all = ['before the deploy', 'during the deploy', 'after the deploy'];
  await eventually(() => texts(customer)).toEqual(all);
});
