import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { Screen, productUrl } from './harness/screen.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('on a phone the list leads to the thread and the thread to the details, and back', async ({
  browser,
}) => {
  const customer = desk.customer(await desk.inbox('whatsapp'), 'Mia Mobile');
  customer.says('On my way');
  const screen = await Screen.of(browser, desk.owner, PHONE);
  await expect(screen.row('Mia Mobile')).toBeVisible();
  await expect(screen.message('On my way')).toHaveCount(0);
  await expect(async () => {
    await screen.row('Mia Mobile').getByRole('link').tap();
    await expect(screen.message('On my way')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000, intervals: [100] });

  await test.step('one level: the thread', async () => {
    await expect(screen.list).toBeHidden();
    await screen.answer('See you soon');
    await eventually(() => customer.received().length).toBe(1);
  });
  await test.step('the next level: details', async () => {
    await screen.conversation.getByRole('button', { name: 'Details' }).tap();
    await expect(screen.details).toBeVisible();
    await expect(screen.details).toContainText('Mia Mobile');
    await screen.details.getByRole('button', { name: 'Back to the conversation' }).tap();
    await expect(screen.conversation).toBeVisible();
  });
  await test.step('back to the list', async () => {
    await screen.conversation.getByRole('button', { name: 'Back to the list' }).tap();
    await expect(screen.row('Mia Mobile')).toBeVisible();
  });
  await test.step('nothing scrolls sideways', async () => {
    const overflow = await screen.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
  await screen.close();
});
