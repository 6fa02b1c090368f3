import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { OwnDevice, shellIsKept } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('rule 12: two agents, both cut off, answer one customer: the second answer waits for a look, and goes out once when somebody sends it', async () => {
  const inbox = await desk.inbox('whatsapp');
  const alma = await desk.member('AGENT', 'Alma Agent', [inbox]);
  const customer = desk.customer(inbox, 'Petra Partition');
  const texts = () => customer.received().map(({ text }) => text);
  customer.says('Is a bay free tonight?');
  const doors = [await FrontDoor.open(productUrl()), await FrontDoor.open(productUrl())] as const;
  const devices = [new OwnDevice(doors[0].url), new OwnDevice(doors[1].url)] as const;
  const open = async (device: OwnDevice): Promise<Screen> => {
    const screen = Screen.on(await device.newPage());
    await screen.page.goto('/inbox/open');
    await screen.open('Petra Partition');
    await expect(screen.message('Is a bay free tonight?')).toBeVisible();
    return screen;
  };

  await devices[0].startAs(alma);
  await devices[1].startAs(desk.owner);
  const [one, two] = [await open(devices[0]), await open(devices[1])];
  await shellIsKept(one.page);
  await Promise.all(doors.map((door) => door.shut()));
  await one.answer('Bay 3 is yours');
  await two.answer('Sorry, we are full');
  for (const [screen, text] of [
    [one, 'Bay 3 is yours'],
    [two, 'Sorry, we are full'],
  ] as const)
    await expect(screen.message(text)).toContainText('Waiting for network');
  await devices[0].killTab(one.page);

  await doors[1].reopen();
  await eventually(texts).toEqual(['Sorry, we are full']);
  const again = await open(devices[0]);
  await expect(again.message('Bay 3 is yours')).toContainText('Waiting for network');
  await doors[0].reopen();
  const card = ({ conversation }: Screen) =>
    conversation.getByRole('article', { name: /Needs a look/ });
  for (const screen of [again, two]) {
    await expect(card(screen)).toHaveCount(1);
    await expect(card(screen).getByRole('list', { name: 'Written since' })).toContainText(
      'Sorry, we are full',
    );
  }
  await expect(again.page.getByRole('link', { name: 'Saved for all' }).first()).toBeVisible();
  expect(texts()).toEqual(['Sorry, we are full']);

  await card(again).getByRole('button', { name: 'Send anyway' }).click();
  await eventually(texts).toEqual(['Sorry, we are full', 'Bay 3 is yours']);
  for (const screen of [again, two]) {
    await expect(card(screen)).toHaveCount(0);
    await expect(screen.message('Bay 3 is yours')).toContainText('Delivered');
  }
  expect(texts()).toHaveLength(2);
  await Promise.all(devices.map((device) => device.dispose()));
  await Promise.all(doors.map((door) => door.shut()));
});
