import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS } from '@frontdesk/testkit/chromium';
import { type BrowserContext, type Page, chromium } from '@playwright/test';
import { watchEngine } from './engine-watch.ts';
import { watchPages } from './page-watch.ts';
import { type TaskNotes, watchTasks } from './task-watch.ts';

/** The product with a filled workspace, and who looks at it. */
export type BrowserPlace = {
  readonly url: string;
  /** Superuser on the product's database. */
  readonly databaseUrl: string;
  readonly browserPath: string;
  readonly organizationId: string;
  readonly email: string;
  readonly password: string;
  readonly conversations: number;
  readonly messages: number;
};

/** A browser with a profile of its own, which outlives it until {@link Device.dispose}. */
export class Device {
  readonly tasks: TaskNotes;
  readonly #folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-device-'));
  readonly #place: BrowserPlace;
  #context: BrowserContext | undefined;

  constructor(place: BrowserPlace, tasks: TaskNotes) {
    this.#place = place;
    this.tasks = tasks;
  }

  /** Starts the browser, the second time with what it had. Its first page is blank. */
  async start(): Promise<Page> {
    const context = await chromium.launchPersistentContext(this.#folder, {
      args: CHROMIUM_FLAGS,
      executablePath: this.#place.browserPath,
      baseURL: this.#place.url,
      viewport: { width: 1440, height: 900 },
    });
    this.#context = context;
    await watchEngine(context, this.#place.conversations);
    await watchPages(context);
    await watchTasks(context, this.tasks);
    return context.pages()[0] ?? context.newPage();
  }

  /** Starts it and signs in. */
  async startSignedIn(): Promise<Page> {
    const page = await this.start();
    const { email, password } = this.#place;
    const answer = await page
      .context()
      .request.post('/api/v1/auth/login', { data: { email, password } });
    if (!answer.ok()) throw new Error(`signing in: ${answer.status()} ${await answer.text()}`);
    return page;
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

/** Runs on a device that goes away afterwards. */
export async function onDevice<T>(
  place: BrowserPlace,
  tasks: TaskNotes,
  work: (device: Device) => Promise<T>,
): Promise<T> {
  const device = new Device(place, tasks);
  try {
    return await work(device);
  } finally {
    await device.dispose();
  }
}
