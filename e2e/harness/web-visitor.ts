import {
  type Browser,
  type BrowserContext,
  type FrameLocator,
  type Locator,
  type Page,
  expect,
} from '@playwright/test';
import type { TestInbox } from '@frontdesk/testkit/desk';
import { type ForeignSite, openForeignSite } from './foreign-site.ts';
import { productUrl } from './screen.ts';

/** Somebody on a foreign website with the chat of an inbox open, in a browser of their own or in one that is open. */
export class WebVisitor {
  readonly page: Page;
  readonly chat: FrameLocator;
  readonly #site: ForeignSite;

  private constructor(page: Page, site: ForeignSite) {
    this.page = page;
    this.chat = page.frameLocator('iframe[title="Chat"]');
    this.#site = site;
  }

  static async visit(
    browser: Browser | BrowserContext,
    inbox: TestInbox,
    name: string,
  ): Promise<WebVisitor> {
    const site = await openForeignSite(
      `<script src="${productUrl()}/widget.js" data-inbox="${inbox.id}" data-name="${name}" async></script>`,
    );
    const context = 'newContext' in browser ? await browser.newContext() : browser;
    const page = await context.newPage();
    await page.goto(site.url);
    const visitor = new WebVisitor(page, site);
    await page.getByRole('button', { name: 'Open the chat' }).click();
    await expect(visitor.chat.getByRole('heading', { name: inbox.name })).toBeVisible();
    return visitor;
  }

  async writes(text: string): Promise<void> {
    await this.chat.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.chat.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** What stands in the chat and has this text. */
  shown(text: string): Locator {
    return this.chat.getByRole('log').getByRole('listitem').filter({ hasText: text });
  }

  async leave(): Promise<void> {
    await this.page.context().close();
    await this.#site.close();
  }
}
