import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from '../reader/train-reader.ts';

/** Beside the repository, because it is not ours: PolyAI's task-specific-datasets, CC BY 4.0. */
const FOLDER = join(import.meta.dirname, '../../../../../shared/data/banking77');

export type Banking77 = {
  /** 10,003 customers' questions to a bank under 77 intents, some of them under a wrong one. */
  readonly train: readonly Example[];
  /** 3,080 more, 40 an intent. Nothing may be chosen by a look at them. */
  readonly test: readonly Example[];
};

/** Null where the data set is absent, with a line that says so; throws instead where `CI` is set. */
export function loadBanking77(): Banking77 | null {
  if (existsSync(FOLDER)) return { train: examplesIn('train.csv'), test: examplesIn('test.csv') };
  if (process.env['CI']) throw new Error(`the data set is missing: ${FOLDER}`);
  process.stderr.write(`skipped: the data set banking77 is not at ${FOLDER}\n`);
  return null;
}

const examplesIn = (name: string): Example[] =>
  rowsOf(readFileSync(join(FOLDER, name), 'utf8'))
    .slice(1)
    .map(([text = '', intent = '']) => ({ text, intent }));

/** One field: quoted with doubled quotes inside, or bare; and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

function rowsOf(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = '', end] of csv.trimEnd().matchAll(FIELD)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  // The end of the text reads as one more, empty field.
  return rows.filter(({ length }) => length > 1);
}
