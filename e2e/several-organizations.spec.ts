import { randomBytes } from 'node:crypto';
import { Desk } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { post } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { eachWithDevice } from './harness/own-device.ts';
import { findInProfile } from './harness/profile-bytes.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** Somebody who works for two clubs on one device, and is put out of one of them. */

let golf: Desk;
let hotel: Desk;
let mara: Person;
const own = eachWithDevice();

test.beforeEach(async () => {
  golf = await Desk.open(productUrl());
  hotel = await Desk.open(productUrl());
  mara = await golf.member('ADMIN', 'Mara Multi');
  const users = `/organizations/${hotel.owner.organizationId}/users`;
  const { email, password, name } = mara;
  const form = { email, name, role: 'ADMIN' };
  const { link } = await hotel.owner.must<{ link: string }>('POST', users, form);
  const token = new URL(link, productUrl()).searchParams.get('token');
  await post(productUrl(), '/auth/accept-invitation', { token, name, password });
});
test.afterEach(() => Promise.all([golf.close(), hotel.close()]));

/** A word that is nowhere else in the world. */
const word = (): string => `q${randomBytes(18).toString('base64').replaceAll(/[+/]/g, 'x')}`;

/** Opens the inbox of one of them, where a customer says this. */
async function openAt(desk: Desk, customer: string): Promise<Screen> {
  const page = await own.device.newPage();
  const { organizationId } = desk.owner;
  const answer = await page.request.post('/api/v1/auth/switch', { data: { organizationId } });
  expect(answer.ok(), await answer.text()).toBe(true);
  await page.goto('/inbox/open');
  const screen = Screen.on(page);
  await expect(screen.row(customer)).toBeVisible({ timeout: 20_000 });
  await screen.open(customer);
  return screen;
}

const isKept = (what: string) => () => findInProfile(own.device.folder, { what }).length > 0;

test('rule 14: who is put out of one organization keeps the other on the device, open and at work', async () => {
  const [round, room] = [word(), word()];
  golf.customer(await golf.inbox('whatsapp'), 'Gerd Golf').says(round);
  const guest = hotel.customer(await hotel.inbox('whatsapp'), 'Hanna Hotel');
  guest.says(room);
  await own.device.startAs(mara);
  const former = await openAt(golf, 'Gerd Golf');
  await eventually(isKept(round)).toBe(true);
  await former.page.close();
  const screen = await openAt(hotel, 'Hanna Hotel');
  await eventually(isKept(room)).toBe(true);

  await golf.owner.must(
    'DELETE',
    `/organizations/${golf.owner.organizationId}/users/${mara.userId}`,
  );
  await screen.answer('Your room is ready');
  await expect(screen.message('Your room is ready')).toContainText('Delivered');
  await screen.page.reload();
  await screen.open('Hanna Hotel');
  await expect(screen.message(room)).toBeVisible();
  // Nothing of the one that is over stays behind until somebody goes there again.
  await eventually(isKept(round)).toBe(false);
  expect(isKept(room)()).toBe(true);
  expect(guest.received().map(({ text }) => text)).toEqual(['Your room is ready']);
});

test('rule 14: who is put out of the one that is open loses that one alone', async () => {
  const [round, room] = [word(), word()];
  golf.customer(await golf.inbox('whatsapp'), 'Gerd Golf').says(round);
  hotel.customer(await hotel.inbox('whatsapp'), 'Hanna Hotel').says(room);
  await own.device.startAs(mara);
  const former = await openAt(hotel, 'Hanna Hotel');
  await eventually(isKept(room)).toBe(true);
  await former.page.close();
  const screen = await openAt(golf, 'Gerd Golf');
  await eventually(isKept(round)).toBe(true);

  await golf.owner.must(
    'DELETE',
    `/organizations/${golf.owner.organizationId}/users/${mara.userId}`,
  );
  await expect(screen.page.getByText('You are not a member any more')).toBeVisible();
  await expect(screen.row('Gerd Golf')).toHaveCount(0);
  await eventually(isKept(round)).toBe(false);
  expect(isKept(room)()).toBe(true);

  const { email, password } = mara;
  const { page } = screen;
  await page.request.post('/api/v1/auth/login', { data: { email, password } });
  await page.goto('/inbox/open');
  await screen.open('Hanna Hotel');
  await expect(screen.message(room)).toBeVisible();
});
