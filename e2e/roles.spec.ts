import { Desk } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { Screen, productUrl } from './harness/screen.ts';

let desk: Desk;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
});
test.afterAll(() => desk.close());

test('a viewer reads and changes nothing', async ({ browser }) => {
  const inbox = await desk.inbox('whatsapp');
  desk.customer(inbox, 'Rita Read').says('Who reads this?');
  const viewer = await desk.member('VIEWER', 'Vito Viewer', [inbox]);
  const screen = await Screen.of(browser, viewer);
  await expect(screen.row('Rita Read')).toBeVisible();
  await screen.open('Rita Read');
  await expect(screen.message('Who reads this?')).toBeVisible();
  await expect(screen.reply).toHaveCount(0);
  await expect(screen.send).toHaveCount(0);
  for (const name of ['Assign', 'Resolve'])
    await expect(screen.conversation.getByRole('button', { name })).toHaveCount(0);
  // What the screen does not offer the server does not take either.
  const id = new URL(screen.page.url()).pathname.split('/').at(-1) ?? '';
  for (const { path, body } of [
    { path: 'messages', body: { text: 'Me' } },
    { path: 'notes', body: { text: 'Me' } },
    { path: 'assign', body: { userId: viewer.userId } },
    { path: 'close', body: {} },
  ])
    expect((await viewer.ask('POST', `/conversations/${id}/${path}`, body)).status, path).toBe(403);
  await screen.close();
});

test('an agent sees the inboxes that were granted and no other', async ({ browser }) => {
  const [mine, other] = [
    await desk.inbox('whatsapp', { name: 'North' }),
    await desk.inbox('whatsapp', { name: 'South' }),
  ];
  const agent = await desk.member('AGENT', 'Nils North', [mine]);
  desk.customer(other, 'Sonja South').says('Only for the south');
  desk.customer(mine, 'Norbert North').says('Only for the north');
  const [screen, owner] = await Promise.all([
    Screen.of(browser, agent),
    Screen.of(browser, desk.owner),
  ]);
  await expect(owner.row('Sonja South')).toBeVisible();
  await expect(screen.row('Norbert North')).toBeVisible();
  await expect(screen.row('Sonja South')).toHaveCount(0);
  await expect(screen.views).toContainText('North');
  await expect(screen.views).not.toContainText('South');
  await owner.open('Sonja South');
  const id = new URL(owner.page.url()).pathname.split('/').at(-1) ?? '';
  expect((await agent.ask('GET', `/conversations/${id}`)).status).toBe(404);

  await test.step('a grant brings the inbox live, its end takes it away', async () => {
    const { data } = await desk.owner.must<{ data: { id: string; membershipId: string }[] }>(
      'GET',
      `/organizations/${desk.owner.organizationId}/users`,
    );
    const membershipId = data.find(({ id }) => id === agent.userId)?.membershipId;
    await desk.owner.must('POST', `/inboxes/${other.id}/grants`, { membershipId });
    await expect(screen.row('Sonja South')).toBeVisible();
    await desk.owner.must('DELETE', `/inboxes/${other.id}/grants`, { membershipId });
    await expect(screen.row('Sonja South')).toHaveCount(0);
  });
  await Promise.all([screen.close(), owner.close()]);
});
