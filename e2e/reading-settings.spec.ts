import type { Person } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { ProcedureDesk, readerKnowsAll } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

let club: ProcedureDesk;
let olive: Screen;

test.beforeAll(async ({ browser }) => {
  club = await ProcedureDesk.open(productUrl());
  olive = await Screen.of(browser, club.desk.owner);
});
test.afterAll(async () => {
  await olive.close();
  await club.close();
});

const LOST = [
  'I left my glove in bay four',
  'Did anybody find a blue jacket?',
  'I forgot my umbrella at your place',
  'Have you found my car keys?',
  'My son lost his cap yesterday',
  'Is there a lost and found?',
  'I think my phone is still in the bay',
  'I left my sunglasses at the bar',
];

test('an intent is taught by the form, and a text is read as it', async () => {
  const { page } = olive;
  await page.goto('/settings/intents');
  await page.getByRole('link', { name: 'New intent' }).click();
  await page.getByLabel('Name').fill('Lost property');
  await page.getByLabel('Description').fill('Something was left behind.');
  await page.getByRole('textbox', { name: 'Examples' }).fill(LOST.join('\n'));
  await expect(page.getByText('8 examples')).toBeVisible();
  await page.getByRole('button', { name: 'Save the intent' }).click();
  await expect(page.getByText('Saved. The reader is training.')).toBeVisible();
  await readerKnowsAll(club.desk.owner);
  await page.getByRole('link', { name: 'Intents', exact: true }).first().click();
  await expect(page.getByText(/Trained .* on 32 examples/)).toBeVisible();
  const text = page.getByRole('textbox', { name: 'A customer’s message' });
  await text.fill('I left my umbrella in bay two');
  await text.press('Enter');
  const result = page.getByRole('region', { name: 'How it was read' });
  await expect(result).toContainText('Lost property');
  await expect(result).toContainText(/read by the built-in reader in \d+\sms/);
});

test('a file’s good rows are taken, and its bad ones shown by row and field', async () => {
  const { page } = olive;
  await page.goto('/settings/intents');
  await page.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Choose a JSON or CSV file').setInputFiles({
    name: 'club.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      'text,intent\nDo you have a vegan burger?,menu\n,menu\nIs there soup today?,menu\nNo intent here,\n',
    ),
  });
  await expect(dialog.getByRole('status')).toContainText('club.csv');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog).toContainText('2 examples for 1 intent');
  await expect(dialog).toContainText('2 rows were left out');
  const rows = dialog.getByRole('table', { name: 'Rows that were left out' }).getByRole('row');
  await expect(rows).toContainText(['Row', /3\s*text/, /5\s*intent/]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(
    page.getByRole('list', { name: 'Intents' }).getByRole('listitem').filter({ hasText: 'Menu' }),
  ).toContainText('2 examples');
});

test('a procedure that is written in the form runs', async () => {
  await club.onlyProcedure({ autonomy: 'off' });
  const { page } = olive;
  await page.goto('/settings/procedures');
  await page.getByRole('link', { name: 'New procedure' }).click();
  await page.getByLabel('Title').fill('When we are open');
  await page.getByRole('button', { name: /^Intent/ }).click();
  await page.getByRole('option', { name: /Opening hours/ }).click();
  await page.getByLabel('Keywords').fill('open, hours,');
  await page.getByRole('textbox', { name: 'Step 1' }).fill('Look at the calendar of holidays');
  await page.getByRole('textbox', { name: 'Step 1' }).press('Enter');
  await page.getByRole('textbox', { name: 'Step 2' }).fill('Write back what it says');
  await page.getByRole('button', { name: 'Add an action' }).click();
  await page.getByRole('menuitem', { name: 'Send a reply' }).click();
  const reply = page.getByRole('textbox', { name: 'Text of the reply' });
  await reply.fill('From nine to ten, ');
  await page.getByRole('button', { name: 'Insert contact.firstName' }).click();
  await expect(reply).toHaveValue('From nine to ten, {{contact.firstName}}');
  await page.getByRole('radio', { name: 'Auto' }).check();
  await page.getByRole('button', { name: 'Save the procedure' }).click();
  await expect(page.getByRole('main').getByText('Saved for all')).toBeVisible();

  const customer = club.desk.customer(club.inbox, 'Lena Late');
  customer.says('What are your opening hours?');
  await eventually(() => customer.received().map(({ text }) => text)).toEqual([
    'From nine to ten, Lena',
  ]);
  await page.goto('/settings/procedures');
  const row = page.getByRole('row', { name: /When we are open/ });
  await expect(row).toContainText('Auto');
  await expect(row).toContainText(/100\s%/);
});

