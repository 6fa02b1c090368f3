import type { Customer } from '@frontdesk/testkit/desk';
import type { Person } from '@frontdesk/testkit/person';
import { expect, test } from '@playwright/test';
import { queryDatabase } from './harness/database.ts';
import { eventually } from './harness/expect-eventually.ts';
import { FORGOTTEN, ProcedureDesk } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** Seed 000's story: a customer who has forgotten a password, from the WhatsApp webhook to the reset webhook and the reply. */

let club: ProcedureDesk;
let agent: Person;
let alma: Screen;
let olive: Screen;

test.beforeAll(async ({ browser }) => {
  club = await ProcedureDesk.open(productUrl());
  agent = await club.desk.member('AGENT', 'Alma Agent', [club.inbox]);
  [alma, olive] = await Promise.all([
    Screen.of(browser, agent),
    Screen.of(browser, club.desk.owner),
  ]);
});
test.afterAll(async () => {
  await Promise.all([alma.close(), olive.close()]);
  await club.close();
});

const REPLY = 'Hi Paula, I have sent a reset link to';
const texts = (customer: Customer): string[] => customer.received().map(({ text }) => text);
const linksFor = (email: string) =>
  club.receiver.calls.filter(({ body }) => body.data.contact.email === email);

/** A member writes that the password is forgotten; both look at it. */
async function forgets(name: string, email: string): Promise<Customer> {
  const customer = await club.member(name, email);
  await expect(alma.row(name)).toContainText('Good morning');
  customer.says(FORGOTTEN);
  await Promise.all(
    [alma, olive].map(async (screen) => {
      await expect(screen.row(name)).toContainText('Password reset');
      await screen.open(name);
    }),
  );
  return customer;
}

/** The portal was asked once, with a good signature, to write to the address on file; the phone has the reply once. */
async function linkAndReplyWentOut(customer: Customer, email: string): Promise<void> {
  await eventually(() => texts(customer)).toEqual([`${REPLY} ${email}.`]);
  await eventually(() => linksFor(email).length).toBe(1);
  expect(club.receiver.refused).toEqual([]);
  const [call] = linksFor(email);
  expect(call?.body).toMatchObject({
    type: 'sop.reset_link',
    data: { contact: { name: customer.name, email, phone: `+${customer.key}` } },
  });
}

test('suggest: the link is approved, the grey reply taken with Tab and sent by a person', async () => {
  await club.onlyProcedure({ autonomy: 'suggest' });
  const email = 'suggest@guest.test';
  const customer = await forgets('Paula Suggest', email);
  await test.step('row and thread say what it wants and how sure that is', async () => {
    await expect(alma.row('Paula Suggest')).toContainText('Password reset');
    await expect(alma.reading).toContainText(/Password reset · 9\d\s%/);
    await expect(alma.run('Password reset')).toContainText('Suggestion');
    await expect(alma.run('Password reset')).toContainText('Read as “password reset”');
  });
  await test.step('the link goes when she says so, and nothing else does', async () => {
    const step = alma.run('Password reset').getByRole('listitem').filter({ hasText: email });
    await step.first().getByRole('button', { name: 'Do only this' }).click();
    await expect(olive.run('Password reset')).toContainText(
      /Sent a reset link to suggest@guest\.test\s*Done · approved by Alma Agent/,
    );
    expect(texts(customer)).toEqual([]);
  });
  await test.step('Tab takes the reply, Enter sends it, and it counts as done', async () => {
    await alma.reply.focus();
    await expect(alma.reply).toHaveValue('');
    await alma.reply.press('Tab');
    await expect(alma.reply).toHaveValue(`${REPLY} ${email}.`);
    await alma.reply.press('Enter');
    for (const screen of [alma, olive])
      await expect(screen.message(REPLY)).toContainText('Delivered');
    await alma.run('Password reset').getByRole('button', { name: 'Skip' }).click();
    for (const screen of [alma, olive])
      await expect(screen.run('Password reset')).toContainText(/Done\s*2 steps/);
  });
  await linkAndReplyWentOut(customer, email);
  await expect(olive.message(REPLY)).not.toHaveAccessibleName(/^AI, /);
});

