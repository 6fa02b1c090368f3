import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let inbox: TestInbox;
let agent: Person;
let alma: Screen;
let olive: Screen;

test.beforeAll(async ({ browser }) => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
  agent = await desk.member('AGENT', 'Alma Agent', [inbox]);
  [alma, olive] = await Promise.all([Screen.of(browser, agent), Screen.of(browser, desk.owner)]);
});
test.afterAll(async () => {
  await Promise.all([alma.close(), olive.close()]);
  await desk.close();
});

/** A conversation of its own for each test, open for both. */
async function bothOpen(name: string): Promise<void> {
  desk.customer(inbox, name).says('Hello there');
  await Promise.all([expect(alma.row(name)).toBeVisible(), expect(olive.row(name)).toBeVisible()]);
  await Promise.all([alma.open(name), olive.open(name)]);
}

test('who takes a conversation is seen by the other at once', async () => {
  await bothOpen('Anna Assign');
  await alma.conversation.getByRole('button', { name: 'Assign' }).click();
  await alma.page.getByRole('option', { name: /Alma Agent/ }).click();
  await expect(olive.row('Anna Assign')).toContainText('Assigned to Alma Agent');
  await expect(olive.details).toContainText('Alma Agent');
  await olive.views.getByRole('link', { name: /Unassigned/ }).click();
  await expect(olive.row('Anna Assign')).toHaveCount(0);
  await alma.views.getByRole('link', { name: /Mine/ }).click();
  await expect(alma.row('Anna Assign')).toBeVisible();
  await alma.views.getByRole('link', { name: /All open/ }).click();
  await olive.views.getByRole('link', { name: /All open/ }).click();
});

test('what one resolves leaves the list of the other, and comes back when the customer writes', async () => {
  desk.customer(inbox, 'Stays Here').says('I wait');
  await expect(olive.row('Stays Here')).toBeVisible();
  const name = 'Rosa Resolve';
  const customer = desk.customer(inbox, name);
  customer.says('Thanks, all good');
  await Promise.all([expect(alma.row(name)).toBeVisible(), expect(olive.row(name)).toBeVisible()]);
  await alma.open(name);
  await alma.conversation.getByRole('button', { name: 'Resolve' }).click();
  await expect(olive.row(name)).toHaveCount(0);
  customer.says('One more thing');
  await expect(olive.row(name)).toContainText('One more thing');
});

test('tags and notes appear for the other without a reload', async () => {
  await desk.owner.must('POST', '/tags', { name: 'Refund', color: '#b7791f' });
  await bothOpen('Nora Note');
  await alma.details.getByRole('button', { name: 'Add a tag' }).click();
  await alma.page.getByRole('option', { name: /Refund/ }).click();
  await expect(olive.details.getByText('Refund')).toBeVisible();
  await alma.conversation.getByRole('tab', { name: 'Note' }).click();
  await alma.note.fill('She was promised a refund last week');
  await alma.send.click();
  await expect(olive.message('She was promised a refund last week')).toBeVisible();
  expect(desk.vendors.received('whatsapp', inbox.accountId)).toEqual([]);
});

test('each sees that the other is here, reads, and writes', async () => {
  await bothOpen('Vera View');
  await expect(olive.conversation.getByRole('status').filter({ hasText: 'Alma' })).toBeVisible();
  await expect(alma.conversation.getByRole('status').filter({ hasText: 'Olive' })).toBeVisible();
  await alma.reply.pressSequentially('I am wri');
  await expect(olive.conversation.getByText('Alma replying')).toBeVisible();
  await expect(olive.conversation.getByText('Alma Agent is replying too')).toBeVisible();
  await expect(olive.row('Vera View')).toContainText('replying');
  await alma.reply.fill('');
});

test('a reply to what its author had not seen is held, shown and sent only by a person', async () => {
  const name = 'Hedda Held';
  await bothOpen(name);
  await alma.answer('I am on it');
  await expect(olive.message('I am on it')).toContainText('Delivered');
  // As a program of the owner's that last looked before: a screen shows everything at once.
  const id = new URL(olive.page.url()).pathname.split('/').at(-1);
  await desk.owner.must('POST', `/conversations/${id}/messages`, {
    text: 'Shall I help?',
    seenUpTo: 2,
  });
  const held = olive.message('Shall I help?');
  await expect(held).toContainText('Needs a look');
  await held.getByRole('button', { name: 'Send anyway' }).click();
  await expect(alma.message('Shall I help?')).toContainText('Delivered');
});
