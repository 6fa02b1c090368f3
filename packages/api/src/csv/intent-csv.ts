import type { ImportRow } from '@frontdesk/usecases/reading/import-rows';
import type { IntentView } from '@frontdesk/usecases/reading/list-intents';
import { CRLF, csvCell, csvRecords, plainText } from './csv-text.ts';

/** Columns of an export, in order. */
const COLUMNS = ['text', 'intent', 'description'] as const;
type Column = (typeof COLUMNS)[number];

/** What others call the same column. */
const ALSO: Readonly<Record<string, Column>> = { category: 'intent', label: 'intent' };

export const intentCsvHeader = (): string => COLUMNS.join(',') + CRLF;

/** A line for each example of an intent. One without any has none: an import leaves it as it is. */
export const intentCsvLines = ({ name, description, examples }: IntentView): string =>
  examples.map(({ text }) => [text, name, description].map(csvCell).join(',') + CRLF).join('');

/**
 * Null for a text that is no CSV of two columns or more. A header names the columns in any order; without one they are
 * `text`, `intent` and `description`. Rows count as a spreadsheet shows them, from 1.
 */
export function readIntentCsv(text: string): ImportRow[] | null {
  const records = csvRecords(text);
  const first = records?.[0];
  if (!records || !first) return null;
  const named = first.map((name) => columnOf(name));
  const hasHeader = named.includes('text') && named.includes('intent');
  const header: readonly (Column | undefined)[] = hasHeader ? named : COLUMNS;
  if (first.length < 2) return null;
  const at = new Map(COLUMNS.map((column) => [column, header.indexOf(column)]));
  return records.flatMap((record, index) => {
    if ((hasHeader && index === 0) || record.every((value) => value.trim() === '')) return [];
    const given = (column: Column) => ({
      field: column,
      value: plainText(record[at.get(column) ?? -1] ?? ''),
    });
    const row = { row: index + 1, name: given('intent'), text: given('text') };
    return [{ ...row, description: given('description') }];
  });
}

function columnOf(name: string): Column | undefined {
  const word = name.trim().toLowerCase();
  return COLUMNS.find((column) => column === word) ?? ALSO[word];
}
