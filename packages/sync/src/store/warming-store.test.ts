import type { LocalStore, StoreCommit } from './local-store.ts';
import { MemoryStore } from './memory-store.ts';
import { WarmingStore } from './warming-store.ts';
import { expect, it } from 'vitest';

const RULES = { groupOf: () => 'c1', isHot: () => false, searchOf: () => null };

const CURSOR = { epoch: 'e', seq: 1, tag: 't' };

const page = (id: string): StoreCommit => ({
  edits: [
    { type: 'page', page: { seq: 1, rows: { notes: [{ id, scopeId: 's' }] }, onlyScopes: null } },
  ],
  place: { cursor: CURSOR, session: null },
  settled: [],
  noted: [],
});

/** A store whose commits wait until they are let through, as while its database is being made. */
class SlowStore extends MemoryStore {
  readonly #gate = Promise.withResolvers<void>();
  commits = 0;

  override async commit(commit: StoreCommit): Promise<void> {
    await this.#gate.promise;
    await super.commit(commit);
    this.commits += 1;
  }

  let(error?: Error): void {
    if (error) this.#gate.reject(error);
    else this.#gate.resolve();
  }
}

const idsOf = async (store: LocalStore): Promise<string[]> =>
  ((await store.group('c1')).rows['notes'] ?? []).map(({ id }) => id);

async function warming() {
  const slow = new SlowStore(RULES);
  const store = new WarmingStore(slow, () => new MemoryStore(RULES));
  expect(await store.open()).toEqual({ place: null, settled: [] });
  return { slow, store };
}

it('rule 75: a conversation is read while its store is being made, and from the store once that has caught up', async () => {
  const { slow, store } = await warming();
  await store.commit(page('a'));
  await store.commit(page('b'));
  expect([await idsOf(store), slow.commits]).toEqual([['a', 'b'], 0]);
  slow.let();
  await expect.poll(() => slow.commits).toBe(2);
  expect(await idsOf(store)).toEqual(['a', 'b']);
  await store.commit(page('c'));
  expect([await idsOf(slow), slow.commits]).toEqual([['a', 'b', 'c'], 3]);
});

it('rule 75: a store that cannot be made is told of with the next commit', async () => {
  const { slow, store } = await warming();
  await store.commit(page('a'));
  slow.let(new Error('no room'));
  await expect.poll(() => store.commit(page('b')).catch(String)).toBe('Error: no room');
});

it('rule 75: a store that was there is asked itself', async () => {
  const there = new MemoryStore(RULES);
  await there.commit(page('a'));
  const store = new WarmingStore(there, () => {
    throw new Error('nothing is to be held twice');
  });
  expect((await store.open()).place).toMatchObject({ cursor: CURSOR });
  expect(await idsOf(store)).toEqual(['a']);
});