test('the decision log tells what was read and done, leads to the conversation, and is filtered', async () => {
  await club.onlyProcedure({
    title: 'Hours by itself',
    intent: 'opening_hours',
    keywords: [],
    actions: [{ type: 'send_reply', text: 'From nine to ten.' }],
    autonomy: 'auto',
  });
  const { page } = olive;
  club.desk.customer(club.inbox, 'Lea Log').says('What are your opening hours?');
  club.desk.customer(club.inbox, 'Otis Other').says('Please refund my booking');
  await page.goto('/inbox/open');
  await expect(olive.row('Lea Log')).toContainText('From nine to ten.');
  await expect(olive.row('Otis Other')).toContainText('Refund request');
  await page.goto('/settings/decisions');
  const log = page.getByRole('list', { name: 'Decisions' }).getByRole('listitem');
  const lea = log.filter({ hasText: 'Lea Log' });
  await expect(lea).toContainText('Opening hours');
  await expect(lea).toContainText('Built-in reader');
  await expect(lea).toContainText('Hours by itself');
  await expect(lea).toContainText('1 of 1 step done');
  const otis = log.filter({ hasText: 'Otis Other' });
  await expect(otis).toContainText('No procedure');
  await page.getByLabel('Autonomy').selectOption({ label: 'Auto' });
  await expect(otis).toHaveCount(0);
  await expect(lea).toBeVisible();
  await expect(page).toHaveURL(/autonomy=auto/);
  await page.getByLabel('Intent').selectOption({ label: 'Password reset' });
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await lea.getByRole('link', { name: 'Lea Log' }).click();
  await expect(olive.conversation.getByRole('heading', { name: 'Lea Log' })).toBeVisible();
});

test('agents and viewers see what they may, and change nothing', async ({ browser }) => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const [agent, viewer] = await Promise.all([
    club.desk.member('AGENT', 'Ali Agent', [club.inbox]),
    club.desk.member('VIEWER', 'Vito Viewer', [club.inbox]),
  ]);
  const look = async (person: Person): Promise<void> => {
    const screen = await Screen.of(browser, person, { path: '/settings/procedures' });
    const { page } = screen;
    await expect(page.getByRole('row', { name: /Password reset/ })).toBeVisible();
    await expect(page.getByRole('link', { name: 'New procedure' })).toHaveCount(0);
    await expect(page.getByRole('switch', { name: 'Password reset is on' })).toBeDisabled();
    await page.goto('/settings/intents');
    await expect(page.getByRole('list', { name: 'Intents' })).toContainText('Opening hours');
    await expect(page.getByRole('button', { name: 'Import' })).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: 'A customer’s message' })).toHaveCount(
      person === agent ? 1 : 0,
    );
    for (const path of ['/settings/ai', '/settings/decisions', '/settings/webhooks']) {
      await page.goto(path);
      const main = page.getByRole('main', { name: 'Settings page' });
      await expect(main).toContainText('is not open to you');
    }
    await screen.close();
  };
  await Promise.all([look(agent), look(viewer)]);
  const asked = [
    ['GET', '/ai/decisions'],
    ['GET', '/ai/providers'],
    ['POST', '/sops'],
    ['PUT', '/ai/intents'],
    ['POST', '/ai/webhooks'],
  ] as const;
  for (const [method, path] of asked)
    expect((await agent.ask(method, path, method === 'GET' ? undefined : {})).status, path).toBe(
      403,
    );
});

test('a viewer sees readings and runs, and decides on none', async ({ browser }) => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const viewer = await club.desk.member('VIEWER', 'Vera Viewer', [club.inbox]);
  const customer = await club.member('Wanda Watched', 'wanda@guest.test');
  customer.says('I forgot my password');
  const screen = await Screen.of(browser, viewer);
  await expect(screen.row('Wanda Watched')).toContainText('Password reset');
  await screen.open('Wanda Watched');
  await expect(screen.run('Password reset')).toContainText('wanda@guest.test');
  await expect(screen.run('Password reset').getByRole('button')).toHaveCount(0);
  await expect(screen.reading).toContainText('Password reset');
  await expect(screen.reading.getByRole('button')).toHaveCount(0);
  await screen.close();
});
