import type { Person } from '@frontdesk/testkit/person';
import {
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
  expect,
} from '@playwright/test';
import { PRODUCT_URL } from './global-setup.ts';

/** Where the one product answers that all specs share. */
export function productUrl(): string {
  const url = process.env[PRODUCT_URL];
  if (url === undefined)
    throw new Error('no product runs: start the specs with playwright.config.ts');
  return url;
}

/** Somebody's browser, with the names that assistive technology reads. */
export class Screen {
  readonly page: Page;
  readonly views: Locator;
  readonly list: Locator;
  readonly conversation: Locator;
  readonly details: Locator;
  readonly reply: Locator;
  readonly note: Locator;
  readonly send: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.views = page.getByRole('navigation', { name: 'Views' });
    this.list = page.getByRole('region', { name: 'Conversations' });
    this.conversation = page.getByRole('main', { name: 'Conversation' });
    this.details = page.getByRole('complementary', { name: 'Details' });
    this.reply = page.getByRole('textbox', { name: 'Reply' });
    this.note = page.getByRole('textbox', { name: 'Note' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
  }

  /** What a page shows that is open already. */
  static on(page: Page): Screen {
    return new Screen(page);
  }

  /** A browser of this person's own, signed in, with the inbox (or another address) open. */
  static async of(
    browser: Browser,
    person: Person,
    { path = '/inbox/open', ...options }: BrowserContextOptions & { path?: string } = {},
  ): Promise<Screen> {
    const url = productUrl();
    const context = await browser.newContext({ baseURL: url, ...options });
    const { email, password } = person;
    const answer = await context.request.post('/api/v1/auth/login', { data: { email, password } });
    expect(answer.ok(), await answer.text()).toBe(true);
    const page = await context.newPage();
    await page.goto(path);
    const screen = new Screen(page);
    if (path.startsWith('/inbox')) await expect(screen.list).toBeVisible();
    return screen;
  }

  /** A conversation in the list. */
  row(customer: string): Locator {
    return this.list.getByRole('listitem', { name: customer });
  }

  /** Opens it as a person does who looks first: right after a row has moved, the list takes no click. */
  async open(customer: string): Promise<void> {
    await expect(async () => {
      await this.row(customer).getByRole('link').click();
      const name = this.conversation.getByRole('heading', { name: customer });
      await expect(name).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 10_000, intervals: [100] });
    // Whoever answers before having read what stands there is asked to look at it.
    await expect(this.conversation.getByRole('article').first()).toBeVisible({ timeout: 20_000 });
  }

  /** A message or note of the open conversation; a procedure's card quotes them, and is none. */
  message(text: string | RegExp): Locator {
    return this.conversation
      .getByRole('article', { name: /^(?!Procedure: )/ })
      .filter({ hasText: text });
  }

  /** The card of a procedure at work in the open conversation, the newest one. */
  run(title: string): Locator {
    return this.conversation.getByRole('article', { name: `Procedure: ${title}` }).last();
  }

  /** How the newest message of the open conversation was read. */
  get reading(): Locator {
    return this.conversation.getByRole('group', { name: 'How this message was read' });
  }

  async answer(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.send.click();
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
