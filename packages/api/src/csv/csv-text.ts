import { parse } from 'csv-parse/sync';
import { RefusedRequest } from '../http/refused-request.ts';

export const CRLF = '\r\n';

/** Spreadsheets run a cell that begins like this as a formula. A plain phone number is safe and stays as it is. */
const FORMULA = /^[=+\-@\t\r]/;
const PHONE = /^\+\d+$/;

/** A value as a cell that no spreadsheet runs. */
export function csvCell(value: string): string {
  const inert = FORMULA.test(value) && !PHONE.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** More than anybody may import, blank ones included: each costs memory and time, whatever is in it. */
const MAX_LINES = 100_000;

/** A line longer than this is no line of a table, but something else with a comma in it. */
const MAX_LINE_CHARS = 1_000_000;

/** Nor is this: cells without anything in them, of which the parser counts no character. */
const EMPTY_CELLS = /(?:[,;](?:"")?){1000}/;

/** The lines' cells; null for a text that is no CSV. Throws {@link RefusedRequest} for more lines than there may be. */
export function csvRecords(text: string): string[][] | null {
  const records = EMPTY_CELLS.test(text) ? null : parsed(text);
  if (records === null || records.length <= MAX_LINES) return records;
  const message = `A file may have at most ${MAX_LINES} lines.`;
  throw new RefusedRequest({ code: 'VALIDATION_ERROR', message });
}

function parsed(text: string): string[][] | null {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      to: MAX_LINES + 1,
      max_record_size: MAX_LINE_CHARS,
    }) as string[][];
  } catch {
    return null;
  }
}

/** Spreadsheets of half the world write semicolons. */
function delimiterOf(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

/** A cell as it was before {@link csvCell} made it inert. */
export const plainText = (value: string): string =>
  value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value;
