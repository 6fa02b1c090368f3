import type { LocalRules } from './local-rules.ts';
import type { ReplicaRow } from './rows.ts';

/** Is a row in the memory of every tab? */
export const isHot = (rules: LocalRules, entity: string, row: ReplicaRow): boolean =>
  rules.groupOf(entity, row) === null || rules.isHot(entity, row);
