import type { Person } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { FORGOTTEN, ProcedureDesk, readerKnowsAll } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

let club: ProcedureDesk;
let agent: Person;
let alma: Screen;
let olive: Screen;
/** Alma's way to the server, which can be shut. */
let door: FrontDoor;

test.beforeAll(async ({ browser }) => {
  club = await ProcedureDesk.open(productUrl());
  agent = await club.desk.member('AGENT', 'Alma Agent', [club.inbox]);
  door = await FrontDoor.open(productUrl());
  [alma, olive] = await Promise.all([
    Screen.of(browser, agent, { baseURL: door.url }),
    Screen.of(browser, club.desk.owner),
  ]);
});
test.afterAll(async () => {
  await Promise.all([alma.close(), olive.close()]);
  await door.shut();
  await club.close();
});

/** Nothing that the reader has learnt is like it. */
const STRANGE = 'Nothing happens when I type my code at the bay';
const LIKE_IT = 'I type my code at the bay and nothing happens';

test('where the reader is unsure its best guesses are one press, and can be taken back', async () => {
  await club.onlyProcedure({ autonomy: 'approve' });
  club.desk.customer(club.inbox, 'Gus Guess').says('The kiosk keeps throwing me out');
  await expect(alma.row('Gus Guess')).toContainText('Unsure');
  await alma.open('Gus Guess');
  await alma.reading.getByRole('button', { name: /Password reset \d/ }).click();
  await expect(alma.reading).toContainText(/Password reset.*you/);
  await expect(alma.run('Password reset')).toBeVisible();
  await alma.page.getByRole('button', { name: 'Undo' }).click();
  await expect(alma.reading).toContainText('None of the intents');
  await readerKnowsAll(club.desk.owner);
});

test('a message that the reader is unsure of is put right with one key, fits its procedure, and the next one is read right', async () => {
  await club.onlyProcedure({ autonomy: 'approve', keywords: [] });
  club.desk.customer(club.inbox, 'Uma Unsure').says(STRANGE);
  await expect(alma.row('Uma Unsure')).toContainText('Unsure');
  await Promise.all([alma.open('Uma Unsure'), olive.open('Uma Unsure')]);
  await expect(alma.reading).toContainText('Unsure');
  await expect(alma.run('Password reset')).toHaveCount(0);

  await test.step('I, a few letters, Enter', async () => {
    await alma.page.keyboard.press('i');
    await expect(alma.page.getByRole('option', { name: /Password reset/ })).toBeVisible();
    await alma.page.keyboard.type('password');
    await alma.page.keyboard.press('Enter');
    await expect(alma.page.getByRole('option')).toHaveCount(0);
  });
  await test.step('both see whose word it is, and the procedure that fits', async () => {
    await expect(alma.reading).toContainText(/Password reset.*you/);
    await expect(olive.reading).toContainText(/Password reset.*Alma Agent/);
    for (const screen of [alma, olive]) {
      await expect(screen.row('Uma Unsure')).toContainText('Password reset');
      await expect(screen.run('Password reset')).toBeVisible();
    }
  });
  await readerKnowsAll(club.desk.owner);
  club.desk.customer(club.inbox, 'Udo Understood').says(LIKE_IT);
  await expect(alma.row('Udo Understood')).toContainText('Password reset');
  await expect(alma.row('Udo Understood')).toContainText('Approve?');
});

test('what was decided without a network counts when it is back, once', async () => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const [yes, no] = await Promise.all([
    club.member('Otto Offline', 'otto@guest.test'),
    club.member('Ophelia Offline', 'ophelia@guest.test'),
  ]);
  const lost = club.desk.customer(club.inbox, 'Olga Offline');
  yes.says(FORGOTTEN);
  no.says(FORGOTTEN);
  lost.says('My little one left a blue jacket in the hall');
  await expect(alma.row('Otto Offline')).toContainText('Approve?');
  await expect(alma.row('Ophelia Offline')).toContainText('Approve?');
  await expect(alma.row('Olga Offline')).toContainText(/Unsure|\d\d\s%/);
  await door.shut();
  await test.step('approve, dismiss and correct, and see it', async () => {
    await alma.open('Otto Offline');
    await alma.run('Password reset').getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(alma.run('Password reset')).toContainText('Approved');
    await alma.open('Ophelia Offline');
    await alma.run('Password reset').getByRole('button', { name: 'Dismiss' }).click();
    await expect(alma.run('Password reset')).toContainText('Dismissed');
    await alma.open('Olga Offline');
    await alma.page.keyboard.press('i');
    await alma.page.getByRole('option', { name: 'None of these' }).click();
    await expect(alma.reading).toContainText('None of the intents');
  });
  await expect(olive.row('Otto Offline')).toContainText('Approve?');
  expect(yes.received()).toEqual([]);

  await door.reopen();
  await eventually(() => yes.received().map(({ text }) => text)).toEqual([
    'Hi Otto, I have sent a reset link to otto@guest.test.',
  ]);
  await olive.open('Otto Offline');
  await expect(olive.run('Password reset')).toContainText(/Done\s*3 steps/);
  await olive.open('Ophelia Offline');
  await expect(olive.run('Password reset')).toContainText('Dismissed');
  await olive.open('Olga Offline');
  await expect(olive.reading).toContainText(/None of the intents.*Alma Agent/);
  const links = club.receiver.calls.map(({ body }) => body.data.contact.name);
  expect(links).toEqual(['Otto Offline']);
  expect(no.received()).toEqual([]);
});
