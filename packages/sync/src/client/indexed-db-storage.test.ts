import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripTypeScriptTypes } from 'node:module';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { openIndexedDbStorage } from './indexed-db-storage.ts';
import type { PendingStorage, StoredMutation, StoredReplica } from './pending-storage.ts';

declare global {
  var openStorage: typeof openIndexedDbStorage;
  var storage: PendingStorage;
}

let server: Server;
let browser: Browser;
let context: BrowserContext;
let url: string;

const PAGE = `<script type="module">
  import { openIndexedDbStorage } from '/indexed-db-storage.ts';
  globalThis.openStorage = openIndexedDbStorage;
</script>`;

/** Serves this folder's modules with their types stripped, and a page on loopback, which may use Web Locks. */
function serveModules(): Server {
  return createServer((request, response) => {
    const path = request.url ?? '/';
    if (!path.endsWith('.ts')) {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    readFile(new URL(`.${path}`, import.meta.url), 'utf8').then(
      (source) =>
        response.setHeader('content-type', 'text/javascript').end(stripTypeScriptTypes(source)),
      () => response.writeHead(404).end(),
    );
  });
}

beforeAll(async () => {
  server = serveModules();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const executablePath = findChromium();
  browser = await chromium.launch({
    args: CHROMIUM_FLAGS,
    ...(executablePath ? { executablePath } : {}),
  });
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  context = await browser.newContext();
  return () => context.close();
});

/** A page of its own that opens the owner's storage; a replica that it makes is called `fresh`. */
async function open(fresh: string, owner = 'ann'): Promise<{ page: Page; replica: StoredReplica }> {
  const page = await context.newPage();
  await page.goto(url);
  const replica = await page.evaluate(
    async ([name, of]) => {
      globalThis.storage = await globalThis.openStorage({ owner: of ?? '' });
      return globalThis.storage.open(() => name ?? '');
    },
    [fresh, owner],
  );
  return { page, replica };
}

const mutation = (mid: number, uid: string): StoredMutation => ({
  mid,
  uid,
  name: 'ticket.rank',
  version: 1,
  args: { id: 't1', rank: 1 },
  clientAt: '2026-01-01T00:00:00.000Z',
  after: [],
});

const append = (page: Page, ...mutations: readonly StoredMutation[]): Promise<void> =>
  page.evaluate(async (all) => {
    for (const one of all) await globalThis.storage.append(one);
  }, mutations);

const uids = (replica: StoredReplica): string[] =>
  replica.mutations.map(({ mid, uid }) => `${mid}:${uid}`);

describe('pending mutations in a browser', () => {
  it('outlive the page: the next one goes on as the same replica', async () => {
    const { page } = await open('r1');
    await append(page, mutation(1, 'u1'), mutation(2, 'u2'));
    await page.evaluate(() => globalThis.storage.remove(['u1']));
    await page.close();
    const { replica } = await open('r2');
    expect(replica).toMatchObject({ replicaId: 'r1', nextMid: 3 });
    expect(replica.mutations).toEqual([mutation(2, 'u2')]);
  });

  it('belong to one page at a time: a second tab is another replica', async () => {
    const { page } = await open('r1');
    await append(page, mutation(1, 'u1'));
    const { replica } = await open('r2');
    expect(replica).toEqual({ replicaId: 'r2', nextMid: 1, mutations: [] });
  });

  it('of several pages that are gone are all taken over, numbered on, with their uids', async () => {
    const { page: first } = await open('r1');
    const { page: second } = await open('r2');
    await append(first, mutation(1, 'u1'), mutation(2, 'u2'));
    await append(second, mutation(1, 'v1'));
    await Promise.all([first.close(), second.close()]);
    const { replica, page } = await open('r3');
    expect(replica).toMatchObject({ replicaId: 'r1', nextMid: 4 });
    expect(uids(replica)).toEqual(['1:u1', '2:u2', '3:v1']);
    await page.close();
    expect(uids((await open('r4')).replica)).toEqual(['1:u1', '2:u2', '3:v1']);
  });

  it('rule 26: of another user of this browser are not touched', async () => {
    const { page } = await open('r1', 'ann');
    await append(page, mutation(1, 'u1'));
    await page.close();
    expect((await open('r2', 'bob')).replica.mutations).toEqual([]);
    expect(uids((await open('r3', 'ann')).replica)).toEqual(['1:u1']);
  });

  it('go on under a new replica id; the refused ones stay with their result', async () => {
    const { page } = await open('r1');
    await append(page, mutation(1, 'u1'), mutation(2, 'u2'));
    const result = { mid: 1, uid: 'u1', status: 'rejected' as const, code: 'NOT_FOUND' };
    await page.evaluate((one) => globalThis.storage.refuse('u1', one), result);
    const renumbered = { replicaId: 'r9', nextMid: 2, mutations: [mutation(1, 'u2')] };
    await page.evaluate((next) => globalThis.storage.replace(next), renumbered);
    expect((await open('r2')).replica.replicaId).toBe('r2');
    await page.close();
    const { replica } = await open('r3');
    expect(replica.replicaId).toBe('r9');
    expect(replica.mutations).toContainEqual({ ...mutation(1, 'u1'), result });
    expect(replica.mutations).toContainEqual(mutation(1, 'u2'));
  });
});
