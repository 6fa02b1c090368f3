import type { Change } from '@frontdesk/core/sync-protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { pick, seededRandom } from '../client/testing/chance.ts';
import type { LocalStore, RowEdit } from './local-store.ts';
import { MemoryStore } from './memory-store.ts';
import { PgliteHome } from './pglite-home.ts';
import { PgliteStore } from './pglite-store.ts';
import {
  commitOf,
  frame,
  gone,
  groupRows,
  hotRows,
  NOTEBOOK_RULES,
  notebook,
  page,
  pageOf,
  put,
} from './testing/notebook.ts';
import { MemoryDisk } from './testing/node-disk.ts';

const SEEDS = 3;
const STEPS = 120;
const SCOPES = ['s1', 's2', 's3'];
const IDS = Array.from({ length: 12 }, (_, n) => `p${n}`);
const NOTEBOOKS = ['n1', 'n2'];

/** What somebody can see of a store. */
async function seen(store: LocalStore): Promise<unknown> {
  const groups = [];
  for (const id of NOTEBOOKS) groups.push(await groupRows(store, id));
  return {
    hot: await hotRows(store),
    groups,
    sums: await store.sums({ entities: ['pages', 'notebooks'] }),
    newer: await store.sums({ above: 20 }),
    found: await store.search({ kind: 'page', text: 'page', limit: 50 }),
  };
}

class Chance {
  readonly #random: () => number;
  #rev = 0;
  #loadFrom: number | null = null;
  seq = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  edit(): RowEdit {
    const dice = this.#random();
    if (dice < 0.55) return this.#frame();
    if (dice < 0.88 && this.#loadFrom !== null) return this.#page(this.#loadFrom);
    if (dice < 0.95) return this.#beginLoad();
    this.#loadFrom = null;
    return { type: 'end_load' };
  }

  #row(): { readonly entity: string; readonly row: ReturnType<typeof page> } {
    this.#rev += 1;
    const id = pick(this.#random, IDS);
    // A row never changes its window.
    const notebookId = NOTEBOOKS[IDS.indexOf(id) % NOTEBOOKS.length] ?? 'n1';
    const scopeId = pick(this.#random, SCOPES);
    const pinned = this.#random() < 0.3;
    const text = this.#random() < 0.2 ? '…' : `Page ${this.#rev}`;
    return {
      entity: 'pages',
      row: page(id, { notebookId, scopeId, pinned, text, rev: this.#rev }),
    };
  }

  #frame(): RowEdit {
    this.seq += 1;
    const changes: Change[] = Array.from(
      { length: 1 + Math.floor(this.#random() * 4) },
      (_, idx) => {
        if (this.#random() < 0.35) return gone(this.seq, 'pages', pick(this.#random, IDS), idx);
        if (this.#random() < 0.2)
          return put(this.seq, 'notebooks', notebook('n1', { rev: this.seq }), idx);
        const { entity, row } = this.#row();
        return put(this.seq, entity, row, idx);
      },
    );
    return frame(changes, this.#random() < 0.06 ? [pick(this.#random, SCOPES)] : []);
  }

  /** Of a snapshot somewhere between the load's beginning and what is still to come by frames. */
  #page(from: number): RowEdit {
    const seq = from + Math.floor(this.#random() * (this.seq - from + 3));
    const rows = new Map(
      Array.from({ length: 4 }, () => this.#row().row).map((row) => [row.id, row]),
    );
    const only = this.#random() < 0.08 ? SCOPES.slice(0, 2) : null;
    return pageOf(seq, { pages: [...rows.values()] }, only);
  }

  #beginLoad(): RowEdit {
    const dice = this.#random();
    // Another epoch begins where it likes.
    if (dice < 0.2) this.seq = Math.floor(this.seq / 2);
    this.#loadFrom = this.seq;
    if (dice < 0.4) {
      return { type: 'begin_load', target: { kind: 'replica' } };
    }
    if (dice < 0.7) {
      return { type: 'begin_load', target: { kind: 'scope', scope: pick(this.#random, SCOPES) } };
    }
    return { type: 'begin_load', target: { kind: 'entities', entities: ['pages'] } };
  }
}

describe('I2: the store in PGlite holds what the store in memory holds', () => {
  const disk = new MemoryDisk();
  afterAll(() => disk.end());

  it.each(Array.from({ length: SEEDS }, (_, n) => n + 1))(
    'after any edits, restarts and purges (seed %i)',
    async (seed) => {
      await disk.end();
      disk.note = null;
      const chance = new Chance(seed);
      const memory = new MemoryStore(NOTEBOOK_RULES);
      const reopened = (): PgliteStore =>
        new PgliteStore(NOTEBOOK_RULES, new PgliteHome(disk, 'r'));
      let pglite = reopened();
      await pglite.open();
      for (let step = 0; step < STEPS; step += 1) {
        const edits = Array.from({ length: 1 + (step % 3) }, () => chance.edit());
        const commit = commitOf(chance.seq, edits);
        await memory.commit(commit);
        await pglite.commit(commit);
        if (step % 40 === 20) {
          await pglite.close();
          pglite = reopened();
          await pglite.open();
        }
        if (step === 60) await pglite.purge();
        if (step % 4 === 0) expect(await seen(pglite), `step ${step}`).toEqual(await seen(memory));
      }
      await pglite.close();
    },
    60_000,
  );
});
