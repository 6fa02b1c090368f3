import type { RowEdit, RowsAt } from '../store/local-store.ts';
import type { ReplicaRow } from '../store/rows.ts';

/** Rows that are taken in one go: about 1 ms with all lists and counts on them. */
const SLICE_ROWS = 500;

type Rows = RowsAt['rows'];

/** Rows of an answer in parts, in their order. */
export function* rowSlices(rows: Rows): Generator<Rows> {
  let slice: Record<string, readonly ReplicaRow[]> = {};
  let room = SLICE_ROWS;
  for (const [entity, all] of Object.entries(rows)) {
    for (let from = 0; from < all.length;) {
      const some = all.slice(from, from + room);
      slice[entity] = some;
      from += some.length;
      room -= some.length;
      if (room > 0) continue;
      yield slice;
      slice = {};
      room = SLICE_ROWS;
    }
  }
  if (room < SLICE_ROWS) yield slice;
}

/** Edits in groups that are each one commit. Only pages are cut: a frame is whole or not at all. */
export function editSlices(edits: readonly RowEdit[]): readonly (readonly RowEdit[])[] {
  const isLarge = edits.some(
    (edit) => edit.type === 'page' && countOf(edit.page.rows) > SLICE_ROWS,
  );
  if (!isLarge) return [edits];
  return edits.flatMap((edit) => {
    if (edit.type !== 'page') return [[edit]];
    const { page } = edit;
    const parts = [...rowSlices(page.rows)];
    if (parts.length === 0) return [[edit]];
    return parts.map((rows, at): readonly RowEdit[] => [
      { type: 'page', page: { ...page, rows, onlyScopes: at === 0 ? page.onlyScopes : null } },
    ]);
  });
}

const countOf = (rows: Rows): number =>
  Object.values(rows).reduce((count, of) => count + of.length, 0);
