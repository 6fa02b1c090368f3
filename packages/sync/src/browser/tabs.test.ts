import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../engine/journal.ts';
import type { LinkOptions } from './testing/link-page.ts';
import './testing/page-globals.ts';
import { PLAIN_HOST } from './testing/served-modules.ts';
import { inChromium } from './testing/in-chromium.ts';

const chrome = inChromium();

const openLink = (page: Page, options: LinkOptions): Promise<void> =>
  page.evaluate((given) => {
    globalThis.tab = new globalThis.subject.LinkedTab(given);
  }, options);

/** A tab that has found a leader. */
async function openTab(options: LinkOptions = {}, origin = chrome.served.url): Promise<Page> {
  const page = await chrome.context.newPage();
  await page.goto(`${origin}/?module=/sync/browser/testing/link-page.ts`);
  await openLink(page, options);
  await page.waitForFunction(() => globalThis.tab.term > 0);
  return page;
}

/** The term of the leader that saved it. */
const mutate = (page: Page, uid: string): Promise<number> =>
  page.evaluate((name) => globalThis.tab.mutate(name), uid);

const reaches = (page: Page, term: number): Promise<unknown> =>
  page.waitForFunction((wanted) => globalThis.tab.term >= wanted, term);

/** What the journal holds, read past whoever leads. */
async function journaled(): Promise<readonly string[]> {
  const page = await chrome.context.newPage();
  await page.goto(chrome.served.url);
  const entries = await page.evaluate(async () => {
    const request = indexedDB.open('sync-journal:ann');
    await new Promise((resolve) => request.addEventListener('success', resolve));
    const all = request.result.transaction('entries').objectStore('entries').getAll();
    await new Promise((resolve) => all.addEventListener('success', resolve));
    return all.result as readonly JournalEntry[];
  });
  await page.close();
  return entries.toSorted((a, b) => a.mid - b.mid).map(({ mid, uid }) => `${mid}:${uid}`);
}

describe.each([{ hasSwitchboard: true }, { hasSwitchboard: false }])(
  'several tabs of one browser, with a switchboard: $hasSwitchboard',
  (options) => {
    it('rule 130: have one leader, whose term every one of them is told', async () => {
      const first = await openTab(options);
      const second = await openTab(options);
      expect(await mutate(first, 'u1')).toBe(1);
      expect(await mutate(second, 'u2')).toBe(1);
      expect(await journaled()).toEqual(['1:u1', '2:u2']);
    });

    it('rule 130: that begin at the same moment have one leader too', async () => {
      const tabs = await Promise.all(Array.from({ length: 4 }, () => openTab(options)));
      const terms = await Promise.all(tabs.map((tab, at) => mutate(tab, `u${at}`)));
      expect(new Set(terms).size).toBe(1);
      expect(await journaled()).toHaveLength(4);
    });

    it.each(['closed', 'crashed', 'navigated away'] as const)(
      'scenario 9: the leader is %s: another leads, and everything that was asked is answered once',
      async (end) => {
        const leader = await openTab(options);
        const tabs = [await openTab(options), await openTab(options), await openTab(options)];
        const asked = tabs.map((tab, at) => mutate(tab, `before-${at}`));
        await endLeader(leader, end);
        asked.push(...tabs.map((tab, at) => mutate(tab, `after-${at}`)));
        const terms = await Promise.all(asked);
        expect(Math.max(...terms)).toBe(2);
        const uids = (await journaled()).map((one) => one.split(':')[1]);
        expect(new Set(uids).size).toBe(6);
        expect(uids).toHaveLength(6);
      },
    );
  },
);

async function endLeader(
  leader: Page,
  end: 'closed' | 'crashed' | 'navigated away',
): Promise<void> {
  switch (end) {
    case 'closed':
      return leader.close();
    case 'crashed': {
      const session = await chrome.context.newCDPSession(leader);
      const crashed = leader.waitForEvent('crash');
      session.send('Page.crash').catch(() => undefined);
      await crashed;
      return;
    }
    case 'navigated away':
      await leader.goto('about:blank');
  }
}

describe('a leader that stands still', () => {
  it('scenario 9: hung in a loop is robbed, and what it was asked goes to the next', async () => {
    const leader = await openTab({ speed: 20 });
    const other = await openTab({ speed: 20 });
    await leader.evaluate(() => globalThis.tab.command('hang', 30_000));
    expect(await mutate(other, 'u1')).toBe(2);
    expect(await mutate(leader, 'u2')).toBe(2);
    expect(await journaled()).toEqual(['1:u1', '2:u2']);
  });

  it('rule 134: whose worker threw is followed by another, and its page gets a new worker', async () => {
    const leader = await openTab();
    const other = await openTab();
    await leader.evaluate(() => globalThis.tab.command('crash'));
    await reaches(other, 2);
    expect(await mutate(leader, 'u1')).toBe(2);
    await other.close();
    await reaches(leader, 3);
    expect(await mutate(leader, 'u2')).toBe(3);
  });
});

describe('who leads in a browser', () => {
  it('rule 132: a leader that nobody sees makes way for a tab in view, in good order', async () => {
    const leader = await openTab({ speed: 20 });
    const other = await openTab({ speed: 20 });
    await leader.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await reaches(other, 2);
    expect(await mutate(leader, 'u1')).toBe(2);
    await other.close();
    await reaches(leader, 3);
  });

  it('rule 133: a newer build takes the lead at once, and older tabs are told to load anew', async () => {
    const older = await openTab({ build: '1.9.0' });
    const newer = await openTab({ build: '1.10.0' });
    await reaches(older, 2);
    expect(await mutate(newer, 'u1')).toBe(2);
    await older.waitForFunction(() => globalThis.tab.outdated.length > 0);
    expect(await older.evaluate(() => globalThis.tab.outdated)).toContain('1.10.0');
    expect(await newer.evaluate(() => globalThis.tab.outdated)).toEqual([]);
    expect(await newer.evaluate(() => globalThis.tab.leaders.at(-1)?.build)).toBe('1.10.0');
  });

  it('rule 130: a link that is closed gives the lead up at once', async () => {
    const leader = await openTab();
    const other = await openTab();
    await leader.evaluate(() => globalThis.tab.link.close());
    await reaches(other, 2);
    expect(await mutate(other, 'u1')).toBe(2);
  });

  it('rule 88: without Web Locks each tab leads itself with a journal of its own', async () => {
    const origin = chrome.served.url.replace('127.0.0.1', PLAIN_HOST);
    const first = await openTab({}, origin);
    const second = await openTab({}, origin);
    expect(await first.evaluate(() => 'locks' in navigator)).toBe(false);
    expect(await mutate(first, 'u1')).toBe(1);
    expect(await mutate(second, 'u2')).toBe(1);
    await first.reload();
    await openLink(first, {});
    await first.waitForFunction(() => globalThis.tab.term > 0);
    expect(await mutate(first, 'u3')).toBe(2);
  });
});
