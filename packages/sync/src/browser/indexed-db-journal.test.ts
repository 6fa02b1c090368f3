import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalImage, SettledEntry } from '../engine/journal.ts';
import './testing/page-globals.ts';
import { startKillable } from './testing/served-modules.ts';
import { inChromium } from './testing/in-chromium.ts';

const chrome = inChromium();

async function newPage(within = chrome.context): Promise<Page> {
  const page = await within.newPage();
  await page.goto(`${chrome.served.url}/?module=/sync/browser/indexed-db-journal.ts`);
  return page;
}

async function contextOf(address: string): Promise<BrowserContext> {
  // One that has just started, beside others, may leave the first who asks without an answer.
  const again = (): Promise<Browser> => chromium.connectOverCDP(address);
  const killable = await chromium.connectOverCDP(address, { timeout: 10_000 }).catch(again);
  return killable.contexts()[0]!;
}

/** Opens the owner's journal in a page of its own; a replica id that it makes is `fresh`. */
async function open(
  fresh = 'r1',
  owner = 'ann',
): Promise<{ readonly page: Page; readonly image: JournalImage }> {
  const page = await newPage();
  return { page, image: await openIn(page, fresh, owner) };
}

const openIn = (page: Page, fresh = 'r1', owner = 'ann'): Promise<JournalImage> =>
  page.evaluate(
    async ([name, of]) => {
      globalThis.journal = await globalThis.subject.IndexedDbJournal.connect(of ?? '');
      return globalThis.journal.open(() => name ?? '');
    },
    [fresh, owner],
  );

const entry = (mid: number, uid: string): JournalEntry => ({
  mid,
  uid,
  name: 'ticket.rank',
  version: 1,
  args: { id: 't1', rank: 1 },
  clientAt: '2026-01-01T00:00:00.000Z',
  after: [],
});

const applied = (mid: number, uid: string): SettledEntry => ({
  uid,
  result: { mid, uid, status: 'applied', data: { row: 'with everything in it' } },
  acked: { epoch: 'e1', seq: 7, replicaId: 'r1', at: '2026-01-01T00:00:01.000Z' },
});

/** The name of what the call rejected with; null when it did not. */
const append = (page: Page, ...entries: readonly JournalEntry[]): Promise<string | null> =>
  page.evaluate(
    (all) =>
      globalThis.journal.append(all).then(
        () => null,
        (error: Error) => error.name,
      ),
    entries,
  );

const uids = ({ entries }: JournalImage): string[] =>
  entries.map(({ mid, uid }) => `${mid}:${uid}`);

