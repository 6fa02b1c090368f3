import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let inbox: TestInbox;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
});
test.afterAll(() => desk.close());

test('a whole turn of work needs no pointer', async ({ browser }) => {
  const [first, second] = [desk.customer(inbox, 'Kira First'), desk.customer(inbox, 'Kurt Second')];
  const screen = await Screen.of(browser, desk.owner);
  const { keyboard } = screen.page;
  second.says('I came first');
  await expect(screen.row('Kurt Second')).toBeVisible();
  first.says('I came last');
  await expect(screen.row('Kira First')).toBeVisible();

  await test.step('J and Enter open the newest', async () => {
    await keyboard.press('j');
    await keyboard.press('Enter');
    await expect(screen.conversation.getByRole('heading', { name: 'Kira First' })).toBeVisible();
    await expect(screen.message('I came last')).toBeVisible();
  });
  await test.step('A assigns', async () => {
    await keyboard.press('a');
    await expect(screen.page.getByRole('option', { name: /Olive Owner \(me\)/ })).toBeVisible();
    await keyboard.type('olive');
    await keyboard.press('Enter');
    await expect(screen.details).toContainText('Olive Owner');
    await expect(screen.page.getByRole('option')).toHaveCount(0);
  });
  await test.step('R writes, Enter sends', async () => {
    await keyboard.press('r');
    await expect(screen.reply).toBeFocused();
    await keyboard.type('Coming right up');
    await keyboard.press('Enter');
    await expect(screen.message('Coming right up')).toBeVisible();
    await eventually(() => first.received().length).toBe(1);
  });
  await test.step('N writes a note', async () => {
    await keyboard.press('Escape');
    await keyboard.press('n');
    await expect(screen.note).toBeFocused();
    await keyboard.type('Knows the owner');
    await keyboard.press('Enter');
    await expect(screen.message('Knows the owner')).toBeVisible();
  });
  await test.step('E resolves, and the rest of the list stays', async () => {
    await keyboard.press('Escape');
    await keyboard.press('e');
    await expect(screen.row('Kira First')).toHaveCount(0);
    await expect(screen.row('Kurt Second')).toBeVisible();
  });
  await test.step('the palette goes anywhere', async () => {
    await keyboard.press('Control+k');
    await keyboard.type('resolved');
    await keyboard.press('Enter');
    await expect(screen.row('Kira First')).toBeVisible();
  });
  await screen.close();
});
