import { Desk, type Customer } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { queryDatabase } from './harness/database.ts';
import { eventually } from './harness/expect-eventually.ts';
import { eachWithDevice, shellIsKept } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';
import { WebVisitor } from './harness/web-visitor.ts';

/** What is done without a network is on the device through whatever ends a tab, and arrives once and in order. */

let desk: Desk;
const own = eachWithDevice();

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  await desk.owner.must('POST', '/tags', { name: 'Refund', color: '#b7791f' });
});
test.afterAll(() => desk.close());

const texts = (customer: Customer): string[] => customer.received().map(({ text }) => text);

/** A new tab, with or without a server. */
async function tab(path = '/inbox/open'): Promise<Screen> {
  const page = await own.device.newPage();
  // Wide enough for everything that one does with a conversation to stand in its head.
  await page.setViewportSize({ width: 1500, height: 900 });
  await page.goto(path);
  return Screen.on(page);
}

const mark = ({ page }: Screen, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name });

const queueOn = ({ page }: Screen) => page.getByRole('main', { name: 'Waiting to go out' });

/** So much is in the queue, and each of it would survive what comes now. */
async function allSavedHere(screen: Screen, count: number): Promise<void> {
  await mark(screen, /^Offline · \d+ to go$/).click();
  const items = queueOn(screen).getByRole('list', { name: 'On the way' }).getByRole('listitem');
  await expect(items).toHaveCount(count);
  await expect(items.filter({ hasText: 'Saved here' })).toHaveCount(count);
}

/** Opens the conversation wherever it stands by now. */
async function openAt(screen: Screen, path: string, customer: string): Promise<void> {
  await screen.page.goto(path);
  await screen.open(customer);
}

/** Everything but replies, on the open conversation. */
async function doTheRest(screen: Screen): Promise<void> {
  await screen.details.getByRole('button', { name: 'Add a tag' }).click();
  await screen.page.getByRole('option', { name: /Refund/ }).click();
  await screen.conversation.getByRole('button', { name: 'Assign' }).click();
  await screen.page.getByRole('option', { name: /Olive Owner/ }).click();
  await screen.conversation.getByRole('tab', { name: 'Note' }).click();
  await screen.note.fill('She was promised a refund');
  await screen.send.click();
  await expect(screen.message('She was promised a refund')).toBeVisible();
  await screen.conversation.getByRole('button', { name: 'Snooze' }).click();
  await screen.page.getByRole('option', { name: /In 3 hours/ }).click();
  await expect(screen.conversation.getByText(/^Until /)).toBeVisible();
}

async function theRestStands(screen: Screen): Promise<void> {
  await expect(screen.details.getByText('Refund', { exact: true })).toBeVisible();
  await expect(
    screen.conversation.getByRole('button', { name: 'Assign' }),
  ).toHaveAccessibleDescription(/Olive Owner/);
  await expect(screen.message('She was promised a refund')).toHaveCount(1);
  await expect(screen.conversation.getByText(/^Until /)).toBeVisible();
}

