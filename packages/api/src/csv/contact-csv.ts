import type { ErrorDetail } from '@frontdesk/core/errors';
import { MUTATION_SCHEMAS } from '@frontdesk/core/mutations/schemas';
import { newId } from '@frontdesk/core/ids';
import type { ContactView } from '@frontdesk/usecases/queries/contacts';
import { CRLF, csvCell, csvRecords, plainText } from './csv-text.ts';

/** Columns of an export, in order; an import knows them in any order and ignores others. */
const COLUMNS = ['name', 'phone', 'email', 'language', 'timezone', 'tags'] as const;
type Column = (typeof COLUMNS)[number];

export const csvHeader = (): string => COLUMNS.join(',') + CRLF;

/** One contact as a line; `tagName` by tag id. */
export function csvLine(contact: ContactView, tagName: ReadonlyMap<string, string>): string {
  const { name, phone, email, language, timezone, tagIds } = contact;
  const tags = tagIds.flatMap((id) => tagName.get(id) ?? []).join('; ');
  const cells = [name, phone, email, language, timezone, tags].map((value) => csvCell(value ?? ''));
  return cells.join(',') + CRLF;
}

export type ContactFields = {
  readonly name: string;
  readonly phone?: string;
  readonly email?: string;
  readonly language?: string;
  readonly timezone?: string;
};

export type CsvRow =
  | {
      readonly row: number;
      readonly ok: true;
      readonly contact: ContactFields;
      readonly tags: string[];
    }
  | { readonly row: number; readonly ok: false; readonly errors: readonly ErrorDetail[] };

/** Null for a text that is no CSV with a `name` column. Rows count as a spreadsheet shows them: the header is row 1. */
export function readContactCsv(text: string): CsvRow[] | null {
  const records = csvRecords(text);
  const header = records?.[0]?.map((name) => name.trim().toLowerCase());
  if (records === null || header === undefined || !header.includes('name')) return null;
  const at = new Map(COLUMNS.map((column) => [column, header.indexOf(column)]));
  return records.slice(1).flatMap((record, index) => {
    if (record.every((value) => value.trim() === '')) return [];
    const value = (column: Column): string => plainText(record[at.get(column) ?? -1] ?? '').trim();
    return [rowOf(index + 2, value)];
  });
}

function rowOf(row: number, value: (column: Column) => string): CsvRow {
  const fields = Object.fromEntries(
    (['name', 'phone', 'email', 'language', 'timezone'] as const)
      .map((column) => [column, column === 'phone' ? plainPhone(value(column)) : value(column)])
      .filter(([, text]) => text !== ''),
  );
  const parsed = MUTATION_SCHEMAS['contact.create'].safeParse({ contactId: newId(), ...fields });
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      field: path.map(String).join('.'),
      message,
    }));
    return { row, ok: false, errors };
  }
  const { contactId: _, ...contact } = parsed.data;
  const tags = value('tags')
    .split(';')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return { row, ok: true, contact, tags };
}

/** Blanks, brackets and hyphens are how people write numbers; the plus has to be there. */
const plainPhone = (text: string): string => text.replaceAll(/[\s().-]/g, '');
