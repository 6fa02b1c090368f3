import { afterEach, expect, it } from 'vitest';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';
import { NOTEBOOK_RULES, commitOf, page, pageOf } from './testing/notebook.ts';
import { MemoryDisk } from './testing/node-disk.ts';

const disk = new MemoryDisk();
afterEach(() => disk.end());

/** A clock on which a quiet moment comes when a test says so. */
class QuietClock {
  readonly #waiting = new Set<() => void>();
  begun = 0;

  after(_ms: number, callback: () => void): () => void {
    this.begun += 1;
    this.#waiting.add(callback);
    return () => void this.#waiting.delete(callback);
  }

  beQuiet(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of due) callback();
  }

  get waiting(): number {
    return this.#waiting.size;
  }
}

it('rule 76: ten rewrites of all rows take hardly more room than two, where it is quiet in between', async () => {
  const clock = new QuietClock();
  const store = new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r1'), clock);
  await store.open();
  const sizes: number[] = [];
  for (let seq = 1; seq <= 10; seq += 1) {
    const rows = Array.from({ length: 1_200 }, (_, at) =>
      page(`p${at}`, { rev: seq, text: `Page ${at} of version ${seq}, ${'long '.repeat(20)}` }),
    );
    await store.commit(
      commitOf(seq, [
        { type: 'begin_load', target: { kind: 'replica' } },
        pageOf(seq, { pages: rows }),
        { type: 'end_load' },
      ]),
    );
    clock.beQuiet();
    // Answered after what was begun before.
    expect((await store.group('n1')).rows['pages']).toHaveLength(1_200);
    sizes.push(await size());
  }
  expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[1] ?? 0) * 1.3);
}, 60_000);

it('rule 76: each call puts the quiet moment off, and tidying waits for no other', async () => {
  const clock = new QuietClock();
  const store = new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r1'), clock);
  await store.open();
  await store.group('n1');
  await store.commit(commitOf(1, []));
  await store.search({ kind: 'page', text: 'x', limit: 1 });
  expect(clock).toMatchObject({ begun: 3, waiting: 1 });
  clock.beQuiet();
  await store.close();
  expect(clock).toMatchObject({ begun: 3, waiting: 0 });
}, 60_000);

async function size(): Promise<number> {
  const [database] = disk.databases.values();
  const found = await database?.query<{ bytes: number }>(
    `select (pg_total_relation_size('row') + pg_total_relation_size('search'))::int as bytes`,
  );
  return found?.rows[0]?.bytes ?? 0;
}
