import type { Change } from '@frontdesk/core/sync-protocol';
import type { LocalRules } from '../store/local-rules.ts';
import type { RowEdit, StorePage } from '../store/local-store.ts';
import type { ReplicaRow } from '../store/rows.ts';

/** Is a row in the memory of a tab that holds these windows? */
type IsHeld = (entity: string, row: ReplicaRow) => boolean;

/**
 * Edits cut to what a tab has in memory (rule 60). A changed row that it does not hold comes as an `X`: it may have been
 * hot before.
 */
export function editsForTab(
  edits: readonly RowEdit[],
  rules: LocalRules,
  groups: ReadonlySet<string>,
): RowEdit[] {
  const isHeld: IsHeld = (entity, row) => {
    const group = rules.groupOf(entity, row);
    return group === null || groups.has(group) || rules.isHot(entity, row);
  };
  return edits.map((edit) => {
    if (edit.type === 'frame') {
      return { ...edit, changes: edit.changes.map((change) => changeFor(change, isHeld)) };
    }
    if (edit.type === 'page') {
      return { ...edit, page: { ...edit.page, rows: rowsFor(edit.page.rows, isHeld) } };
    }
    return edit;
  });
}

function changeFor(change: Change, isHeld: IsHeld): Change {
  // The protocol gives a row, with id and scopeId, to exactly the U.
  if (!change.row || isHeld(change.entity, change.row as ReplicaRow)) return change;
  const { row: _row, ...rest } = change;
  return { ...rest, op: 'X' };
}

const rowsFor = (rows: StorePage['rows'], isHeld: IsHeld): StorePage['rows'] =>
  Object.fromEntries(
    Object.entries(rows).map(([entity, of]) => [entity, of.filter((row) => isHeld(entity, row))]),
  );