describe('the journal in a browser', () => {
  it('I7: outlives the page, with its replica id and numbers; rule 33: each opening raises the term', async () => {
    const { page, image } = await open('r1');
    expect(image).toEqual({ replicaId: 'r1', term: 1, nextMid: 1, entries: [] });
    expect(await append(page, entry(1, 'u1'), entry(2, 'u2'))).toBeNull();
    await page.close();
    expect((await open('r2')).image).toEqual({
      replicaId: 'r1',
      term: 2,
      nextMid: 3,
      entries: [entry(1, 'u1'), entry(2, 'u2')],
    });
  });

  it('rule 85: every transaction asks the disk for strict durability', async () => {
    const page = await newPage();
    const asked = await page.evaluate(async () => {
      const seen: unknown[] = [];
      const original = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (stores, mode, options) {
        if (mode === 'readwrite') seen.push(options?.durability);
        return original.call(this, stores, mode, options);
      };
      const { IndexedDbJournal: Journal } = globalThis.subject;
      const journal = await Journal.connect('ann');
      await journal.open(() => 'r1');
      await journal.remove(['u1']);
      return seen;
    });
    expect(asked).toEqual(['strict', 'strict']);
  });

  it('rule 85: what is asked while a transaction is written goes in one more', async () => {
    const { page } = await open();
    const transactions = await page.evaluate(
      async (all) => {
        let begun = 0;
        const original = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...args) {
          begun += 1;
          return original.apply(this, args);
        };
        await Promise.all(all.map((one) => globalThis.journal.append([one])));
        return begun;
      },
      Array.from({ length: 50 }, (_, at) => entry(at + 1, `u${at + 1}`)),
    );
    expect(transactions).toBe(2);
    expect((await open()).image.entries).toHaveLength(50);
  });

  it('rule 33: a leader whose term is over writes nothing more, whatever it asks', async () => {
    const { page: former } = await open();
    await append(former, entry(1, 'u1'));
    const { page: leader } = await open();
    const refused = await former.evaluate(
      async (late) => {
        const { journal } = globalThis;
        const tried = await Promise.allSettled([
          journal.append([late]),
          journal.settle([]),
          journal.remove(['u1']),
          journal.renumber({ replicaId: 'r9', nextMid: 1, entries: [] }),
          journal.check(),
        ]);
        return tried.map((one) => (one.status === 'rejected' ? one.reason.name : 'written'));
      },
      entry(2, 'late'),
    );
    expect(refused).toEqual(Array.from({ length: 5 }, () => 'StandDown'));
    expect(await append(leader, entry(2, 'u2'))).toBeNull();
    expect(uids((await open()).image)).toEqual(['1:u1', '2:u2']);
  });

  it('rule 33: a uid that is known changes nothing, and a number that does not go on is refused', async () => {
    const { page } = await open();
    expect(await append(page, entry(1, 'u1'))).toBeNull();
    expect(await append(page, entry(1, 'u1'), entry(2, 'u2'))).toBeNull();
    expect(await append(page, entry(4, 'u4'))).toBe('Error');
    expect(await append(page, entry(3, 'u3'))).toBeNull();
    expect((await open()).image).toMatchObject({ nextMid: 4 });
  });

  it('rule 86: an acknowledged entry keeps its arguments for the archive, and no rows of the answer', async () => {
    const { page } = await open();
    await append(page, entry(1, 'u1'), entry(2, 'u2'));
    await page.evaluate((one) => globalThis.journal.settle([one]), applied(1, 'u1'));
    const { entries } = (await open()).image;
    expect(entries[0]).toEqual({
      ...entry(1, 'u1'),
      acked: applied(1, 'u1').acked,
      result: { mid: 1, uid: 'u1', status: 'applied' },
    });
    expect(entries[1]).toEqual(entry(2, 'u2'));
  });

  it('rule 2: under a new replica id exactly the given entries wait; archived ones stay and sort first', async () => {
    const { page } = await open();
    await append(page, entry(1, 'u1'), entry(2, 'u2'), entry(3, 'u3'));
    await page.evaluate((one) => globalThis.journal.settle([one]), applied(2, 'u2'));
    const next = { replicaId: 'r9', nextMid: 2, entries: [entry(1, 'u3')] };
    await page.evaluate((image) => globalThis.journal.renumber(image), next);
    const { image } = await open();
    expect(image).toMatchObject({ replicaId: 'r9', nextMid: 2 });
    expect(uids(image)).toEqual(['2:u2', '1:u3']);
  });

  it('rule 26: of another user of this browser is another one', async () => {
    const { page } = await open('r1', 'ann');
    await append(page, entry(1, 'u1'));
    expect((await open('r2', 'bob')).image.entries).toEqual([]);
  });

  it('rule 86: is forgotten when it is deleted, and whoever has it open stands down', async () => {
    const { page } = await open();
    await append(page, entry(1, 'u1'));
    const other = await newPage();
    await other.evaluate(() => globalThis.subject.deleteJournal('ann'));
    expect(await append(page, entry(2, 'u2'))).toBe('StandDown');
    expect((await open('r2')).image).toMatchObject({ replicaId: 'r2', entries: [] });
  });
});

