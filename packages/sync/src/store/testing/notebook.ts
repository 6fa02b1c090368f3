import type { Change } from '@frontdesk/core/sync-protocol';
import type { LocalRules } from '../local-rules.ts';
import type { LocalStore, Place, RowEdit, RowsAt, StoreCommit } from '../local-store.ts';
import type { ReplicaRow } from '../rows.ts';

/** Rows of the stores' tests: notebooks, which every tab holds, and their pages, each in its notebook's window. */
export type Notebook = ReplicaRow & { readonly title: string; readonly rev: number };
export type Page = ReplicaRow & {
  readonly notebookId: string;
  readonly text: string;
  readonly pinned: boolean;
  readonly rev: number;
};

export const NOTEBOOK_RULES: LocalRules = {
  groupOf: (entity, row) => (entity === 'pages' ? (row as Page).notebookId : null),
  isHot: (entity, row) => entity === 'pages' && (row as Page).pinned,
  searchOf: (entity, row) =>
    entity === 'pages'
      ? { kind: 'page', text: (row as Page).text, at: row.id }
      : { kind: 'notebook', text: (row as Notebook).title, at: row.id },
};

export const notebook = (id: string, fields: Partial<Notebook> = {}): Notebook => ({
  id,
  scopeId: 's1',
  title: `Notebook ${id}`,
  rev: 1,
  ...fields,
});

export const page = (id: string, fields: Partial<Page> = {}): Page => ({
  id,
  scopeId: 's1',
  notebookId: 'n1',
  text: `Page ${id}`,
  pinned: false,
  rev: 1,
  ...fields,
});

export const put = (seq: number, entity: string, row: ReplicaRow, idx = 0): Change => ({
  seq,
  idx,
  scopeId: row.scopeId,
  entity,
  id: row.id,
  op: 'U',
  row: { ...row },
});

export const gone = (seq: number, entity: string, id: string, idx = 0): Change => ({
  seq,
  idx,
  scopeId: 's1',
  entity,
  id,
  op: 'D',
});

export const frame = (changes: readonly Change[], revoked: readonly string[] = []): RowEdit => ({
  type: 'frame',
  changes,
  revoked,
});

export const pageOf = (
  seq: number,
  rows: Readonly<Record<string, readonly ReplicaRow[]>>,
  onlyScopes: readonly string[] | null = null,
): RowEdit => ({ type: 'page', page: { seq, rows, onlyScopes } });

export const placeAt = (seq: number): Place => ({
  cursor: { epoch: 'e1', seq, tag: `t${seq}` },
  session: { seq },
});

/** A commit of edits that brings the replica to a place. */
export const commitOf = (
  seq: number,
  edits: readonly RowEdit[],
  rest: Partial<StoreCommit> = {},
): StoreCommit => ({ edits, place: placeAt(seq), settled: [], noted: [], ...rest });

/** All hot rows by entity, sorted by id. */
export async function hotRows(store: LocalStore): Promise<Record<string, ReplicaRow[]>> {
  const parts: RowsAt[] = [];
  await store.hot((part) => parts.push(part));
  return sorted(parts);
}

export async function groupRows(
  store: LocalStore,
  group: string,
): Promise<Record<string, ReplicaRow[]>> {
  return sorted([await store.group(group)]);
}

function sorted(parts: readonly RowsAt[]): Record<string, ReplicaRow[]> {
  const rows: Record<string, ReplicaRow[]> = {};
  for (const part of parts) {
    for (const [entity, of] of Object.entries(part.rows)) (rows[entity] ??= []).push(...of);
  }
  for (const of of Object.values(rows)) of.sort((a, b) => (a.id < b.id ? -1 : 1));
  return rows;
}
