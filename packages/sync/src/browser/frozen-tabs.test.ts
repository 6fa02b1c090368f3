import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskServer } from './testing/desk-server.ts';
import { RawBrowser, type RawPage } from './testing/raw-browser.ts';
import { serveModules, type Served } from './testing/served-modules.ts';

// Several pages of a real browser, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let served: Served;
let browser: RawBrowser;

beforeAll(async () => {
  served = await serveModules();
});

afterAll(() => served?.close());

beforeEach(async () => {
  browser = await RawBrowser.start();
  return () => browser.close();
});

/** Fast, and a machine that is busy for a second is not yet taken for one that slept (6 s of this clock). */
const FAST = 5;

/** The leader takes in nothing for so long, in ms: it is frozen by then. */
const HANG_MS = 3_000;

/** A tab that has found a leader; its worker's clock runs so many times as fast. */
async function openTab(speed = 1): Promise<RawPage> {
  const page = await browser.open(`${served.url}/?module=/sync/browser/testing/link-page.ts`);
  await page.until('globalThis.subject !== undefined');
  await page.evaluate(`globalThis.tab = new subject.LinkedTab({ speed: ${speed} }), null`);
  await page.until('tab.term > 0');
  return page;
}

const mutate = (page: RawPage, uid: string): Promise<unknown> =>
  page.evaluate(`tab.mutate('${uid}')`);

async function freeze(page: RawPage, other: RawPage): Promise<void> {
  await other.show();
  await page.until(`document.visibilityState === 'hidden'`);
  await page.setLifecycle('frozen');
}

async function thaw(page: RawPage): Promise<void> {
  await page.setLifecycle('active');
  await page.show();
}

/** What the journal holds, read past whoever leads. */
async function journaled(): Promise<unknown> {
  const page = await browser.open(served.url);
  await page.until(`location.protocol === 'http:'`);
  return page.evaluate(`(async () => {
    const request = indexedDB.open('sync-journal:ann');
    await new Promise((resolve) => request.addEventListener('success', resolve));
    const all = request.result.transaction('entries').objectStore('entries').getAll();
    await new Promise((resolve) => all.addEventListener('success', resolve));
    return all.result.toSorted((a, b) => a.mid - b.mid).map(({ mid, uid }) => mid + ':' + uid);
  })()`);
}

describe('a leader whose tab is frozen', () => {
  it('scenario 9: ends its worker at once, so that another leads, and follows when it goes on', async () => {
    // On clocks so slow that this test would be over before a lock could be taken by force.
    const leader = await openTab(0.1);
    const other = await openTab(0.1);
    await freeze(leader, other);
    await other.until('tab.term === 2');
    expect(await mutate(other, 'u1')).toBe(2);
    await thaw(leader);
    expect(await mutate(leader, 'u2')).toBe(2);
    expect(await journaled()).toEqual(['1:u1', '2:u2']);
  });

  it('scenario 10: frozen with its worker, robbed and thawed, writes nothing and follows', async () => {
    const leader = await openTab(FAST);
    // As where a whole process is stopped: the page hears of nothing.
    await leader.evaluate(
      `addEventListener('freeze', (event) => event.stopImmediatePropagation(), { capture: true })`,
    );
    const other = await openTab(FAST);
    // On its way to the leader when it stops: it is written by whoever leads then, and once. Not in the middle of a transaction,
    // which Chromium would not freeze: it holds up every other leader's journal.
    await leader.evaluate(`tab.command('hang', ${HANG_MS}), void tab.mutate('u1')`);
    await freeze(leader, other);
    await other.until('tab.term === 2');
    expect(await mutate(other, 'u2')).toBe(2);
    await thaw(leader);
    // Whoever leads by then: the other tab is out of view now, on a clock that runs fast.
    expect(await mutate(leader, 'u3')).toBeGreaterThanOrEqual(2);
    expect(await journaled()).toEqual(['1:u2', '2:u1', '3:u3']);
  });

  it('scenario 10: with the real engine: work that it had taken is sent by the next leader, and by it alone', async () => {
    const server = await DeskServer.start();
    const open = async (): Promise<RawPage> => {
      const page = await browser.open(`${server.url}/?module=/sync/browser/testing/desk-page.ts`);
      await page.until('globalThis.subject !== undefined');
      await page.evaluate(`globalThis.desk = subject.openDesk('speed=${FAST}'), null`);
      await page.until('desk.client.status.get().complete');
      return page;
    };
    const remark = (page: RawPage, id: string): Promise<unknown> =>
      page.evaluate(`desk.client.mutate('remark.make', { id: '${id}', ticketId: 't1' }).uid`);
    const settled = (page: RawPage): Promise<void> =>
      page.until('desk.client.status.get().pending === 0');
    const leader = await open();
    await leader.evaluate(
      `addEventListener('freeze', (event) => event.stopImmediatePropagation(), { capture: true })`,
    );
    const other = await open();
    server.isAway = true;
    const uids = [await remark(leader, 'r1'), await remark(other, 'r2')];
    await leader.until('desk.client.status.get().unsaved === 0');
    await freeze(leader, other);
    server.isAway = false;
    uids.push(await remark(other, 'r3'));
    await settled(other);
    await thaw(leader);
    uids.push(await remark(leader, 'r4'));
    await settled(leader);
    expect(server.effects).toEqual(Object.fromEntries(uids.map((uid) => [uid, 1])));
    await server.close();
  });
});