test('approve: nothing is done before somebody approves it, and both see who did', async () => {
  await club.onlyProcedure({ autonomy: 'approve' });
  const email = 'approve@guest.test';
  const customer = await forgets('Paula Approve', email);
  for (const screen of [alma, olive]) {
    await expect(screen.row('Paula Approve')).toContainText('Approve?');
    await expect(screen.run('Password reset')).toContainText('Waits for you');
    await expect(screen.run('Password reset')).toContainText(`${REPLY} ${email}.`);
  }
  expect(texts(customer)).toEqual([]);
  expect(linksFor(email)).toEqual([]);
  await alma.run('Password reset').getByRole('button', { name: 'Approve', exact: true }).click();
  await linkAndReplyWentOut(customer, email);
  for (const [screen, who] of [
    [alma, 'you'],
    [olive, 'Alma Agent'],
  ] as const) {
    const card = screen.run('Password reset');
    await expect(card).toContainText(/Done\s*3 steps in/);
    await card.getByRole('button', { name: 'Steps of Password reset' }).click();
    await expect(card.getByText(`approved by ${who}`)).toHaveCount(3);
    await expect(screen.message(REPLY)).toHaveAccessibleName(/^AI, /);
    await expect(screen.details.getByText('Password', { exact: true })).toBeVisible();
    await expect(screen.row('Paula Approve')).not.toContainText('Approve?');
  }
});

test('auto: it is done and answered without anybody, and both see that', async () => {
  await club.onlyProcedure({ autonomy: 'auto' });
  const email = 'auto@guest.test';
  const customer = await forgets('Paula Auto', email);
  await linkAndReplyWentOut(customer, email);
  for (const screen of [alma, olive]) {
    const card = screen.run('Password reset');
    await expect(card).toContainText(/Done\s*3 steps in/);
    await expect(screen.message(REPLY)).toHaveAccessibleName(/^AI, /);
    await expect(screen.message(REPLY)).toContainText('Delivered');
    await expect(card.getByText('approved by')).toHaveCount(0);
  }
});

for (const { how, name, email, plan } of [
  { how: 'does not answer', name: 'Paula Hang', email: 'hang@guest.test', plan: 'hang' },
  {
    how: 'is down',
    name: 'Paula Down',
    email: 'down@guest.test',
    // It asks us to come back later than this test takes.
    plan: { status: 503, retryAfter: 120 },
  },
] as const)
  test(`taken over while the portal ${how}, it is a person’s on both screens and nothing more goes out`, async () => {
    await club.onlyProcedure({ autonomy: 'auto' });
    club.receiver.plan(plan);
    const customer = await forgets(name, email);
    await expect(olive.run('Password reset')).toContainText('Working');
    await expect(olive.row(name)).toContainText('The AI has this');
    await eventually(() => linksFor(email).length).toBe(1);
    await alma.run('Password reset').getByRole('button', { name: 'Take over' }).click();
    for (const screen of [alma, olive]) {
      await expect(screen.run('Password reset')).toContainText('Stopped');
      await expect(screen.row(name)).toContainText('Assigned to Alma Agent');
      await expect(screen.conversation).not.toContainText('AI is working on this');
    }
    await eventually(() => callStates(email)).toEqual(['CANCELLED']);
    expect(linksFor(email)).toHaveLength(1);
    // What the customer says next is hers to answer, and its answer is the first one that arrives.
    await alma.answer('I am on it myself');
    await eventually(() => texts(customer)).toEqual(['I am on it myself']);
  });

/** Whether a call is still to be made, or to be made again. */
async function callStates(email: string): Promise<string[]> {
  const rows = await queryDatabase<{ state: string }>(
    `SELECT state FROM webhook_calls WHERE organization_id = $1 AND body->'data'->'contact'->>'email' = $2`,
    [club.desk.owner.organizationId, email],
  );
  return rows.map(({ state }) => state);
}
