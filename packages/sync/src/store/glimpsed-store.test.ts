import { describe, expect, it } from 'vitest';
import type { Glimpse } from '../engine/glimpse.ts';
import { VirtualClock } from '../client/testing/virtual-clock.ts';
import { glimpseText, type GlimpseKeep, parseGlimpse } from './glimpse-keep.ts';
import { GlimpsedStore } from './glimpsed-store.ts';
import { MemoryStore } from './memory-store.ts';
import {
  commitOf,
  frame,
  gone,
  groupRows,
  hotRows,
  NOTEBOOK_RULES,
  notebook,
  page,
  placeAt,
  put,
} from './testing/notebook.ts';

class MemoryKeep implements GlimpseKeep {
  text = '';

  async read(): Promise<Glimpse | null> {
    return parseGlimpse(this.text);
  }

  async write(glimpse: Glimpse): Promise<void> {
    this.text = glimpseText(glimpse);
  }

  async clear(): Promise<void> {
    this.text = '';
  }
}

async function opened(keep = new MemoryKeep()) {
  const clock = new VirtualClock(() => 0);
  const store = new GlimpsedStore({ store: new MemoryStore(NOTEBOOK_RULES), keep, clock });
  return { store, keep, clock, was: await store.open() };
}

/** Lets time pass until a look was taken. */
async function look({ clock }: { readonly clock: VirtualClock }): Promise<void> {
  clock.advance();
  await new Promise((resolve) => setImmediate(resolve));
}

const rows = [
  put(7, 'notebooks', notebook('n1')),
  put(7, 'notebooks', notebook('n2', { scopeId: 's2', title: 'hidden' }), 1),
  put(7, 'pages', page('p1'), 2),
  put(7, 'pages', page('p2', { notebookId: 'n2' }), 3),
];

describe('rule 80: a glimpse of a store', () => {
  it('holds what every tab holds, and the place', async () => {
    const one = await opened();
    await one.store.commit(commitOf(7, [frame(rows)]));
    expect(await one.keep.read()).toBeNull();
    await look(one);
    const glimpse = await one.keep.read();
    expect(glimpse?.place).toEqual(placeAt(7));
    expect(glimpse?.parts.flatMap((part) => part['notebooks'] ?? [])).toHaveLength(2);
  });

  it('is taken before a store is closed, when something has changed since the last', async () => {
    const one = await opened();
    await one.store.commit(commitOf(7, [frame(rows)]));
    await one.store.close();
    expect((await one.keep.read())?.place).toEqual(placeAt(7));
  });

  it('starts a store in memory, with the windows that were opened last, and without a cursor', async () => {
    const one = await opened();
    await one.store.commit(commitOf(7, [frame(rows)]));
    await one.store.group('n1');
    await look(one);
    const next = await opened(one.keep);
    expect(next.was.place).toEqual({ cursor: null, session: { seq: 7 } });
    expect((await hotRows(next.store))['notebooks']).toHaveLength(2);
    expect(await groupRows(next.store, 'n1')).toEqual({ pages: [page('p1')] });
    expect(await groupRows(next.store, 'n2')).toEqual({});
  });

  it('rule 14: has nothing of a scope that was taken away, from that commit on', async () => {
    const one = await opened();
    await one.store.commit(commitOf(7, [frame(rows)]));
    await look(one);
    expect(one.keep.text).toContain('hidden');
    await one.store.commit(commitOf(8, [frame([], ['s2'])]));
    expect(one.keep.text).toBe('');
    await look(one);
    expect(one.keep.text).not.toContain('hidden');
    expect((await one.keep.read())?.place).toEqual(placeAt(8));
  });

  it('that was not written to its end is none', async () => {
    const one = await opened();
    await one.store.commit(commitOf(7, [frame(rows)]));
    await look(one);
    one.keep.text = one.keep.text.slice(0, -20);
    expect((await opened(one.keep)).was.place).toBeNull();
    one.keep.text = 'glimpse 0\n{}\nend';
    expect((await opened(one.keep)).was.place).toBeNull();
  });

  it('does not hold up a store that has none', async () => {
    const { was, store } = await opened();
    expect(was.place).toBeNull();
    await store.commit(commitOf(7, [frame([gone(7, 'pages', 'p1')])]));
    expect(await hotRows(store)).toEqual({});
  });
});
