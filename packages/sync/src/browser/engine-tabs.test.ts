import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskServer } from './testing/desk-server.ts';
import './testing/page-globals.ts';
import { launchChromium } from './testing/served-modules.ts';

// Several pages of a real browser, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: DeskServer;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  server = await DeskServer.start();
  context = await browser.newContext();
  return async () => {
    await context.close();
    await server.close();
  };
});

async function newTab(worker = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${server.url}/?module=/sync/browser/testing/desk-page.ts`);
  await page.evaluate((told) => {
    globalThis.desk = globalThis.subject.openDesk(told);
  }, worker);
  return page;
}

/** A tab that is current. */
async function openTab(worker = ''): Promise<Page> {
  const page = await newTab(worker);
  await page.waitForFunction(() => globalThis.desk.client.status.get().complete);
  return page;
}

/** Makes remarks at once; answers their uids. */
const remark = (page: Page, ...ids: readonly string[]): Promise<string[]> =>
  page.evaluate(
    (all) =>
      all.map((id) => globalThis.desk.client.mutate('remark.make', { id, ticketId: 't1' }).uid),
    ids,
  );

const saved = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => globalThis.desk.client.status.get().unsaved === 0);

const settled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => globalThis.desk.client.status.get().pending === 0);

/** Every one of them took effect exactly once. */
const tookEffectOnce = (uids: readonly string[]): Promise<void> =>
  vi.waitFor(
    () => expect(server.effects).toEqual(Object.fromEntries(uids.map((uid) => [uid, 1]))),
    { timeout: 15_000 },
  );

const END: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  closed: (page) => page.close(),
  crashed: async (page) => {
    const session = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined);
    await crashed;
  },
  reloaded: (page) => page.reload(),
};

describe('the engine in several tabs', () => {
  it('scenario 9: leaders end one after another among five tabs: each change takes effect once, and every tab shows it', async () => {
    const tabs = [await openTab()];
    for (let at = 1; at < 5; at += 1) tabs.push(await openTab());
    const uids: string[] = [];
    for (const [way, end] of Object.entries(END)) {
      for (const [at, tab] of tabs.entries()) {
        uids.push(...(await remark(tab, `${way}-${at}-1`, `${way}-${at}-2`)));
      }
      // Those that only this tab has heard of end with it: nobody was told that they are saved.
      await saved(tabs[0]!);
      await end(tabs[0]!);
      tabs.shift();
    }
    await Promise.all(tabs.map(settled));
    await tookEffectOnce(uids);
    for (const tab of tabs) {
      await tab.evaluate(() => globalThis.desk.client.hold('t1').subscribe(() => undefined));
      await tab.waitForFunction(() => {
        const { store } = globalThis.desk.client;
        return store.row('remarks', 'reloaded-0-2').get() !== undefined;
      });
    }
  });

  it.each([
    'before it is written',
    'after it was written',
    'before it is sent',
    'after it was sent',
    'before its end is written',
    'after its end was written',
  ])(
    'scenario 4: the leader ends %s: the change takes effect once, and its tab hears of it',
    async (dieAt) => {
      const leader = await openTab(`dieAt=${encodeURIComponent(dieAt)}`);
      const other = await openTab();
      const uids = await remark(leader, 'r1');
      await settled(leader);
      await tookEffectOnce(uids);
      uids.push(...(await remark(other, 'r2')));
      await Promise.all([settled(leader), settled(other)]);
      await tookEffectOnce(uids);
      // A next leader may have to ask once more what became of it: in the end nobody waits, and nothing was refused.
      await leader.waitForFunction(() => {
        const { pending, refused } = globalThis.desk.client;
        return pending.get().length + refused.get().length === 0;
      });
    },
  );

  it('scenario 4: what was said to be saved is sent by whoever opens the browser next', async () => {
    const page = await openTab();
    server.isAway = true;
    const uids = await remark(page, 'r1', 'r2', 'r3');
    await saved(page);
    await page.close();
    server.isAway = false;
    await settled(await openTab());
    await tookEffectOnce(uids);
  });

  it('scenario 11: a journal that cannot be opened takes nothing as saved, says so, and goes on once it can', async () => {
    const page = await newTab('speed=20&broken');
    const [uid] = await remark(page, 'r1');
    await page.waitForFunction(() => globalThis.desk.client.status.get().journal === 'failed');
    expect(await page.evaluate(() => globalThis.desk.client.pending.get())).toMatchObject([
      { uid, saved: false, args: { id: 'r1' } },
    ]);
    expect(server.effects).toEqual({});
    await page.evaluate(() => globalThis.desk.mend());
    await page.waitForFunction(() => globalThis.desk.client.status.get().journal === 'kept');
    await settled(page);
    await tookEffectOnce([uid!]);
  });

  it('rule 89: where the browser keeps nothing work is sent all the same, and nobody is told that it is kept', async () => {
    const page = await openTab('private');
    expect(await page.evaluate(() => globalThis.desk.client.status.get().journal)).toBe('volatile');
    const uids = await remark(page, 'r1');
    await settled(page);
    await tookEffectOnce(uids);
  });

  it('rule 89: the browser is asked once to keep what is stored, when there is work', async () => {
    await context.addInitScript(() => {
      globalThis.StorageManager.prototype.persist = async () => {
        const asked = Number(sessionStorage.getItem('asked') ?? 0) + 1;
        sessionStorage.setItem('asked', String(asked));
        return false;
      };
    });
    const page = await openTab();
    const asked = (): Promise<string | null> =>
      page.evaluate(() => sessionStorage.getItem('asked'));
    expect(await asked()).toBeNull();
    await remark(page, 'r1', 'r2');
    await settled(page);
    expect(await asked()).toBe('1');
  });
});
