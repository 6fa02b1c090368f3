import type { Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalImage } from '../engine/journal.ts';
import './testing/page-globals.ts';
import { inChromium } from './testing/in-chromium.ts';

const chrome = inChromium();

async function pageWith(module: string): Promise<Page> {
  const page = await chrome.context.newPage();
  await page.goto(`${chrome.served.url}/?module=/sync/browser/${module}.ts`);
  return page;
}

async function open(owner: string): Promise<{ readonly page: Page; readonly image: JournalImage }> {
  const page = await pageWith('indexed-db-journal');
  const image = await page.evaluate(async (of) => {
    globalThis.journal = await globalThis.subject.IndexedDbJournal.connect(of);
    return globalThis.journal.open(() => `replica of ${of}`);
  }, owner);
  return { page, image };
}

const entry = (mid: number, uid: string): JournalEntry => ({
  mid,
  uid,
  name: 'ticket.rank',
  version: 1,
  args: { id: 't1' },
  clientAt: '2026-01-01T00:00:00.000Z',
  after: [],
});

const uids = ({ entries }: JournalImage): string[] =>
  entries.map(({ mid, uid }) => `${mid}:${uid}`);

type FormerMutation = JournalEntry & { readonly replicaId: string };

/** What a page of the build before the journal left: its database, and its lock while it is open. */
async function formerPage(
  replicaId: string,
  mutations: readonly JournalEntry[],
  owner = 'ann',
): Promise<Page> {
  const page = await chrome.context.newPage();
  await page.goto(chrome.served.url);
  const records = mutations.map((one): FormerMutation => ({ ...one, replicaId }));
  await page.evaluate(
    async ([replica, all]) => {
      await new Promise<void>((held) => {
        void navigator.locks.request(`sync-replica:${replica.replicaId}`, () => {
          held();
          return new Promise(() => undefined);
        });
      });
      const request = indexedDB.open('sync-pending', 1);
      request.addEventListener('upgradeneeded', () => {
        request.result.createObjectStore('replicas', { keyPath: 'replicaId' });
        const store = request.result.createObjectStore('mutations', { keyPath: 'uid' });
        store.createIndex('replicaId', 'replicaId');
      });
      await new Promise((resolve) => request.addEventListener('success', resolve));
      const transaction = request.result.transaction(['replicas', 'mutations'], 'readwrite');
      transaction.objectStore('replicas').put(replica);
      for (const one of all) transaction.objectStore('mutations').put(one);
      await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    },
    [{ replicaId, owner, nextMid: mutations.length + 1 }, records] as const,
  );
  return page;
}

/** But for an empty one by which Chromium is made to tidy up, which comes and goes. */
async function databasesIn(page: Page): Promise<string[]> {
  const all = await page.evaluate(() => indexedDB.databases());
  return all.flatMap(({ name = '' }) => (name.startsWith('sync-sweep-') ? [] : [name]));
}

describe('work that a build before the journal left unsent', () => {
  it('rule 87: is taken over when its page is gone, once, numbered on, with its uids', async () => {
    const first = await formerPage('f1', [entry(4, 'u4'), entry(5, 'u5')]);
    const second = await formerPage('f2', [entry(1, 'v1')]);
    await first.close();
    const { image, page } = await open('ann');
    expect(uids(image)).toEqual(['1:u4', '2:u5']);
    await Promise.all([second.close(), page.close()]);
    const { image: later } = await open('ann');
    expect(uids(later)).toEqual(['1:u4', '2:u5', '3:v1']);
    expect(later.nextMid).toBe(4);
    expect(await formerMutations()).toBe(0);
  });

  it('rule 87: that was refused stays refused, and another user of this browser gets none of it', async () => {
    const result = { mid: 1, uid: 'u1', status: 'rejected' as const, code: 'NOT_FOUND' };
    const former = await formerPage('f1', [{ ...entry(1, 'u1'), result }, entry(2, 'u2')]);
    await former.close();
    expect((await open('bob')).image.entries).toEqual([]);
    const { entries } = (await open('ann')).image;
    expect(entries[0]).toMatchObject({ uid: 'u1', result, acked: { epoch: '', seq: 0 } });
    expect(entries[1]).toEqual(entry(1, 'u2'));
  });

  it('rule 87: leaves no database behind where there was none', async () => {
    const { page } = await open('ann');
    const names = await page.evaluate(async () =>
      (await indexedDB.databases()).map(({ name }) => name),
    );
    expect(names).toContain('sync-journal:ann');
    expect(names).not.toContain('sync-pending');
  });
});

describe('work of tabs that had a journal of their own', () => {
  async function tab(name: string, uid: string): Promise<Page> {
    const { page } = await open(`ann#${name}`);
    await page.evaluate((one) => globalThis.journal.append([one]), entry(1, uid));
    return page;
  }

  /** A page that says of a journal that it is in use. */
  async function claim(tab: string): Promise<{ readonly page: Page; readonly owner: string }> {
    const page = await pageWith('abandoned-journals');
    const owner = await page.evaluate((of) => globalThis.subject.claimAloneOwner('ann', of), tab);
    return { page, owner };
  }

  it('rule 88: belong to one page each, also where a tab was duplicated', async () => {
    const first = await claim('t1');
    const second = await claim('t1');
    expect(first.owner).toBe('ann#t1');
    expect(second.owner).toMatch(/^ann#/);
    expect(second.owner).not.toBe(first.owner);
  });

  it('rule 88: is left alone while they say that they are there, and taken over when they are gone', async () => {
    const claimed = await claim('t1');
    await tab('t1', 'u1');
    const { page, image } = await open('ann#t2');
    expect(image.entries).toEqual([]);
    await Promise.all([claimed.page.close(), page.close()]);
    expect(uids((await open('ann#t3')).image)).toEqual(['1:u1']);
  });

  it('rule 98: is deleted with the rest of what its user has here, and nobody else\u2019s', async () => {
    await (await tab('t1', 'u1')).close();
    await open('anna');
    const page = await pageWith('indexed-db-journal');
    await page.evaluate(() => globalThis.subject.deleteJournal('ann'));
    expect(await databasesIn(page)).toEqual(['sync-journal:anna']);
  });

  it('rule 88: that only seemed to be gone stand down', async () => {
    const silent = await tab('t1', 'u1');
    expect(uids((await open('ann#t2')).image)).toEqual(['1:u1']);
    const refused = await silent.evaluate(
      (one) => globalThis.journal.append([one]).catch((error: Error) => error.name),
      entry(2, 'u2'),
    );
    expect(refused).toBe('StandDown');
  });
});

async function formerMutations(): Promise<number> {
  const page = await chrome.context.newPage();
  await page.goto(chrome.served.url);
  return page.evaluate(async () => {
    const request = indexedDB.open('sync-pending');
    await new Promise((resolve) => request.addEventListener('success', resolve));
    const count = request.result.transaction('mutations').objectStore('mutations').count();
    await new Promise((resolve) => count.addEventListener('success', resolve));
    return count.result;
  });
}
