import { unreachable } from '@frontdesk/core/assert';
import type { BeforeChange, ConfirmedRows } from './confirmed-rows.ts';
import type { RowEdit } from './local-store.ts';

/** Does to rows in memory what an edit says; `before` is called ahead of each row that changes. */
export function applyEdit(rows: ConfirmedRows, edit: RowEdit, before: BeforeChange): void {
  switch (edit.type) {
    case 'frame':
      for (const change of edit.changes) rows.change(change, before);
      if (edit.revoked.length > 0) rows.dropScopes(new Set(edit.revoked), before);
      return;
    case 'begin_load':
      rows.beginLoad(edit.target);
      return;
    case 'page': {
      const { page } = edit;
      if (page.onlyScopes) rows.keepScopes(new Set(page.onlyScopes), before);
      for (const [entity, of] of Object.entries(page.rows)) {
        rows.page(entity, { rows: of, seq: page.seq }, before);
      }
      return;
    }
    case 'end_load':
      rows.endLoad(before);
      return;
    default:
      unreachable(edit);
  }
}
