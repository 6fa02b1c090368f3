import type { Intent } from '@frontdesk/core/sops/entities';

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

const nameOf = (value: unknown): string =>
  String(value ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

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

/** Examples by intent. Without a header the second column is the intent. */
function countCsv(text: string): Map<string, number> {
  const [header = [], ...rows] = recordsOf(text.replace(/^\uFEFF/, ''));
  const named = header.findIndex((column) => INTENT_COLUMNS.has(column.trim().toLowerCase()));
  const counts = new Map<string, number>();
  for (const record of named < 0 ? [header, ...rows] : rows) {
    const name = nameOf(record[named < 0 ? 1 : named]);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function countJson(text: string): Map<string, number> {
  const { intents } = JSON.parse(text) as { intents?: { name?: unknown; examples?: unknown }[] };
  return new Map(
    (intents ?? []).map(({ name, examples }) => [
      nameOf(name),
      Array.isArray(examples) ? examples.length : 0,
    ]),
  );
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
