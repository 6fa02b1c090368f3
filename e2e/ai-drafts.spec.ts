import type { FakeModelServer } from '@frontdesk/ai/fakes/fake-model-server';
import { startFakeAnthropic } from '@frontdesk/ai/fakes/fake-anthropic';
import { startFakeOpenAi } from '@frontdesk/ai/fakes/fake-openai';
import type { Customer } from '@frontdesk/testkit/desk';
import { type Locator, expect, test } from '@playwright/test';
import { eventually } from './harness/expect-eventually.ts';
import { FORGOTTEN, ProcedureDesk } from './harness/procedure-desk.ts';
import { Screen, productUrl } from './harness/screen.ts';

/** Models of the organization's own account: fake vendors that speak the real protocols. */

let club: ProcedureDesk;
let openAi: FakeModelServer;
let anthropic: FakeModelServer;
let screen: Screen;

const OPENAI_KEY = 'sk-of-the-club-openai-1234';
const ANTHROPIC_KEY = 'sk-of-the-club-anthropic-5678';

test.beforeAll(async ({ browser }) => {
  [club, openAi, anthropic] = await Promise.all([
    ProcedureDesk.open(productUrl()),
    startFakeOpenAi({ key: OPENAI_KEY }),
    startFakeAnthropic({ key: ANTHROPIC_KEY }),
  ]);
  screen = await Screen.of(browser, club.desk.owner);
});
test.afterAll(async () => {
  await screen.close();
  await Promise.all([openAi.close(), anthropic.close()]);
  await club.close();
});

type Form = {
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly key: string;
  readonly url: string;
};

/** Fills the form as a person does, up to the test. */
async function fillProvider(dialog: Locator, form: Form): Promise<void> {
  await dialog.getByLabel('Kind').selectOption(form.kind);
  await dialog.getByLabel('Name').fill(form.name);
  await dialog.getByLabel('Model').fill(form.model);
  await dialog.getByLabel('API key').fill(form.key);
  await dialog.getByLabel('Address of its API').fill(form.url);
  await dialog.getByLabel('Input price').fill('1.25');
  await dialog.getByLabel('Output price').fill('10');
}

/** Set up already, by hand or, for a test that comes first, by the API. */
async function connected(): Promise<void> {
  openAi.clearScript();
  anthropic.clearScript();
  const { owner } = club.desk;
  const { data } = await owner.must<{ data: unknown[] }>('GET', '/ai/providers');
  if (data.length > 0) return;
  const prices = { inputPrice: 1.25, outputPrice: 10 };
  await owner.must('POST', '/ai/providers', {
    ...prices,
    kind: 'openai',
    name: 'OpenAI',
    model: 'gpt-fake',
    apiKey: OPENAI_KEY,
    baseUrl: `${openAi.url}/v1`,
  });
  await owner.must('POST', '/ai/providers', {
    ...prices,
    kind: 'anthropic',
    name: 'Anthropic',
    model: 'claude-fake',
    apiKey: ANTHROPIC_KEY,
    baseUrl: anthropic.url,
  });
}

/** A customer of this name says this, and it is read; the conversation is open. */
async function says(name: string, text: string): Promise<Customer> {
  if (!screen.page.url().includes('/inbox/')) await screen.page.goto('/inbox/open');
  const customer = club.desk.customer(club.inbox, name);
  customer.says(text);
  await expect(screen.row(name)).toBeVisible();
  await screen.open(name);
  await expect(screen.reading).toBeVisible();
  return customer;
}

const status = (): Locator => screen.conversation.getByRole('status').filter({ hasText: /\S/ });

test('providers are set up by hand, tried before they are saved, and their keys are never shown', async () => {
  const { page } = screen;
  await page.goto('/settings/ai');
  await expect(page.getByText('no text leaves this server')).toBeVisible();
  const dialog = page.getByRole('dialog');
  const openAiForm = {
    kind: 'openai',
    name: 'OpenAI',
    model: 'gpt-fake',
    key: 'sk-mistyped',
    url: `${openAi.url}/v1`,
  };
  await test.step('a wrong key is told before anything is saved', async () => {
    await page.getByRole('button', { name: 'Add a provider' }).click();
    await fillProvider(dialog, openAiForm);
    await dialog.getByRole('button', { name: 'Test before saving' }).click();
    await expect(dialog.getByRole('status')).toContainText('It does not work.');
  });
  await test.step('the right one works, and is saved', async () => {
    await dialog.getByLabel('API key').fill(OPENAI_KEY);
    await dialog.getByRole('button', { name: 'Test before saving' }).click();
    await expect(dialog.getByRole('status')).toContainText(/It works: gpt-fake answered in \d+ ms/);
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await expect(dialog).toBeHidden();
  });
  await test.step('a second one stands behind it', async () => {
    await page.getByRole('button', { name: 'Add a provider' }).click();
    await fillProvider(dialog, {
      kind: 'anthropic',
      name: 'Anthropic',
      model: 'claude-fake',
      key: ANTHROPIC_KEY,
      url: anthropic.url,
    });
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await expect(dialog).toBeHidden();
  });
  const rows = page.getByRole('list', { name: 'Providers' }).getByRole('listitem');
  await expect(rows).toContainText(['OpenAI', 'Anthropic']);
  await rows.nth(1).getByRole('button', { name: 'Test Anthropic' }).click();
  await expect(rows.nth(1)).toContainText(/It works: claude-fake answered in \d+ ms/);
  await expect(rows.nth(1)).toContainText('Works');
  const seen = await page.content();
  const told = JSON.stringify(await club.desk.owner.must('GET', '/ai/providers'));
  for (const key of [OPENAI_KEY, ANTHROPIC_KEY]) {
    expect(seen).not.toContain(key);
    expect(told).not.toContain(key);
  }
});

