import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { type Browser, type Page, expect, test } from '@playwright/test';
import { axeFindings } from './harness/axe-findings.ts';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;
let inbox: TestInbox;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('whatsapp');
});
test.afterAll(() => desk.close());

/** Somebody's browser with a way to the server of its own, which can be shut. */
async function behindDoor(browser: Browser, person: Person): Promise<[Screen, FrontDoor]> {
  const door = await FrontDoor.open(productUrl());
  return [await Screen.of(browser, person, { baseURL: door.url }), door];
}

/** The screen of what waits, and the ways to it. */
const outboxOf = ({ page }: Screen) => {
  const main = page.getByRole('main', { name: 'Waiting to go out' });
  return {
    main,
    mark: page.getByRole('navigation', { name: 'Areas' }).locator('a[href="/outbox"]'),
    line: page.getByRole('status').filter({ hasText: 'Offline' }),
    item: (list: string, text: string) =>
      main.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: text }),
  };
};

/** Does it, and reloads the page in the very moment in which the words have left it. */
async function reloadWithout(page: Page, words: string, act: () => Promise<void>): Promise<void> {
  const reloaded = page.waitForEvent('load');
  await page.evaluate((gone) => {
    const look = new MutationObserver(() => {
      if (!document.body.textContent?.includes(gone)) location.reload();
    });
    look.observe(document.body, { childList: true, subtree: true, characterData: true });
  }, words);
  await act();
  await reloaded;
}

test('what is done without a network stands in one list, in words, and goes out by itself (rule 122)', async ({
  browser,
}) => {
  const customer = desk.customer(inbox, 'Wanda Wait');
  customer.says('When do you open?');
  const [screen, door] = await behindDoor(browser, desk.owner);
  const outbox = outboxOf(screen);
  await expect(screen.row('Wanda Wait')).toBeVisible();
  await screen.open('Wanda Wait');
  await expect(screen.message('When do you open?')).toBeVisible();
  await expect(outbox.mark).toHaveAccessibleName('Saved for all');

  await door.shut();
  await expect(outbox.line).toBeVisible();
  await screen.answer('We open at nine');
  await expect(screen.message('We open at nine')).toContainText('Waiting for network');
  await expect(outbox.mark).toHaveAccessibleName(/^Offline · \d to go$/);
  await outbox.line.getByRole('link', { name: /changes? waits?/ }).click();
  const reply = outbox.item('On the way', 'We open at nine');
  await expect(reply).toContainText('Reply');
  await expect(reply).toContainText('Wanda Wait');
  await expect(reply).toContainText('Saved here');
  await expect(reply).toContainText('Goes out when there is a network.');
  expect(await axeFindings(screen.page)).toEqual([]);

  await door.reopen();
  await outbox.main.getByRole('button', { name: 'Try now' }).click();
  await expect(outbox.main).toContainText('Everybody has everything');
  await expect(outbox.mark).toHaveAccessibleName('Saved for all');
  await eventually(() => customer.received().map(({ text }) => text)).toEqual(['We open at nine']);
  await screen.close();
  await door.shut();
});

test('what has not been handed over can be taken back: its words are in the composer again (rule 122)', async ({
  browser,
}) => {
  const customer = desk.customer(inbox, 'Tara Takeback');
  customer.says('Is it dog friendly?');
  const [screen, door] = await behindDoor(browser, desk.owner);
  const outbox = outboxOf(screen);
  await expect(screen.row('Tara Takeback')).toBeVisible();
  await screen.open('Tara Takeback');
  await expect(screen.message('Is it dog friendly?')).toBeVisible();
  await door.shut();
  await expect(outbox.line).toBeVisible();
  await screen.answer('Only small cats');
  await screen.reply.fill('And one more');
  await screen.page.keyboard.press('Escape');
  await screen.page.keyboard.press('8');
  await outbox
    .item('On the way', 'Only small cats')
    .getByRole('button', { name: 'Take back' })
    .click();
  await expect(outbox.item('On the way', 'Only small cats')).toHaveCount(0);
  await screen.page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(screen.reply).toHaveValue('And one more\nOnly small cats');
  await expect(screen.message('Only small cats')).toHaveCount(0);

  await door.reopen();
  await screen.answer('Dogs are welcome');
  await eventually(() => customer.received().map(({ text }) => text)).toEqual(['Dogs are welcome']);
  await screen.close();
  await door.shut();
});

test('what was not accepted keeps its text and its reason until somebody has dealt with it (rule 122)', async ({
  browser,
}) => {
  const club = await desk.inbox('whatsapp', { name: 'Closed to Rolf' });
  const agent = await desk.member('AGENT', 'Rolf Revoked', [club, inbox]);
  desk.customer(club, 'Greta Gone').says('May I come in?');
  const [screen, door] = await behindDoor(browser, agent);
  const outbox = outboxOf(screen);
  await expect(screen.row('Greta Gone')).toBeVisible();
  await screen.open('Greta Gone');
  await expect(screen.message('May I come in?')).toBeVisible();
  await door.shut();
  await expect(outbox.line).toBeVisible();
  await screen.answer('Please come in');
  const { data } = await desk.owner.must<{ data: { id: string; membershipId: string }[] }>(
    'GET',
    `/organizations/${desk.owner.organizationId}/users`,
  );
  const membershipId = data.find(({ id }) => id === agent.userId)?.membershipId;
  await desk.owner.must('DELETE', `/inboxes/${club.id}/grants`, { membershipId });

  await door.reopen();
  await screen.page.getByRole('link', { name: 'Decide what to do' }).click();
  const refused = outbox.item('Could not be sent', 'Please come in');
  await expect(refused).toContainText('Reply');
  await expect(outbox.mark).toHaveAccessibleName(/could not be sent$/);
  await expect(refused.getByRole('button', { name: 'Edit and send again' })).toBeVisible();
  await reloadWithout(screen.page, 'Please come in', () =>
    refused.getByRole('button', { name: 'Dismiss' }).click(),
  );
  await expect(outbox.main).toContainText('Everybody has everything');
  await expect(outbox.mark).toHaveAccessibleName('Saved for all');
  await screen.close();
  await door.shut();
});
