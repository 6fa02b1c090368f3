import type { BootstrapPage } from '@frontdesk/core/sync-protocol';

/** V8's parser makes one string of equal ones only up to this length. */
const SHARED_ANYWAY = 10;

/** Ids and times have at most so many characters; longer texts are hardly ever equal. */
const LONGEST = 40;

/** Rows of an entity that are looked at to find the columns in which values repeat. */
const SAMPLE = 32;

type Row = Record<string, unknown>;

/**
 * Makes equal ids and times of rows that stand near each other one string: a parser makes a new one each time, and the
 * workspace, the inbox and the conversation of 100,000 messages are half of what these take in memory. Changes the rows of
 * a page that nobody else has yet.
 */
export function shareTexts({ rows }: BootstrapPage): void {
  for (const of of Object.values(rows)) {
    const all = of as readonly Row[];
    for (const column of repeatedColumns(all.slice(0, SAMPLE))) shareColumn(all, column);
  }
}

/** A column, and the one before it: a row that was never changed has the time of its creation twice. */
type Column = readonly [name: string, former: string | undefined];

function repeatedColumns(sample: readonly Row[]): readonly Column[] {
  const names = Object.keys(sample[0] ?? {});
  return names
    .map((name, at): Column => [name, names[at - 1]])
    .filter(([name, former]) =>
      sample.some((row, at) => {
        const value = row[name];
        if (!isShareable(value)) return false;
        return value === sample[at - 1]?.[name] || (former !== undefined && value === row[former]);
      }),
    );
}

function shareColumn(rows: readonly Row[], [name, former]: Column): void {
  let last: unknown;
  for (const row of rows) {
    const value = row[name];
    if (value === last) row[name] = last;
    else if (former !== undefined && value === row[former]) row[name] = row[former];
    last = row[name];
  }
}

const isShareable = (value: unknown): boolean =>
  typeof value === 'string' && value.length > SHARED_ANYWAY && value.length <= LONGEST;
