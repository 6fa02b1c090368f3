import { indexOf } from '@frontdesk/sync/client/index-of';
import type { LocalRules } from '@frontdesk/sync/store/local-rules';
import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import type { SimEntities, SimNote } from './sim-mutations.ts';

// The store keeps rows of all entities; which one it is, is known by its name.
const asNote = (row: ReplicaRow): SimNote => row as SimNote;

/** Items and everything small are in every tab; notes belong to their item's window, but for hot ones. */
export const SIM_RULES: LocalRules = {
  groupOf: (entity, row) => (entity === 'sim_notes' ? asNote(row).item : null),
  isHot: (entity, row) => entity === 'sim_notes' && asNote(row).hot,
  searchOf: () => null,
};

const index = indexOf<SimEntities>();

/** One bucket with all rows of an entity: what a tab shows, whole. */
export const allItems = index('sim_items', { keys: () => 'all', compare: () => 0 });
export const allNotes = index('sim_notes', { keys: () => 'all', compare: () => 0 });
