import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pick, seededRandom } from '../client/testing/chance.ts';
import { MemoryStore } from './memory-store.ts';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';
import { commitOf, frame, gone, NOTEBOOK_RULES, page, pageOf, put } from './testing/notebook.ts';
import { MemoryDisk } from './testing/node-disk.ts';

const PIECES =
  `green|Grün|grünlich|wal|walrus|o'brien|a|b|iPhone15|東京|京都|東|の|カスタ|ｶﾞﾗｽ|한국어|สวัส|ดีครับ|ที่|ขอ|مدينة|ال|مَدِ|🙂|…|12|345|-|, `.split(
    '|',
  );
const SPACES = [' ', ' ', '', '\n'];

describe('rule 72: the store in memory finds what Postgres finds', () => {
  const disk = new MemoryDisk();
  const memory = new MemoryStore(NOTEBOOK_RULES);
  const pglite = new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r1'));
  const random = seededRandom(4);
  const text = (length: number): string =>
    Array.from({ length }, () => pick(random, PIECES) + pick(random, SPACES)).join('');

  beforeAll(async () => {
    for (const store of [memory, pglite]) await store.open();
  }, 30_000);
  afterAll(() => disk.end());

  it('in random texts of many scripts, while they change', async () => {
    let hits = 0;
    for (let round = 1; round <= 6; round += 1) {
      const pages = Array.from({ length: 120 }, (_, n) =>
        page(`p${String(round).padStart(2, '0')}-${n}`, { text: text(1 + (n % 14)) }),
      );
      // Postgres keeps the first 256 places of a word.
      pages.push(page(`long${round}`, { text: `${'東京'.repeat(300)}${text(3)}` }));
      const changes = Array.from({ length: 30 }, (_, n) => {
        const { id } = pick(random, pages);
        return n % 3 === 0
          ? gone(round, 'pages', id, n)
          : put(round, 'pages', page(id, { text: text(4) }), n);
      });
      const commit = commitOf(round, [pageOf(round - 1, { pages }), frame(changes)]);
      for (const store of [memory, pglite]) await store.commit(commit);
      for (let n = 0; n < 50; n += 1) {
        const search = { kind: 'page', text: text(1 + (n % 3)).trim(), limit: 20 };
        const [here, there] = await Promise.all([memory.search(search), pglite.search(search)]);
        expect(here, search.text).toEqual(there);
        hits += here.rows.length;
      }
    }
    expect(hits).toBeGreaterThan(500);
  }, 60_000);
});
