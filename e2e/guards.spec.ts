import { Desk, type Customer, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { type Browser, expect, test } from '@playwright/test';
import { axeFindings } from './harness/axe-findings.ts';
import { queryDatabase } from './harness/database.ts';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let inbox: TestInbox;
let agent: Person;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
  agent = await desk.member('AGENT', 'Alma Agent', [inbox]);
});
test.afterAll(() => desk.close());

/** Alma with a line of her own, which can be cut, in front of a customer's first message. */
async function almaBefore(
  browser: Browser,
  name: string,
): Promise<{ customer: Customer; alma: Screen; door: FrontDoor }> {
  const customer = desk.customer(inbox, name);
  customer.says('Is a bay free tonight?');
  const door = await FrontDoor.open(productUrl());
  const alma = await Screen.of(browser, agent, { baseURL: door.url });
  await alma.open(name);
  await expect(alma.message('Is a bay free tonight?')).toBeVisible();
  return { customer, alma, door };
}

const cardOf = (screen: Screen) =>
  screen.conversation.getByRole('article', { name: /Needs a look/ });

const texts = (customer: Customer) => customer.received().map(({ text }) => text);

/** As if the customer had last written more than a day ago. */
const ageConversation = (screen: Screen) =>
  queryDatabase(
    `update conversations set last_inbound_at = last_inbound_at - interval '25 hours' where id = $1`,
    [new URL(screen.page.url()).pathname.split('/').at(-1)],
  );

test('rule 12, rule 129: two agents write to one customer across a broken line: nothing goes by itself, one card to review', async ({
  browser,
}) => {
  const { customer, alma, door } = await almaBefore(browser, 'Petra Partition');
  const olive = await Screen.of(browser, desk.owner);
  await olive.open('Petra Partition');
  await door.shut();
  await alma.answer('Bay 3 is yours');
  await alma.answer('See you at eight');
  await expect(alma.message('See you at eight')).toContainText('Waiting for network');
  await olive.answer('Sorry, we are full');
  await eventually(() => texts(customer)).toEqual(['Sorry, we are full']);

  await door.reopen();
  const card = cardOf(alma);
  await expect(card).toContainText('2 messages yours', { timeout: 30_000 });
  await expect(card.getByRole('list', { name: 'Written since' })).toContainText(
    'Sorry, we are full',
  );
  await expect(card).toContainText('Bay 3 is yours');
  await expect(alma.row('Petra Partition')).toContainText('2 need a look');
  await expect(cardOf(olive)).toHaveCount(1);
  expect(await axeFindings(alma.page)).toEqual([]);

  await card.getByRole('button', { name: 'Edit' }).press('Enter');
  await expect(cardOf(alma)).toHaveCount(0);
  await expect(alma.reply).toBeFocused();
  await expect(alma.reply).toHaveValue('Bay 3 is yours\n\nSee you at eight');
  await expect(cardOf(olive)).toHaveCount(0);
  expect(texts(customer)).toEqual(['Sorry, we are full']);
  await Promise.all([alma.close(), olive.close()]);
  await door.shut();
});

test('a text whose window closed while it waited goes as a template, and is kept until then (rules 127 and 128)', async ({
  browser,
}) => {
  const { customer, alma, door } = await almaBefore(browser, 'Wilma Window');
  await door.shut();
  await alma.answer('Tonight works');
  await expect(alma.message('Tonight works')).toContainText('Waiting for network');
  await ageConversation(alma);
  await door.reopen();
  const card = cardOf(alma);
  await expect(card).toContainText('only takes an approved template', { timeout: 30_000 });
  expect(texts(customer)).toEqual([]);

  await card.getByRole('button', { name: 'Use a template' }).click();
  await expect(card.getByLabel('Template', { exact: true })).toHaveValue('follow_up/en_US');
  await expect(card.getByLabel('Blank 1')).toHaveValue('Wilma');
  await expect(card.getByLabel('Blank 2')).toHaveValue('Tonight works');
  expect(await axeFindings(alma.page)).toEqual([]);
  await card.getByLabel('Blank 2').fill('bay 3 is free.');
  await card.getByRole('button', { name: 'Send template' }).click();
  await eventually(() => texts(customer)).toEqual([
    'Hi Wilma, about what you asked us: bay 3 is free. Write back here and we will go on.\n\nYou wrote to us on WhatsApp',
  ]);
  await expect(alma.message('Hi Wilma')).toContainText('Delivered');
  await expect(cardOf(alma)).toHaveCount(0);
  await expect(alma.message('Tonight works')).toContainText('Went as a template');
  await alma.close();
  await door.shut();
});

test('where the window is over the composer offers a template for what stands in it (rule 128)', async ({
  browser,
}) => {
  const { customer, alma, door } = await almaBefore(browser, 'Clara Closed');
  await ageConversation(alma);
  const composer = alma.page.getByRole('region', { name: 'Composer' });
  await expect(composer).toContainText('The reply window is over');
  await alma.reply.fill('We saved you a place.');
  await expect(alma.send).toBeDisabled();
  await composer.getByRole('button', { name: 'Use a template' }).click();
  await expect(composer.getByLabel('Blank 2')).toHaveValue('We saved you a place.');
  await composer.getByRole('button', { name: 'Send template' }).click();
  await eventually(() => texts(customer)).toHaveLength(1);
  await expect(alma.reply).toHaveValue('');
  await alma.close();
  await door.shut();
});
