import { parse } from 'csv-parse/sync';

export const CRLF = '\r\n';

/** Spreadsheets run a cell that begins like this as a formula. A plain phone number is safe and stays as it is. */
const FORMULA = /^[=+\-@\t\r]/;
const PHONE = /^\+\d+$/;

/** A value as a cell that no spreadsheet runs. */
export function csvCell(value: string): string {
  const inert = FORMULA.test(value) && !PHONE.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** The lines' cells; null for a text that is no CSV. */
export function csvRecords(text: string): string[][] | null {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
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
