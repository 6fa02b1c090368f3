import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BootstrapPage } from '@frontdesk/core/sync-protocol';
import { expect, it } from 'vitest';
import { shareTexts } from './share-texts.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const NOTEBOOK = '01a1f991-5c12-714b-aba7-5fa28cb67e2f';
const OTHER = '01a1f991-5c48-73f6-b521-02f676ba38c9';
const TIME = '2026-11-20T15:26:55.561Z';

function pageOf(rows: BootstrapPage['rows']): BootstrapPage {
  const cursor = { epoch: 'e', seq: 1, tag: '' };
  return { cursor, schemaVersion: 1, lastMid: 0, results: [], scopes: [], rows, next: null };
}

/** An equal text in memory of its own, as a parser makes it. */
const parsed = (rows: unknown): BootstrapPage['rows'] => JSON.parse(JSON.stringify(rows));

const pages = Array.from({ length: 100 }, (_, at) => ({
  id: `page ${at} has a name of its own`,
  notebookId: at < 60 ? NOTEBOOK : OTHER,
  createdAt: `2026-11-20T15:26:55.${String(at).padStart(3, '0')}Z`,
  updatedAt: at % 2 === 0 ? TIME : `2026-11-20T15:26:55.${String(at).padStart(3, '0')}Z`,
  text: at % 3 === 0 ? null : 'some text',
  count: at,
}));

it('rows say what they said when their equal texts have become one', () => {
  const mixed = { pages, notebooks: [{ id: NOTEBOOK }], none: [], odd: [{ id: 'a' }, { x: TIME }] };
  const page = pageOf(parsed(mixed));
  shareTexts(page);
  expect(page.rows).toEqual(mixed);
});

it('rows that repeat ids and times take less memory', () => {
  const many = Array.from({ length: 200 }, () => pages).flat();
  const spared = (shares: boolean): number => {
    const before = heap();
    const page = pageOf(parsed({ pages: many }));
    if (shares) shareTexts(page);
    const used = heap() - before;
    expect(page.rows['pages']).toHaveLength(many.length);
    return used;
  };
  spared(true);
  const [plain, shared] = [spared(false), spared(true)];
  expect(shared).toBeLessThan(plain * 0.8);
});

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
