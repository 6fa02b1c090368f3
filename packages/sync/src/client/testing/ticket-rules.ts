import type { LocalRules } from '../../store/local-rules.ts';
import type { ReplicaRow } from '../../store/rows.ts';
import type { Remark } from './ticket.ts';

const asRemark = (entity: string, row: ReplicaRow): Remark | null =>
  entity === 'remarks' ? (row as Remark) : null;

/** Remarks belong to their ticket's window; an urgent one is in memory even so. */
export const TICKET_RULES: LocalRules = {
  groupOf: (entity, row) => asRemark(entity, row)?.ticketId ?? null,
  isHot: (entity, row) => asRemark(entity, row)?.text === 'urgent',
  searchOf: () => null,
};
