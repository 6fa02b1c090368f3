import { Desk, type Customer, type TestInbox } from '@frontdesk/testkit/desk';
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

async function opened(screen: Screen, name: string): Promise<Customer> {
  const customer = desk.customer(inbox, name);
  customer.says('Can you help?');
  await expect(screen.row(name)).toBeVisible();
  await screen.open(name);
  return customer;
}

test('what the vendor refuses waits with its reason, and goes out when somebody tries again', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, desk.owner);
  const customer = await opened(screen, 'Fred Failed');
  desk.vendors.faults.plan({
    operation: 'send',
    to: customer.key,
    fault: { kind: 'refuse', as: 'unreachable' },
  });
  await screen.answer('Of course');
  await expect(screen.message('Of course')).toContainText('Not sent');
  await expect(screen.row('Fred Failed')).toContainText('Not sent');

  await screen.views.getByRole('link', { name: /Failed sends/ }).click();
  const failed = screen.page.getByRole('main', { name: 'Failed sends' });
  const letter = failed.getByRole('listitem').filter({ hasText: 'Of course' });
  await expect(letter).toContainText('Fred Failed');
  await letter.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => customer.received().map(({ text }) => text)).toEqual(['Of course']);
  await expect(letter).toHaveCount(0);
  await screen.close();
});

test('a lost answer makes a send uncertain: shown, and never repeated by itself', async ({
  browser,
}) => {
  const screen = await Screen.of(browser, desk.owner);
  const customer = await opened(screen, 'Una Uncertain');
  // The vendor takes it, reports nothing that could settle it, and the answer is lost.
  desk.vendors.faults.plan({
    operation: 'send',
    to: customer.key,
    fault: { kind: 'lost-answer' },
  });
  await screen.answer('It is paid');
  // Its receipts carry our own id, so that this vendor settles what its lost answer left open.
  await expect(screen.message('It is paid')).toContainText(/May not have arrived|Delivered/);
  await expect(screen.message('It is paid')).toContainText('Delivered');
  expect(customer.received()).toHaveLength(1);
  await screen.close();
});

test('where no receipt settles it, an uncertain send stays uncertain until a person decides', async ({
  browser,
}) => {
  const silent = await Desk.open(productUrl(), () => []);
  const quiet = await silent.inbox('whatsapp');
  const customer = silent.customer(quiet, 'Uri Unsettled');
  const screen = await Screen.of(browser, silent.owner);
  customer.says('Did you get it?');
  await expect(screen.row('Uri Unsettled')).toBeVisible();
  await screen.open('Uri Unsettled');
  silent.vendors.faults.plan({ operation: 'send', fault: { kind: 'lost-answer' } });
  await screen.answer('Yes, we did');
  const message = screen.message('Yes, we did');
  await expect(message).toContainText('May not have arrived');
  await screen.page.reload();
  await expect(message).toContainText('May not have arrived');
  // Another send overtakes it: the lane goes on, and what is uncertain is not among what is sent.
  await screen.answer('And here is more');
  await eventually(() => customer.received().map(({ text }) => text)).toEqual([
    'Yes, we did',
    'And here is more',
  ]);
  await message.getByRole('button', { name: 'Send anyway' }).click();
  await eventually(() => customer.received().map(({ text }) => text)).toEqual([
    'Yes, we did',
    'And here is more',
    'Yes, we did',
  ]);
  await screen.close();
  await silent.close();
});

test('a passing failure is retried without a person', async ({ browser }) => {
  const screen = await Screen.of(browser, desk.owner);
  const customer = await opened(screen, 'Petra Passing');
  desk.vendors.faults.plan({
    operation: 'send',
    to: customer.key,
    fault: { kind: 'refuse', as: 'rate-limit' },
  });
  await screen.answer('One moment');
  await expect(screen.message('One moment')).toContainText('Delivered', { timeout: 30_000 });
  expect(customer.received()).toHaveLength(1);
  await screen.close();
});
