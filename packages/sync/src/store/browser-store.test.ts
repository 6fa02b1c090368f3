import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveStores } from './testing/store-server.ts';
import type { StorePage } from './testing/store-page.ts';
import type { LocalStore } from './local-store.ts';

declare global {
  var stores: StorePage;
  var store: LocalStore;
}

const SECONDS = 60_000;

let server: Awaited<ReturnType<typeof serveStores>>;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  server = await serveStores();
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: CHROMIUM_FLAGS,
    ...(executablePath ? { executablePath } : {}),
  });
}, SECONDS);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  return () => context.close();
});

async function visit(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => 'stores' in globalThis);
  return page;
}

/** Opens the store in a page of its own, and answers the seq that it stands at. */
async function open(release = 'r1'): Promise<{ page: Page; seq: number | null }> {
  const page = await visit();
  const seq = await page.evaluate(async (of) => {
    globalThis.store = globalThis.stores.start('org:ann', of);
    const { place } = await globalThis.store.open();
    return place?.cursor?.seq ?? null;
  }, release);
  return { page, seq };
}

const write = (page: Page, seq: number): Promise<number> =>
  page.evaluate(async (at) => {
    const { commitOf, frame, put, page: pageRow, notebook } = globalThis.stores.notebook;
    const rows = [
      put(at, 'notebooks', notebook('n1', { rev: at })),
      put(at, 'pages', pageRow('p1'), 1),
    ];
    await globalThis.store.commit(commitOf(at, [frame(rows)]));
    const { rows: hits } = await globalThis.store.search({ kind: 'page', text: 'page', limit: 5 });
    return hits.length;
  }, seq);

const directories = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const stores = await root.getDirectoryHandle('sync-stores');
    const names: string[] = [];
    const owner = await stores.getDirectoryHandle('org_ann');
    for await (const name of owner.keys()) if (name.startsWith('pg-')) names.push(name);
    return names;
  });

/** The store of this page takes rows and has them at the next start, in the one directory that there is. */
async function goesOn(page: Page): Promise<void> {
  expect(await write(page, 8)).toBe(1);
  await page.evaluate(() => globalThis.store.close());
  const next = await open();
  expect(next.seq).toBe(8);
  expect(await directories(next.page)).toHaveLength(1);
}

/** Does something to the files of the owner's database while no worker has them. */
const spoil = (page: Page, how: 'state' | 'files'): Promise<void> =>
  page.evaluate(async (what) => {
    const root = await navigator.storage.getDirectory();
    const stores = await root.getDirectoryHandle('sync-stores');
    const owner = await stores.getDirectoryHandle('org_ann');
    for await (const name of owner.keys()) {
      if (!name.startsWith('pg-')) continue;
      const directory = await owner.getDirectoryHandle(name);
      const data = await directory.getDirectoryHandle('data');
      const files = what === 'state' ? [await directory.getFileHandle('state.txt')] : [];
      if (what === 'files') {
        for await (const file of data.values()) files.push(file as FileSystemFileHandle);
      }
      for (const file of files) {
        const { size } = await file.getFile();
        if (size === 0) continue;
        const writable = await file.createWritable({ keepExistingData: true });
        await writable.truncate(Math.floor(size / 2));
        await writable.close();
      }
    }
  }, how);

describe('rule 74: the store in a browser', () => {
  it(
    'is made from the prebuilt directory and goes on after its page has died',
    async () => {
      const { page, seq } = await open();
      expect(seq).toBeNull();
      expect(await write(page, 7)).toBe(1);
      await page.close();
      const again = await open();
      expect(again.seq).toBe(7);
      await goesOn(again.page);
    },
    SECONDS,
  );

  it.each(['state', 'files'] as const)(
    'is made anew where its %s are torn',
    async (what) => {
      const { page } = await open();
      await write(page, 7);
      await page.evaluate(() => globalThis.store.close());
      await spoil(page, what);
      const again = await open();
      expect(again.seq).toBeNull();
      await goesOn(again.page);
    },
    SECONDS,
  );

  it(
    'is made anew where nothing says that it was ever good',
    async () => {
      const { page } = await open();
      await write(page, 7);
      await page.evaluate(async () => {
        await globalThis.store.close();
        await new globalThis.stores.BrowserNotes('org:ann').remove();
      });
      const again = await open();
      expect(again.seq).toBeNull();
      await goesOn(again.page);
    },
    SECONDS,
  );

  it(
    'is left alone after three failures, until another release',
    async () => {
      const page = await visit();
      await page.evaluate(() =>
        new globalThis.stores.BrowserNotes('org:ann').write({
          directory: null,
          generation: 3,
          attempts: 3,
          release: 'r1',
        }),
      );
      await expect(open('r1')).rejects.toThrow('given up after 3 attempts');
      expect((await open('r2')).seq).toBeNull();
    },
    SECONDS,
  );
});
