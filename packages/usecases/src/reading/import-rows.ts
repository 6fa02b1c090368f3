import type { ErrorDetail } from '@frontdesk/core/errors';
import { intentName } from '@frontdesk/core/sops/intent-name';
import { storable } from '@frontdesk/core/text';
import { MAX_EXAMPLE_CHARS, foldedExample } from './examples.ts';

const MAX_DESCRIPTION_CHARS = 500;

/** A value as it came, and what its sender calls it. */
type Given = { readonly field: string; readonly value: unknown };

/** One line of an import: an intent, and a text that it is learnt from, if any. Checked by {@link checkRows}. */
export type ImportRow = {
  /** As the sender counts: the line of a spreadsheet, the place in a list from 1. Several rows may share it. */
  readonly row: number;
  readonly name: Given;
  readonly description?: Given;
  readonly text?: Given;
};

export type RowErrors = { readonly row: number; readonly errors: readonly ErrorDetail[] };

export type CheckedIntent = {
  readonly name: string;
  /** Null: not told, so that a known one stays. */
  description: string | null;
  /** Each once. */
  readonly texts: string[];
};

export type CheckedRows = {
  readonly intents: readonly CheckedIntent[];
  /** Texts that an intent was given twice. */
  readonly repeated: number;
  /** Rows that were left out. */
  readonly failed: number;
  readonly errors: readonly RowErrors[];
};

/** Sorts the good rows by intent and says what is wrong with the others. */
export function checkRows(rows: readonly ImportRow[]): CheckedRows {
  const intents = new Map<string, CheckedIntent>();
  const known = new Set<string>();
  const errors = new Map<number, Map<string, string>>();
  let [repeated, failed] = [0, 0];
  for (const row of rows) {
    const checked = checkRow(row);
    if (!checked.ok) {
      failed += 1;
      note(errors, row.row, checked.errors);
      continue;
    }
    const { name, description, text } = checked;
    const intent = intents.get(name) ?? { name, description: null, texts: [] };
    intents.set(name, intent);
    intent.description ??= description;
    if (text === null) continue;
    const key = `${name} ${foldedExample(text)}`;
    if (known.has(key)) repeated += 1;
    else intent.texts.push(text);
    known.add(key);
  }
  const told = [...errors].map(([row, fields]) => ({ row, errors: detailsOf(fields) }));
  return { intents: [...intents.values()], repeated, failed, errors: told };
}

const detailsOf = (fields: ReadonlyMap<string, string>): ErrorDetail[] =>
  [...fields].map(([field, message]) => ({ field, message }));

/** The rows of one intent share its place: what is wrong with its name is said once. */
function note(
  errors: Map<number, Map<string, string>>,
  row: number,
  more: readonly Required<ErrorDetail>[],
): void {
  const fields = errors.get(row) ?? new Map<string, string>();
  errors.set(row, fields);
  for (const { field, message } of more) fields.set(field, message);
}

type CheckedRow =
  | { ok: true; name: string; description: string | null; text: string | null }
  | { ok: false; errors: readonly Required<ErrorDetail>[] };

function checkRow(row: ImportRow): CheckedRow {
  const name = checkName(row.name.value);
  const description = checkDescription(row.description?.value);
  const text = row.text ? checkText(row.text.value) : null;
  const checks = [
    { given: row.name, problem: problemOf(name) },
    { given: row.description, problem: problemOf(description) },
    { given: row.text, problem: problemOf(text) },
  ];
  const errors = checks.flatMap(({ given, problem }) =>
    given && problem !== null ? [{ field: given.field, message: problem }] : [],
  );
  if (isProblem(name) || isProblem(description) || isProblem(text)) return { ok: false, errors };
  return { ok: true, name, description, text };
}

/** Why a value cannot be taken, in words. */
export type Problem = { readonly problem: string };

export const isProblem = (value: string | null | Problem): value is Problem =>
  typeof value === 'object' && value !== null;

const problemOf = (value: string | null | Problem): string | null =>
  isProblem(value) ? value.problem : null;

/** What programs will call the intent. */
export function checkName(value: unknown): string | Problem {
  if (typeof value !== 'string') return { problem: 'Is missing' };
  return intentName(value) ?? { problem: 'Needs letters from a to z, or digits' };
}

/** Null for none. */
export function checkDescription(value: unknown): string | null | Problem {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') return { problem: 'Is not a text' };
  const text = storable(value.trim());
  if (text.length > MAX_DESCRIPTION_CHARS)
    return { problem: `Has more than ${MAX_DESCRIPTION_CHARS} characters` };
  return text === '' ? null : text;
}

/** A text that the reader learns from, as it is stored. */
export function checkText(value: unknown): string | Problem {
  if (typeof value !== 'string') return { problem: 'Is not a text' };
  const text = storable(value.trim());
  if (text === '') return { problem: 'Is empty' };
  return text.length > MAX_EXAMPLE_CHARS
    ? { problem: `Has more than ${MAX_EXAMPLE_CHARS} characters` }
    : text;
}
