import type { Customer } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FORGOTTEN, ProcedureDesk } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** What is decided about a procedure, with a thumb alone and with keys alone. */

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let club: ProcedureDesk;

test.beforeAll(async () => {
  club = await ProcedureDesk.open(productUrl());
});
test.afterAll(() => club.close());

const texts = (customer: Customer): string[] => customer.received().map(({ text }) => text);

/** Opens a conversation by touch; a list that has just moved takes no tap. */
async function tap(screen: Screen, name: string): Promise<void> {
  await expect(async () => {
    await screen.row(name).getByRole('link').tap();
    await expect(screen.reply).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000, intervals: [100] });
}

const sideways = (screen: Screen) =>
  screen.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );

test('on a phone a run is edited and approved, another taken over, and a reading put right, by touch', async ({
  browser,
}) => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const [edited, taken] = await Promise.all([
    club.member('Tina Touch', 'tina@guest.test'),
    club.member('Toni Touch', 'toni@guest.test'),
  ]);
  edited.says(FORGOTTEN);
  taken.says(FORGOTTEN);
  club.desk.customer(club.inbox, 'Theo Touch').says('The kiosk keeps throwing me out');
  const screen = await Screen.of(browser, club.desk.owner, PHONE);
  const card = screen.run('Password reset');
  await expect(screen.row('Tina Touch')).toContainText('Approve?');
  await expect(screen.row('Toni Touch')).toContainText('Approve?');

  await test.step('edit, then approve', async () => {
    await tap(screen, 'Tina Touch');
    await card.getByRole('button', { name: 'Edit' }).tap();
    await card.getByRole('textbox', { name: 'Reply text' }).fill('It is on its way, Tina.');
    await card.getByRole('button', { name: 'Save reply' }).tap();
    await expect(card).toContainText('It is on its way, Tina.');
    expect(await sideways(screen)).toBe(0);
    await card.getByRole('button', { name: 'Approve', exact: true }).tap();
    await eventually(() => texts(edited)).toEqual(['It is on its way, Tina.']);
    await expect(card).toContainText('Done');
    await screen.conversation.getByRole('button', { name: 'Back to the list' }).tap();
  });
  await test.step('take over', async () => {
    await tap(screen, 'Toni Touch');
    await card.getByRole('button', { name: 'Take over' }).tap();
    await expect(card).toContainText('Stopped');
    await screen.conversation.getByRole('button', { name: 'Back to the list' }).tap();
    await expect(screen.row('Toni Touch')).toContainText('Assigned to Olive Owner');
  });
  await test.step('correct', async () => {
    await tap(screen, 'Theo Touch');
    await screen.reading.getByRole('button', { name: 'Correct the intent' }).tap();
    await screen.page.getByRole('option', { name: /Password reset/ }).tap();
    await expect(screen.reading).toContainText(/Password reset.*you/);
    await expect(card).toBeVisible();
    expect(await sideways(screen)).toBe(0);
  });
  await test.step('dismiss', async () => {
    await card.getByRole('button', { name: 'Dismiss' }).tap();
    await expect(card).toContainText('Dismissed');
  });
  await screen.close();
});

test('approving, correcting and taking a reply need no pointer', async ({ browser }) => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const customer = await club.member('Kim Keys', 'kim@guest.test');
  customer.says(FORGOTTEN);
  const screen = await Screen.of(browser, club.desk.owner);
  const { keyboard } = screen.page;
  const card = screen.run('Password reset');
  await expect(screen.row('Kim Keys')).toContainText('Approve?');

  await test.step('7 shows what waits for approval, J and Enter open it', async () => {
    await keyboard.press('7');
    await expect(screen.list.getByRole('listitem')).toHaveCount(1);
    await keyboard.press('j');
    await keyboard.press('Enter');
    await expect(screen.conversation.getByRole('heading', { name: 'Kim Keys' })).toBeVisible();
  });
  await test.step('Shift E edits, Control Enter saves, Y approves', async () => {
    await expect(card).toContainText('Send this reply');
    await keyboard.press('Shift+E');
    await expect(card.getByRole('textbox', { name: 'Reply text' })).toBeFocused();
    await keyboard.press('Control+a');
    await keyboard.type('Look into your mail, Kim.');
    await keyboard.press('Control+Enter');
    await expect(card).toContainText('Look into your mail, Kim.');
    await keyboard.press('y');
    await eventually(() => texts(customer)).toEqual(['Look into your mail, Kim.']);
  });
  await test.step('I corrects, U takes the suggested reply, Enter sends it', async () => {
    await club.onlyProcedure({
      title: 'Money back',
      intent: 'refund_request',
      keywords: [],
      actions: [{ type: 'send_reply', text: 'It is on its way back, {{contact.firstName}}.' }],
      autonomy: 'suggest',
    });
    customer.says('And what about the terrace?');
    await expect(screen.reading).toContainText(/Unsure|Opening hours/);
    await keyboard.press('i');
    await expect(screen.page.getByRole('option', { name: /Refund request/ })).toBeVisible();
    await keyboard.type('refund');
    await keyboard.press('Enter');
    await expect(screen.run('Money back')).toContainText('Suggestion');
    await keyboard.press('u');
    await expect(screen.reply).toBeFocused();
    await expect(screen.reply).toHaveValue('It is on its way back, Kim.');
    await keyboard.press('Enter');
    await eventually(() => texts(customer).at(-1)).toBe('It is on its way back, Kim.');
    await expect(screen.run('Money back')).toContainText('Done');
  });
  await screen.close();
});
