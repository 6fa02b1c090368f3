import type { Intent } from '@frontdesk/core/sops/entities';
import { intentName } from '@frontdesk/core/sops/intent-name';

/** What an import is about to change, as far as the file can be read here; the server reads it again and decides. */
export type ImportPreview = {
  readonly examples: number;
  /** Names of intents that are not there yet. */
  readonly fresh: readonly string[];
  /** Those that are: their imported examples are replaced. */
  readonly replaced: readonly string[];
  /** Those that the file does not name. */
  readonly untouched: number;
};

/** A CSV file's records: quotes, doubled quotes and line breaks inside them. Comma or semicolon, whichever the first line has more of. */
function recordsOf(text: string): string[][] {
  const first = text.split('\n', 1)[0] ?? '';
  const comma = first.split(';').length > first.split(',').length ? ';' : ',';
  const cell = new RegExp(`("(?:[^"]|"")*"|[^"${comma}\\r\\n]*)(${comma}|\\r?\\n|$)`, 'y');
  const records: string[][] = [];
  let record: string[] = [];
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) break;
    const [, raw = '', end = ''] = found;
    record.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === comma) continue;
    records.push(record);
    record = [];
  }
  if (record.length > 0) records.push(record);
  return records;
}

const INTENT_COLUMNS = new Set(['intent', 'category', 'label']);

/** A name that is none is a row that the server will leave out. */
function count(counts: Map<string, number>, given: unknown, examples: number): void {
  const name = typeof given === 'string' ? intentName(given) : null;
  if (name !== null) counts.set(name, (counts.get(name) ?? 0) + examples);
}

/** Examples by intent. Without a header the second column is the intent. */
function countCsv(text: string): Map<string, number> {
  const [header = [], ...rows] = recordsOf(text.replace(/^\uFEFF/, ''));
  const named = header.findIndex((column) => INTENT_COLUMNS.has(column.trim().toLowerCase()));
  const counts = new Map<string, number>();
  for (const record of named < 0 ? [header, ...rows] : rows) {
    count(counts, record[named < 0 ? 1 : named], 1);
  }
  return counts;
}

function countJson(text: string): Map<string, number> {
  const { intents } = JSON.parse(text) as { intents?: { name?: unknown; examples?: unknown }[] };
  const counts = new Map<string, number>();
  for (const { name, examples } of intents ?? [])
    count(counts, name, Array.isArray(examples) ? examples.length : 0);
  return counts;
}

export const isJson = (fileName: string, text: string): boolean =>
  /\.json$/i.test(fileName) || text.trimStart().startsWith('{');

/** Null for a text in which no intents can be found. */
export function previewImport(
  fileName: string,
  text: string,
  known: readonly Pick<Intent, 'name'>[],
): ImportPreview | null {
  try {
    const counts = isJson(fileName, text) ? countJson(text) : countCsv(text);
    if (counts.size === 0) return null;
    const here = new Set(known.map(({ name }) => name));
    const names = [...counts.keys()];
    const replaced = names.filter((name) => here.has(name));
    return {
      examples: [...counts.values()].reduce((sum, count) => sum + count, 0),
      fresh: names.filter((name) => !here.has(name)),
      replaced,
      untouched: known.length - replaced.length,
    };
  } catch {
    return null;
  }
}