/** What the server has of all that was done, each as often as it has it. */
async function storedWork(): Promise<Record<string, number>> {
  const rows = await queryDatabase<{ what: string; count: number }>(
    `SELECT 'note ' || text AS what, count(*)::int AS count FROM notes WHERE organization_id = $1 GROUP BY text
     UNION ALL SELECT 'reply ' || text, count(*)::int FROM messages WHERE organization_id = $1 AND direction = 'OUTBOUND' GROUP BY text
     UNION ALL SELECT 'event ' || kind, count(*)::int FROM timeline_events WHERE organization_id = $1 AND actor_kind = 'USER' GROUP BY kind
     UNION ALL SELECT 'send not over', count(*)::int FROM sends WHERE organization_id = $1 AND state IN ('QUEUED', 'CLAIMED') HAVING count(*) > 0`,
    [desk.owner.organizationId],
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

test('work on every channel without a server, through a killed tab and a killed browser, arrives once and in order', async ({
  browser,
}) => {
  const [whatsapp, openphone, webchat] = [
    await desk.inbox('whatsapp'),
    await desk.inbox('openphone'),
    await desk.inbox('webchat'),
  ];
  const [wanda, oscar] = [
    desk.customer(whatsapp, 'Wanda Whatsapp'),
    desk.customer(openphone, 'Oscar Openphone'),
  ];
  wanda.says('Do you rent left-handed clubs?');
  oscar.says('Is the restaurant open on Sunday?');
  const visitor = await WebVisitor.visit(browser, webchat, 'Willi Web');
  await visitor.writes('How late can I book?');
  const replies = [
    { to: 'Wanda Whatsapp', asked: 'left-handed', text: 'We do, ten euros a set' },
    { to: oscar.shownAs, asked: 'restaurant', text: 'From eleven to ten' },
    { to: 'Willi Web', asked: 'How late', text: 'Until nine in the evening' },
  ];

  await test.step('online: everything has come', async () => {
    await own.device.startAs(desk.owner);
    const screen = await tab();
    for (const { to } of replies) await expect(screen.row(to)).toBeVisible();
    await shellIsKept(screen.page);
    await expect(mark(screen, 'Saved for all')).toBeVisible();
    await own.door.shut();
    for (const { to, asked, text } of replies) {
      await screen.open(to);
      await expect(screen.message(asked)).toBeVisible();
      await screen.answer(text);
      await expect(screen.message(text)).toContainText(/Waiting for network|Queued/);
    }
    await screen.open('Wanda Whatsapp');
    await doTheRest(screen);
    await allSavedHere(screen, 7);
    await own.device.killTab(screen.page);
  });

  await test.step('in another tab it is all there, and more is written', async () => {
    const screen = await tab('/inbox/snoozed');
    await screen.open('Wanda Whatsapp');
    await expect(screen.message(replies[0]?.text ?? '')).toContainText('Waiting for network');
    await theRestStands(screen);
    await screen.conversation.getByRole('tab', { name: 'Reply' }).click();
    await screen.answer('And a trolley for two more');
    await expect(screen.message('And a trolley for two more')).toBeVisible();
    await allSavedHere(screen, 8);
  });

  await test.step('the browser dies; it opens again without a server, reads and searches', async () => {
    await own.device.kill();
    await own.device.start();
    const screen = await tab();
    for (const { to, text } of replies.slice(1)) {
      await screen.open(to);
      await expect(screen.message(text)).toContainText('Waiting for network');
    }
    await openAt(screen, '/inbox/snoozed', 'Wanda Whatsapp');
    await expect(screen.message(/We do, ten euros|And a trolley/)).toHaveCount(2);
    await theRestStands(screen);
    await screen.page.goto('/search?q=restau');
    const results = screen.page.getByRole('main', { name: 'Search' });
    await expect(results.getByText('Is the restaurant open on Sunday?')).toBeVisible();
    await allSavedHere(screen, 8);
    await own.door.reopen();
    await expect(queueOn(screen)).toContainText('Everybody has everything');
  });

  await test.step('every channel has got exactly one of each, in order', async () => {
    await eventually(() => texts(wanda)).toEqual([
      'We do, ten euros a set',
      'And a trolley for two more',
    ]);
    await eventually(() => texts(oscar)).toEqual(['From eleven to ten']);
    await expect(visitor.shown('Until nine in the evening')).toHaveCount(1);
    await eventually(storedWork).toEqual({
      'note She was promised a refund': 1,
      'reply We do, ten euros a set': 1,
      'reply And a trolley for two more': 1,
      'reply From eleven to ten': 1,
      'reply Until nine in the evening': 1,
      'event assigned': 1,
      'event tagged': 1,
      'event snoozed': 1,
    });
    expect(texts(wanda)).toHaveLength(2);
    expect(texts(oscar)).toHaveLength(1);
    await expect(visitor.shown('Until nine in the evening')).toHaveCount(1);
  });
  await visitor.leave();
});
