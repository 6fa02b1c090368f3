import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import type { Person } from '@frontdesk/testkit/person';
import { type BrowserContext, type Page, chromium, expect, test } from '@playwright/test';
import { FrontDoor } from './front-door.ts';
import { productUrl } from './screen.ts';

/** Somebody's own machine: a browser that may be ended and started again with everything it has stored. */
export class OwnDevice {
  /** The browser's profile. */
  readonly folder = mkdtempSync(join(tmpdir(), 'frontdesk-device-'));
  readonly #url: string;
  #context: BrowserContext | undefined;
  #cookies: Awaited<ReturnType<BrowserContext['cookies']>> = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Starts the browser, the second time with what it had. */
  async start(): Promise<BrowserContext> {
    const executablePath = findChromium();
    this.#context = await chromium.launchPersistentContext(this.folder, {
      args: CHROMIUM_FLAGS,
      baseURL: this.#url,
      ...(executablePath ? { executablePath } : {}),
    });
    await this.#context.addCookies(this.#cookies);
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

  /** One tab dies as when the system is out of memory, with its workers and without a last word. */
  async killTab(page: Page): Promise<void> {
    const died = page.waitForEvent('crash');
    const devtools = await page.context().newCDPSession(page);
    // Whoever is killed gives no answer.
    void devtools.send('Page.crash').catch(() => undefined);
    await died;
    await page.close();
  }

  /** The whole browser dies as with the power cut; {@link start} starts it with what it had written by then. */
  async kill(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (!context) throw new Error('the browser is not started');
    // Chromium writes cookies down within 30 s. Who has been at work for longer is still signed in.
    this.#cookies = await context.cookies();
    const ended = new Promise((resolve) => context.once('close', resolve));
    // Chromium's lock on its profile names its host and process: `<host>-<pid>`.
    const lock = readlinkSync(join(this.folder, 'SingletonLock'));
    process.kill(Number(lock.slice(lock.lastIndexOf('-') + 1)), 'SIGKILL');
    await ended;
  }

  async end(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  async dispose(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Gives each test of a file a device of its own, behind a door of its own to the shared product, and takes both away. `begin`: how
 * it is found by the test.
 */
export function eachWithDevice(begin: (device: OwnDevice) => Promise<unknown> = async () => null) {
  let own: { readonly door: FrontDoor; readonly device: OwnDevice } | undefined;
  const now = () => {
    if (!own) throw new Error('there is a device in tests only');
    return own;
  };
  test.beforeEach(async () => {
    const door = await FrontDoor.open(productUrl());
    own = { door, device: new OwnDevice(door.url) };
    await begin(own.device);
  });
  test.afterEach(async () => {
    const { door, device } = now();
    await device.dispose();
    await door.shut();
  });
  return {
    get door() {
      return now().door;
    },
    get device() {
      return now().device;
    },
  };
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
