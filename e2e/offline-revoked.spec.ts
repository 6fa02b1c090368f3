import { randomBytes } from 'node:crypto';
import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { picture } from '@frontdesk/testkit/picture';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FrontDoor } from './harness/front-door.ts';
import { OwnDevice } from './harness/own-device.ts';
import { findInProfile } from './harness/profile-bytes.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** Whoever loses an inbox while away loses all of it on the next sync: from the screen and from the disk. */

let desk: Desk;
let door: FrontDoor;
let device: OwnDevice;

test.beforeEach(async () => {
  desk = await Desk.open(productUrl());
  door = await FrontDoor.open(productUrl());
  device = new OwnDevice(door.url);
});
test.afterEach(async () => {
  await device.dispose();
  await door.shut();
  await desk.close();
});

/** A word that is nowhere else in the world, in none of its parts: hexadecimal ones would be compressed against ids. */
const word = (): string => `q${randomBytes(18).toString('base64').replaceAll(/[+/]/g, 'x')}`;

type Words = Readonly<Record<string, string | Buffer>>;

async function tab(path = '/inbox/open'): Promise<Screen> {
  const page = await device.newPage();
  await page.goto(path);
  return Screen.on(page);
}

/** An inbox of which an agent's browser has seen everything there is: the words that must go. */
async function secretsSeen(
  inbox: TestInbox,
  agent: Person,
): Promise<{ words: Words; name: string; screen: Screen }> {
  const words = {
    name: word(),
    customer: word(),
    colleague: word(),
    note: word(),
    photo: word(),
    own: word(),
    unread: word(),
  };
  const name = `Sanna ${words.name}`;
  const customer = desk.customer(inbox, name);
  customer.says(`I am ${words.customer}`);
  customer.says({
    text: words.photo,
    files: [
      {
        bytes: picture({ width: 320, height: 240, colour: 0x23867f }),
        mime: 'image/png',
        fileName: 'torn.png',
      },
    ],
  });
  desk.customer(inbox, `Other ${words.name}`).says(words.unread);
  await device.startAs(agent);
  const screen = await tab();
  await screen.open(name);
  const id = new URL(screen.page.url()).pathname.split('/').at(-1);
  await desk.owner.must('POST', `/conversations/${id}/messages`, {
    text: `We say ${words.colleague}`,
  });
  await desk.owner.must('POST', `/conversations/${id}/notes`, { text: `Mind ${words.note}` });
  await expect(screen.message(words.colleague)).toBeVisible();
  await expect(screen.message(words.note)).toBeVisible();
  const photo = screen.message(words.photo).getByRole('img');
  await expect(photo).toBeVisible();
  await expect
    .poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
  const bytes = await photo.evaluate(async (image: HTMLImageElement) => [
    ...new Uint8Array(await (await fetch(image.src)).arrayBuffer()),
  ]);
  // What a browser would fill in again it keeps with its sessions, some seconds later.
  await expect(screen.reply).toHaveAttribute('autocomplete', 'off');
  await screen.answer(`I said ${words.own}`);
  await expect(screen.message(words.own)).toContainText('Delivered');
  return { words: { ...words, thumbnail: Buffer.from(bytes).subarray(-64) }, name, screen };
}

const usersOf = (): string => `/organizations/${desk.owner.organizationId}/users`;

async function membershipOf(agent: Person): Promise<string> {
  const { data } = await desk.owner.must<{ data: { id: string; membershipId: string }[] }>(
    'GET',
    usersOf(),
  );
  return data.find(({ id }) => id === agent.userId)?.membershipId ?? '';
}

test('rule 14: an inbox that is taken away while its member is offline leaves no word on the device, but for what he wrote and could not send', async () => {
  const [kept, secret] = [await desk.inbox('openphone'), await desk.inbox('whatsapp')];
  const agent = await desk.member('AGENT', 'Rolf Revoked', [kept, secret]);
  const stays = desk.customer(kept, 'Karl Kept');
  const staying = word();
  stays.says(staying);
  const { words, name, screen } = await secretsSeen(secret, agent);
  // They are there to be found: all in the store, which is behind the screen, and what he wrote in the journal too.
  const seen = Object.keys(words).filter((one) => one !== 'thumbnail');
  await eventually(() => {
    const found = findInProfile(device.folder, words);
    return seen.filter((what) => !found.some((one) => one.startsWith(`${what}: `)));
  }).toEqual([]);

  await door.shut();
  const unsent = word();
  await screen.answer(unsent);
  await expect(screen.message(unsent)).toBeVisible();
  const membershipId = await membershipOf(agent);
  await desk.owner.must('DELETE', `/inboxes/${secret.id}/grants`, { membershipId });
  await door.reopen();

  await expect(screen.row(name)).toHaveCount(0);
  await expect(screen.row(stays.shownAs)).toBeVisible();
  await screen.page.goto('/outbox');
  const queue = screen.page.getByRole('main', { name: 'Waiting to go out' });
  await expect(queue.getByRole('list', { name: 'Could not be sent' })).toContainText(unsent);
  await eventually(() => findInProfile(device.folder, words)).toEqual([]);
  await device.end();
  expect(findInProfile(device.folder, words)).toEqual([]);
  expect(findInProfile(device.folder, { staying })).not.toEqual([]);
  expect(findInProfile(device.folder, { unsent })).not.toEqual([]);
});

test('rule 14: who is put out of the organization while offline keeps only what he wrote and did not send', async () => {
  const secret = await desk.inbox('whatsapp');
  const agent = await desk.member('AGENT', 'Rita Removed', [secret]);
  const { words, name, screen } = await secretsSeen(secret, agent);
  await door.shut();
  const unsent = word();
  await screen.answer(unsent);
  await expect(screen.message(unsent)).toContainText('Waiting for network');
  await desk.owner.must('DELETE', `${usersOf()}/${agent.userId}`);
  await door.reopen();

  await expect(screen.page.getByText('You are not a member any more')).toBeVisible();
  await expect(screen.row(name)).toHaveCount(0);
  await screen.page.getByRole('link', { name: /change waits|changes wait/ }).click();
  const queue = screen.page.getByRole('main', { name: 'Waiting to go out' });
  await expect(queue.getByRole('list', { name: 'On the way' })).toContainText(unsent);
  await eventually(() => findInProfile(device.folder, words)).toEqual([]);
  await device.end();
  expect(findInProfile(device.folder, words)).toEqual([]);
  expect(findInProfile(device.folder, { unsent })).not.toEqual([]);
});

test('rule 14: who was put out of the organization while the browser was closed finds nothing of it when it opens', async () => {
  const secret = await desk.inbox('whatsapp');
  const agent = await desk.member('AGENT', 'Clara Closed', [secret]);
  const { words } = await secretsSeen(secret, agent);
  await device.end();
  expect(findInProfile(device.folder, words)).not.toEqual([]);
  await desk.owner.must('DELETE', `${usersOf()}/${agent.userId}`);
  await device.start();
  const screen = await tab();
  await expect(screen.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await eventually(() => findInProfile(device.folder, words)).toEqual([]);
  await device.end();
  expect(findInProfile(device.folder, words)).toEqual([]);
});
