import { type Customer, Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { eachWithDevice } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** Several tabs of one browser are one replica, whichever of them leads and however that ends. */

let desk: Desk;
let inbox: TestInbox;
const own = eachWithDevice((device) => device.startAs(desk.owner));

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
});
test.afterAll(() => desk.close());

const texts = (customer: Customer): string[] => customer.received().map(({ text }) => text);

function writes(name: string): Customer {
  const customer = desk.customer(inbox, name);
  customer.says(`${name} asks`);
  return customer;
}

async function tab(customer: Customer): Promise<Screen> {
  const page = await own.device.newPage();
  await page.goto('/inbox/open');
  const screen = Screen.on(page);
  await expect(screen.row(customer.shownAs)).toBeVisible();
  return screen;
}

/** Which of the browser's workers leads, as the browser names it. */
const leaderOf = ({ page }: Screen): Promise<string> =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    const leaders = held.filter(({ name }) => name?.startsWith('sync-leader:'));
    return leaders.map(({ clientId }) => clientId).join();
  });

const rows = ({ list }: Screen): Promise<string[]> =>
  list
    .getByRole('listitem')
    .evaluateAll((items) =>
      items.map((item) => item.querySelector('a')?.getAttribute('href')?.split('?')[0] ?? ''),
    );

async function showTheSame(one: Screen, two: Screen): Promise<void> {
  await expect
    .poll(async () => JSON.stringify(await rows(one)) === JSON.stringify(await rows(two)))
    .toBe(true);
  expect((await rows(one)).length).toBeGreaterThan(0);
}

test('a reply in a tab that follows is sent once, and what one tab does the other shows', async () => {
  const customer = writes('Fiona Follow');
  const leading = await tab(customer);
  const leader = await leaderOf(leading);
  const following = await tab(customer);
  expect(await leaderOf(following)).toBe(leader);
  await Promise.all([leading.open('Fiona Follow'), following.open('Fiona Follow')]);
  await following.answer('From the second tab');
  for (const screen of [following, leading])
    await expect(screen.message('From the second tab')).toContainText('Delivered');
  await leading.answer('From the first');
  for (const screen of [following, leading])
    await expect(screen.message('From the first')).toContainText('Delivered');
  expect(texts(customer)).toEqual(['From the second tab', 'From the first']);
  await showTheSame(leading, following);
});

for (const { how, end } of [
  { how: 'is closed', end: ({ page }: Screen) => page.close() },
  { how: 'dies', end: ({ page }: Screen) => own.device.killTab(page) },
]) {
  test(`the leading tab ${how} in the middle of a reply of another: it goes out once, and the tab goes on by itself`, async () => {
    const customer = writes(`Lena ${how}`);
    const leading = await tab(customer);
    const leader = await leaderOf(leading);
    const following = await tab(customer);
    const third = await tab(customer);
    await Promise.all([following.open(customer.shownAs), third.open(customer.shownAs)]);
    await expect(following.message('asks')).toBeVisible();
    await own.door.shut();
    await following.answer('Kept by the one, sent by the other');
    await expect(third.message('Kept by the one, sent by the other')).toBeVisible();
    await following.answer('And this right when it ends');
    await end(leading);
    await expect.poll(() => leaderOf(following)).not.toBe(leader);
    await own.door.reopen();
    const sent = ['Kept by the one, sent by the other', 'And this right when it ends'];
    for (const screen of [following, third]) {
      // One mark stands below several that follow each other.
      await expect(screen.message('And this right when it ends')).toContainText('Delivered');
      for (const text of sent) await expect(screen.message(text)).toHaveCount(1);
    }
    await following.answer('It goes on');
    await eventually(() => texts(customer)).toEqual([...sent, 'It goes on']);
    await expect(third.message('It goes on')).toContainText('Delivered');
    expect(texts(customer)).toHaveLength(3);
    await showTheSame(following, third);
  });
}