test('messages are read by the first provider; where it never answers, the built-in reader does', async () => {
  await connected();
  await says('Rea Remote', 'Is a refund of my password money possible?');
  await expect(screen.reading).toContainText('read by OpenAI');
  openAi.script({ kind: 'hang' });
  await says('Emil Embedded', FORGOTTEN);
  await expect(screen.reading).toContainText('Password reset');
  await expect(screen.reading).toContainText('read by the built-in reader');
});

test('a draft is written into the composer as it comes, taken with Tab and sent by a person', async () => {
  await connected();
  const customer = await says('Dina Draft', 'Do you have a parking space for a bus?');
  openAi.gapMs = 40;
  await screen.conversation.getByRole('button', { name: 'Draft with AI' }).click();
  await expect(screen.conversation.getByText('Being written by OpenAI…')).toBeVisible();
  await expect(screen.conversation.getByText('Draft by OpenAI')).toBeVisible();
  openAi.gapMs = 0;
  await expect(screen.reply).toHaveValue('');
  await screen.reply.press('Tab');
  await expect(screen.reply).toHaveValue(/^Hi Dina, thank you for your message\..*unclear\.$/s);
  const text = await screen.reply.inputValue();
  await screen.reply.press('Enter');
  await eventually(() => customer.received().map((message) => message.text)).toEqual([text]);
  await expect(screen.message(text)).toContainText('Olive Owner');
});

test('a provider that dies in the middle of a draft is followed by the next one', async () => {
  await connected();
  await says('Dora Dies', 'Can I bring my own clubs?');
  openAi.script({ kind: 'cut', afterPieces: 9 });
  anthropic.script({ kind: 'late', ms: 500 });
  await screen.page.keyboard.press('d');
  await expect(screen.conversation.getByText('Starting over: the answer broke off')).toBeVisible();
  await expect(screen.conversation.getByText('Draft by Anthropic')).toBeVisible();
  await screen.reply.press('Tab');
  // From its beginning: nothing of what was begun before is left.
  await expect(screen.reply).toHaveValue(/^Hi Dora, thank you for your message\.(?!.*Hi Dora).*$/s);
});

test('with all of them dead a draft is the procedure’s own words, where none fits it says so, and their health is told', async () => {
  await connected();
  await club.onlyProcedure({
    autonomy: 'approve',
    actions: [{ type: 'send_reply', text: 'Hi {{contact.firstName}}, it is on its way.' }],
  });
  await says('Dolf Dead', FORGOTTEN);
  await expect(screen.run('Password reset')).toBeVisible();
  const dead = Array.from({ length: 20 }, () => ({ kind: 'refuse', as: 'overloaded' }) as const);
  openAi.script(...dead);
  anthropic.script(...dead);
  await screen.page.keyboard.press('d');
  await expect(screen.conversation.getByText('Draft by the procedure')).toBeVisible();
  await screen.reply.press('Tab');
  await expect(screen.reply).toHaveValue('Hi Dolf, it is on its way.');

  await says('Dana Dead', 'What is the dress code?');
  await screen.page.keyboard.press('d');
  await expect(status().filter({ hasText: 'No procedure fits' })).toContainText(
    'Write the reply yourself',
  );
  const { page } = screen;
  await page.goto('/settings/ai');
  const rows = page.getByRole('list', { name: 'Providers' }).getByRole('listitem');
  await expect(rows).toContainText(['Does not answer', 'Does not answer']);
  const usage = page.getByRole('table');
  await expect(usage.getByRole('row', { name: /OpenAI Reading/ })).toContainText('$');
});

test('with nothing to spend, no provider is asked', async () => {
  await connected();
  const { page } = screen;
  await page.goto('/settings/ai');
  await page.getByLabel('Limit for a day, in US dollars').fill('0');
  await page.getByRole('button', { name: 'Save the limit' }).click();
  await expect(page.getByText('The limit is saved')).toBeVisible();
  const before = [openAi.requests.length, anthropic.requests.length];
  await says('Nele Nothing', 'When do you open on Easter Monday?');
  await expect(screen.reading).toContainText('Opening hours');
  await expect(screen.reading).toContainText('read by the built-in reader');
  await page.keyboard.press('d');
  await expect(status().filter({ hasText: 'No procedure fits' })).toBeVisible();
  expect([openAi.requests.length, anthropic.requests.length]).toEqual(before);
});
