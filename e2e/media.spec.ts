import { Desk } from '@frontdesk/testkit/desk';
import { picture } from '@frontdesk/testkit/picture';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

for (const kind of ['whatsapp', 'openphone'] as const) {
  test(`a photo that a customer sends by ${kind} is shown by its thumbnail and opens whole`, async ({
    browser,
  }) => {
    const inbox = await desk.inbox(kind);
    const customer = desk.customer(inbox, 'Petra Photo');
    const screen = await Screen.of(browser, desk.owner);
    const bytes = picture({ width: 640, height: 480, colour: 0xb3446c });
    customer.says({
      text: 'The net is torn',
      files: [{ bytes, mime: 'image/png', fileName: 'net.png' }],
    });
    await expect(screen.row(customer.shownAs)).toBeVisible();
    await screen.open(customer.shownAs);

    const shown = screen.message('The net is torn').getByRole('img');
    await expect(shown).toBeVisible();
    const address = await shown.getAttribute('src');
    expect(address).toContain('/thumbnail');
    await expect
      .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);

    await test.step('whole, it is what the customer sent', async () => {
      const whole = await screen.page.request.get(String(address).replace('/thumbnail', ''));
      expect(whole.status()).toBe(200);
      expect(Buffer.compare(await whole.body(), bytes)).toBe(0);
      expect(whole.headers()['x-content-type-options']).toBe('nosniff');
    });
    await test.step('who may not see the conversation may not see the photo', async () => {
      const stranger = await Desk.open(productUrl());
      const answer = await stranger.owner.ask('GET', String(address).replace('/api/v1', ''));
      expect(answer.status).toBe(404);
      await stranger.close();
    });
    await screen.close();
  });
}

test('a photo goes out on WhatsApp with what was written', async ({ browser }) => {
  const inbox = await desk.inbox('whatsapp', { name: 'Photos out' });
  const customer = desk.customer(inbox, 'Otto Out');
  const screen = await Screen.of(browser, desk.owner);
  customer.says('What does the new bay look like?');
  await expect(screen.row('Otto Out')).toBeVisible();
  await screen.open('Otto Out');
  const bytes = picture({ colour: 0x3b6ea8 });
  await screen.page
    .getByLabel('Attach files')
    .and(screen.page.locator('input'))
    .setInputFiles({ name: 'bay.png', mimeType: 'image/png', buffer: bytes });
  await expect(screen.conversation.getByRole('list', { name: 'Attached files' })).toContainText(
    'attached',
  );
  await screen.answer('Like this');
  await eventually(() => customer.received().length).toBe(1);
  const [received] = customer.received();
  expect(received?.text).toBe('Like this');
  const file = desk.vendors.file(received?.media?.sha256 ?? '');
  expect(file && Buffer.compare(Buffer.from(file), bytes)).toBe(0);
  const sent = screen.message('Like this');
  await expect(sent).toContainText('Delivered');
  await expect(sent.getByRole('img', { name: 'bay.png' })).toBeVisible();
  await screen.close();
});

test('OpenPhone takes text only: a file is refused in words before anything is uploaded', async ({
  browser,
}) => {
  const inbox = await desk.inbox('openphone', { name: 'Text only' });
  const customer = desk.customer(inbox, 'Tess Texter');
  const screen = await Screen.of(browser, desk.owner);
  customer.says('Hello');
  await expect(screen.row(customer.shownAs)).toBeVisible();
  await screen.open(customer.shownAs);
  const uploads: string[] = [];
  screen.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/files'))
      uploads.push(request.url());
  });
  await screen.page
    .getByLabel('Attach files')
    .and(screen.page.locator('input'))
    .setInputFiles({ name: 'bay.png', mimeType: 'image/png', buffer: picture() });
  await expect(screen.conversation.getByRole('alert')).toContainText(/text only|takes no files/i);
  expect(uploads).toEqual([]);
  await screen.close();
});
