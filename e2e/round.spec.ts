import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** A customer's message in at a vendor's webhook, on two screens, answered, out at the vendor's API, and its receipts. */
const ROUNDS = [
  { channel: 'WhatsApp', kind: 'whatsapp', legacy: false, tellsRead: true },
  { channel: 'OpenPhone', kind: 'openphone', legacy: false, tellsRead: false },
  {
    channel: 'OpenPhone with webhooks of the old kind',
    kind: 'openphone',
    legacy: true,
    tellsRead: false,
  },
] as const;

for (const { channel, kind, legacy, tellsRead } of ROUNDS) {
  test.describe(channel, () => {
    let desk: Desk;
    let inbox: TestInbox;
    let agent: Person;

    test.beforeAll(async () => {
      desk = await Desk.open(productUrl());
      inbox = await desk.inbox(kind, { legacy });
      agent = await desk.member('AGENT', 'Alma Agent', [inbox]);
    });
    test.afterAll(() => desk.close());

    test('a message makes the full round on two screens', async ({ browser }) => {
      const [alma, olive] = await Promise.all([
        Screen.of(browser, agent),
        Screen.of(browser, desk.owner),
      ]);
      const customer = desk.customer(inbox, 'Carla Customer');
      const carla = customer.shownAs;

      await test.step('it appears live for both', async () => {
        customer.says('Is bay 3 free at six?');
        await expect(alma.row(carla)).toContainText('Is bay 3 free at six?');
        await expect(olive.row(carla)).toContainText('Is bay 3 free at six?');
        await Promise.all([alma.open(carla), olive.open(carla)]);
        await expect(alma.message('Is bay 3 free at six?')).toBeVisible();
      });

      await test.step('one answers, and the vendor takes it exactly once', async () => {
        await alma.answer('It is yours from six to seven.');
        await eventually(() => customer.received().map(({ text }) => text)).toEqual([
          'It is yours from six to seven.',
        ]);
      });

      await test.step('the other one sees it without a reload, and how far it has come', async () => {
        for (const screen of [alma, olive]) {
          const answer = screen.message('It is yours from six to seven.');
          await expect(answer).toHaveCount(1);
          await expect(answer).toContainText('Delivered');
        }
        if (!tellsRead) return;
        customer.reads();
        for (const screen of [alma, olive])
          await expect(screen.message('It is yours from six to seven.')).toContainText('Read');
      });

      await test.step('the round goes on', async () => {
        customer.says('Perfect, thank you!');
        await expect(olive.message('Perfect, thank you!')).toBeVisible();
        await expect(olive.row(carla)).toContainText('Perfect, thank you!');
        expect(customer.received()).toHaveLength(1);
      });
      await Promise.all([alma.close(), olive.close()]);
    });
  });
}

test.describe('the shared webhook paths', () => {
  let desk: Desk;
  test.beforeAll(async () => {
    desk = await Desk.open(productUrl());
  });
  test.afterAll(() => desk.close());

  for (const { kind, path } of [
    { kind: 'whatsapp', path: '/api/v1/webhooks/whatsapp' },
    { kind: 'openphone', path: '/api/v1/webhooks/openphone' },
    { kind: 'openphone', path: '/api/openphone/inbound' },
  ] as const) {
    test(`${path} leads to the inbox of the account`, async ({ browser }) => {
      const inbox = await desk.inbox(kind, { name: `Shared ${path}` });
      desk.vendors.connect({ kind, creds: inbox.creds as never, webhookUrl: `${desk.url}${path}` });
      const screen = await Screen.of(browser, desk.owner);
      const customer = desk.customer(inbox, `By ${path}`);
      customer.says('Hello from the shared path');
      await expect(screen.row(customer.shownAs)).toContainText('Hello from the shared path');
      await screen.close();
    });
  }
});
