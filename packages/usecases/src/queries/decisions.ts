import { seesEveryInbox } from '@frontdesk/core/roles';
import type { RunAutonomy } from '@frontdesk/core/sops/actions';
import type { RunState } from '@frontdesk/core/sops/entities';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { type DecisionView, readDecisions } from './decision-views.ts';
import { type Page, type PageRequest, type Place, cursorPage, placeOf } from './page.ts';

/** What the log is narrowed to. */
export type DecisionFilter = {
  /** An intent's id; null: messages that nobody could be sure of. */
  readonly intentId?: string | null | undefined;
  readonly sopId?: string | undefined;
  readonly state?: RunState | undefined;
  readonly autonomy?: RunAutonomy | undefined;
  /** `BUILT_IN_READER`, or a provider's name. */
  readonly provider?: string | undefined;
  readonly corrected?: boolean | undefined;
  readonly inboxId?: string | undefined;
  /** From this moment on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

/**
 * The messages that were read in inboxes that the member sees, newest first, each with what came of it. Narrowed by
 * something of a run, the log goes by runs: a message whose procedure was changed for another is in it with each.
 */
export async function listDecisions(
  tx: Tx,
  member: Member,
  filter: DecisionFilter,
  { limit, cursor }: Omit<PageRequest, 'page'>,
): Promise<Page<DecisionView>> {
  const { text, values } = statement(member, filter, { limit: limit + 1, after: placeOf(cursor) });
  const found = await tx.$queryRawUnsafe<Found[]>(text, ...values);
  const page = cursorPage(found, limit, (row) => row);
  return { ...page, data: await readDecisions(tx, page.data) };
}

/** `id` and `at` are those of the row that the list goes by. */
type Found = Place & { readonly classificationId: string; readonly runId: string | null };

type Slice = { readonly limit: number; readonly after: Place };

/**
 * The query with those conditions only that are asked for, so that each has the index that serves it. All text here is
 * ours; what is given goes in as values. Who sees some inboxes walks down each of them, and what they bring is merged.
 */
function statement(
  member: Member,
  filter: DecisionFilter,
  { limit, after }: Slice,
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const value = (given: unknown, type: string): string => `$${values.push(given)}::${type}`;
  const byRun = [filter.sopId, filter.state, filter.autonomy].some((one) => one !== undefined);
  const row = byRun ? 'r' : 'k';
  const conditions = [
    `${row}.organization_id = ${value(member.organizationId, 'uuid')}`,
    `(${row}.created_at, ${row}.id) < (${value(after.at, 'timestamptz')}, ${value(after.id, 'uuid')})`,
    ...narrowed(filter, row, value),
  ];
  const inboxes = inboxesOf(member, filter.inboxId);
  if (inboxes !== null) conditions.push(`${row}.scope_id = i.id`);
  const most = value(limit, 'int');
  const walk = `
    select k.id as "classificationId", ${byRun ? 'r.id' : 'null::uuid'} as "runId", ${row}.id, ${row}.created_at
    from ${byRun ? 'sop_runs r join classifications k on k.message_id = r.message_id' : 'classifications k'}
    where ${conditions.join(' and ')} order by ${row}.created_at desc, ${row}.id desc limit ${most}`;
  const from =
    inboxes === null
      ? `(${walk}) w`
      : `unnest(${value(inboxes, 'uuid[]')}) i(id) cross join lateral (${walk}) w`;
  const text = `select w."classificationId", w."runId", w.id, w.created_at::text as at from ${from}
    order by w.created_at desc, w.id desc limit ${most}`;
  return { text, values };
}

function narrowed(
  filter: DecisionFilter,
  row: 'r' | 'k',
  value: (given: unknown, type: string) => string,
): string[] {
  const equal: readonly (readonly [column: string, given: unknown, type: string])[] = [
    ['r.sop_id', filter.sopId, 'uuid'],
    ['r.state', filter.state, 'text'],
    ['r.autonomy', filter.autonomy, 'text'],
    ['k.provider', filter.provider, 'text'],
    ['k.intent_id', filter.intentId ?? undefined, 'uuid'],
  ];
  const conditions = equal.flatMap(([column, given, type]) =>
    given === undefined ? [] : [`${column} = ${value(given, type)}`],
  );
  if (filter.intentId === null) conditions.push('k.intent_id is null');
  if (filter.corrected !== undefined)
    conditions.push(`k.corrected_at is ${filter.corrected ? 'not null' : 'null'}`);
  if (filter.from) conditions.push(`${row}.created_at >= ${value(filter.from, 'timestamptz')}`);
  if (filter.to) conditions.push(`${row}.created_at < ${value(filter.to, 'timestamptz')}`);
  return conditions;
}

/** Null: all of them. */
function inboxesOf({ rights }: Member, asked: string | undefined): string[] | null {
  if (asked === undefined) return seesEveryInbox(rights) ? null : [...rights.inboxIds];
  return seesEveryInbox(rights) || rights.inboxIds.has(asked) ? [asked] : [];
}
