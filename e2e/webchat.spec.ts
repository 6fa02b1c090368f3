import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { picture } from '@frontdesk/testkit/picture';
import { expect, test } from '@playwright/test';
import { Screen, productUrl } from './harness/screen.ts';
import { WebVisitor } from './harness/web-visitor.ts';

let desk: Desk;
let inbox: TestInbox;
let agent: Person;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('webchat');
  agent = await desk.member('AGENT', 'Alma Agent', [inbox]);
});
test.afterAll(() => desk.close());

test('a message makes the full round between a foreign page and two screens', async ({
  browser,
}) => {
  const [alma, olive] = await Promise.all([
    Screen.of(browser, agent),
    Screen.of(browser, desk.owner),
  ]);
  const visitor = await WebVisitor.visit(browser, inbox, 'Wanda Web');

  await test.step('it appears live for both', async () => {
    await visitor.writes('Do you rent clubs?');
    await expect(visitor.shown('Do you rent clubs?')).toContainText('Sent');
    await expect(alma.row('Wanda Web')).toContainText('Do you rent clubs?');
    await expect(olive.row('Wanda Web')).toContainText('Do you rent clubs?');
    await Promise.all([alma.open('Wanda Web'), olive.open('Wanda Web')]);
  });

  await test.step('each side sees the other one type', async () => {
    await alma.reply.pressSequentially('Yes');
    await expect(visitor.chat.getByText('Alma is typing')).toBeVisible();
    await visitor.chat.getByRole('textbox', { name: 'Message' }).pressSequentially('Be');
    await expect(olive.row('Wanda Web')).toContainText('typing');
  });

  await test.step('the answer arrives once, and that it was delivered and read comes back', async () => {
    await alma.answer('Yes, ten euros a set');
    await expect(visitor.shown('Yes, ten euros a set')).toHaveCount(1);
    await expect(visitor.shown('Yes, ten euros a set')).toContainText('Alma');
    await expect(olive.message('Yes, ten euros a set')).toContainText(/Delivered|Read/);
    await expect(olive.message('Yes, ten euros a set')).toContainText('Read');
  });

  await test.step('after a reload the visitor goes on in the same conversation', async () => {
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: 'Open the chat' }).click();
    await expect(visitor.shown('Do you rent clubs?')).toHaveCount(1);
    await expect(visitor.shown('Yes, ten euros a set')).toHaveCount(1);
    await visitor.writes('One left-handed, please');
    await expect(olive.message('One left-handed, please')).toBeVisible();
    await expect(olive.row('Wanda Web')).toHaveCount(1);
  });

  await test.step('a closed chat says how much waits', async () => {
    await visitor.chat.getByRole('button', { name: 'Close the chat' }).click();
    await olive.answer('It is reserved');
    await expect(visitor.page.getByRole('status').filter({ hasText: '1' })).toBeVisible();
  });
  await Promise.all([alma.close(), olive.close(), visitor.leave()]);
});

test('photos go both ways', async ({ browser }) => {
  const screen = await Screen.of(browser, desk.owner);
  const visitor = await WebVisitor.visit(browser, inbox, 'Willi Web');
  const net = picture({ width: 320, height: 240, colour: 0xb7791f });
  await visitor.writes('Look at this');
  await expect(screen.row('Willi Web')).toBeVisible();
  await visitor.chat
    .getByLabel('Photo', { exact: true })
    .setInputFiles({ name: 'net.png', mimeType: 'image/png', buffer: net });
  await screen.open('Willi Web');
  const received = screen.conversation.getByRole('img', { name: 'net.png' });
  await expect(received).toBeVisible();
  expect(await received.getAttribute('src')).toContain('/thumbnail');
  await expect
    .poll(() => received.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);

  await screen.page
    .getByLabel('Attach files')
    .and(screen.page.locator('input'))
    .setInputFiles({ name: 'bay.png', mimeType: 'image/png', buffer: picture() });
  await expect(screen.conversation.getByRole('list', { name: 'Attached files' })).toContainText(
    'attached',
  );
  await screen.answer('And this is the new one');
  const arrived = visitor.shown('And this is the new one').getByRole('img', {
    name: 'bay.png',
  });
  await expect(arrived).toBeVisible();
  await expect
    .poll(() => arrived.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  await Promise.all([screen.close(), visitor.leave()]);
});