describe('the journal when the browser is killed or takes its storage away', () => {
  it('scenario 4: what was said to be saved is there after the whole browser was killed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'journal-'));
    const first = await startKillable(profile);
    const page = await newPage(await contextOf(first.address));
    await openIn(page);
    await append(page, entry(1, 'u1'), entry(2, 'u2'));
    await first.kill();
    const second = await startKillable(profile);
    const image = await openIn(await newPage(await contextOf(second.address)), 'r2');
    await second.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    expect(image).toMatchObject({ replicaId: 'r1', nextMid: 3 });
    expect(uids(image)).toEqual(['1:u1', '2:u2']);
  });

  it('scenario 4: what was said to be saved is there after its page crashed', async () => {
    const { page } = await open();
    await append(page, entry(1, 'u1'));
    const session = await chrome.context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    // A page that is gone answers nothing.
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    expect(uids((await open()).image)).toEqual(['1:u1']);
  });

  it('scenario 12: a connection that was dropped in the background is opened anew before the first write', async () => {
    const page = await newPage();
    await page.evaluate(() => {
      globalThis.connections = [];
      const original = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...args) {
        const request = original.apply(this, args);
        request.addEventListener('success', () => globalThis.connections.push(request.result));
        return request;
      };
    });
    await openIn(page);
    await append(page, entry(1, 'u1'));
    await page.evaluate(() => globalThis.connections.forEach((one) => one.close()));
    expect(await append(page, entry(2, 'u2'))).toBeNull();
    await page.evaluate(async () => {
      globalThis.connections.forEach((one) => one.close());
      await globalThis.journal.check();
    });
    expect(await append(page, entry(3, 'u3'))).toBeNull();
    expect(uids((await open()).image)).toEqual(['1:u1', '2:u2', '3:u3']);
  });

  it('scenario 12: a connection that never answers again is given up when the page is looked at', async () => {
    const { page } = await open();
    await append(page, entry(1, 'u1'));
    await page.evaluate(() => {
      const original = IDBDatabase.prototype.transaction;
      const dead = new Set<IDBDatabase>();
      IDBDatabase.prototype.transaction = function (...args) {
        // The first connection that is asked is dead from then on, as WebKit leaves them.
        if (dead.size === 0) dead.add(this);
        const transaction = original.apply(this, args);
        if (dead.has(this)) {
          transaction.addEventListener('complete', (event) => event.stopImmediatePropagation());
        }
        return transaction;
      };
    });
    const hanging = append(page, entry(2, 'u2'));
    await page.evaluate(() => globalThis.journal.check());
    expect(await hanging).toBeNull();
    expect(uids((await open()).image)).toEqual(['1:u1', '2:u2']);
  });

  it('scenario 11: a journal that the browser emptied under its leader is written again from memory', async () => {
    const { page, image } = await open();
    await append(page, entry(1, 'u1'), entry(2, 'u2'));
    await page.evaluate((one) => globalThis.journal.settle([one]), applied(1, 'u1'));
    const session = await chrome.context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', {
      origin: chrome.served.url,
      storageTypes: 'indexeddb',
    });
    expect(await append(page, entry(3, 'u3'))).toBeNull();
    const next = (await open('r2')).image;
    expect(next).toMatchObject({ replicaId: image.replicaId, term: 2, nextMid: 4 });
    expect(uids(next)).toEqual(['1:u1', '2:u2', '3:u3']);
    expect(next.entries[0]?.acked).toBeDefined();
  });

  it('scenario 11: a write that the disk has no room for is refused as such, and a later one goes on', async () => {
    const page = await newPage();
    const session = await chrome.context.newCDPSession(page);
    const { url: origin } = chrome.served;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
    await openIn(page);
    await append(page, entry(1, 'u1'));
    const large = { ...entry(2, 'u2'), args: 'x'.repeat(5_000_000) };
    expect(await append(page, large)).toBe('QuotaExceededError');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    expect(await append(page, entry(2, 'u2'))).toBeNull();
    expect(uids((await open()).image)).toEqual(['1:u1', '2:u2']);
  });
});
