import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import type { Person } from '@frontdesk/testkit/person';
import { type BrowserContext, type Page, chromium, expect } from '@playwright/test';

/** Somebody's own machine: a browser that may be ended and started again with everything it has stored. */
export class OwnDevice {
  readonly #folder = mkdtempSync(join(tmpdir(), 'frontdesk-device-'));
  readonly #url: string;
  #context: BrowserContext | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Starts the browser, the second time with what it had. */
  async start(): Promise<BrowserContext> {
    const executablePath = findChromium();
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      args: CHROMIUM_FLAGS,
      baseURL: this.#url,
      ...(executablePath ? { executablePath } : {}),
    });
    return this.#context;
  }

  /** Starts it and signs in. */
  async startAs({ email, password }: Pick<Person, 'email' | 'password'>): Promise<BrowserContext> {
    const context = await this.start();
    const answer = await context.request.post('/api/v1/auth/login', { data: { email, password } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return context;
  }

  newPage(): Promise<Page> {
    if (!this.#context) throw new Error('the browser is not started');
    return this.#context.newPage();
  }

  async end(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Everything that a start without a network needs is kept: the shell with its scripts, and the engine's files. */
export async function shellIsKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  const kept = () =>
    page.evaluate(async () => {
      const cache = await caches.open('frontdesk-named');
      return (await cache.keys()).filter(({ url }) => url.includes('/engine/')).length;
    });
  await expect.poll(kept, { timeout: 20_000 }).toBe(6);
}
