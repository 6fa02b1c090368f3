import { type Outcome, done } from '@frontdesk/core/errors';
import { can } from '@frontdesk/core/roles';
import type { Db, Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import type { By } from '../mutation-handler.ts';
import { NOT_ALLOWED } from '../mutations/reach.ts';

/** What an organization may spend on models in a day. Amounts are millionths of a US dollar, whole. */

/** Of an organization that has set none: five dollars, as the table has it. */
export const DEFAULT_DAILY_LIMIT = 5_000_000;

/** Holds this much of the day's money, in one statement that either does or does not. False: it would be too much. */
export async function hold(tx: Tx, one: Holding): Promise<boolean> {
  const { id, organizationId, day, amount, lapsesAt } = one;
  const held = await tx.$executeRaw`
    with budget as (
      select coalesce((select daily_limit from ai_budgets where organization_id = ${organizationId}::uuid),
        ${DEFAULT_DAILY_LIMIT}::bigint) as daily_limit
    ), spend as (
      insert into ai_spend as s (organization_id, day, reserved)
      select ${organizationId}::uuid, ${day}::date, ${amount}::bigint from budget where ${amount}::bigint <= daily_limit
      on conflict (organization_id, day) do update
        set reserved = s.reserved + excluded.reserved, updated_at = clock_timestamp()
        where s.spent + s.reserved + excluded.reserved <= (select daily_limit from budget)
      returning s.organization_id, s.day
    )
    insert into ai_reservations (id, organization_id, day, amount, lapses_at)
    select ${id}::uuid, organization_id, day, ${amount}::bigint, ${lapsesAt}::timestamptz from spend`;
  return held > 0;
}

export type Holding = {
  readonly id: string;
  readonly organizationId: string;
  readonly day: string;
  readonly amount: number;
  readonly lapsesAt: Date;
};

export type Payment = {
  readonly organizationId: string;
  /** The holding that it was made under, if any; one that has lapsed meanwhile is no longer there. */
  readonly holdingId: string | null;
  /** Where there is no holding any more. */
  readonly day: string;
  readonly amount: number;
};

/** Books what a call has cost, on the day on which it began, and lets go of what was held for it. */
export async function pay(tx: Tx, payment: Payment): Promise<void> {
  const { organizationId, holdingId, day, amount } = payment;
  await tx.$executeRaw`
    with freed as (
      delete from ai_reservations where id = ${holdingId}::uuid and organization_id = ${organizationId}::uuid
      returning day, amount
    )
    insert into ai_spend as s (organization_id, day, spent)
    values (${organizationId}::uuid, coalesce((select day from freed), ${day}::date), ${amount}::bigint)
    on conflict (organization_id, day) do update set
      spent = s.spent + excluded.spent,
      reserved = greatest(0, s.reserved - coalesce((select amount from freed), 0)),
      updated_at = clock_timestamp()`;
}

/** Lets go of holdings whose call never came back: its process died. Of one organization, or of all. */
export const releaseLapsed = (tx: Tx, now: Date, organizationId: string | null): Promise<number> =>
  tx.$executeRaw`
    with due as (
      select id from ai_reservations where lapses_at <= ${now}::timestamptz
        and (${organizationId}::uuid is null or organization_id = ${organizationId}::uuid)
      for update skip locked
    ), freed as (
      delete from ai_reservations r using due where r.id = due.id returning r.organization_id, r.day, r.amount
    ), sums as (
      select organization_id, day, sum(amount) as amount from freed group by 1, 2
    )
    update ai_spend s set reserved = greatest(0, s.reserved - sums.amount), updated_at = clock_timestamp()
    from sums where s.organization_id = sums.organization_id and s.day = sums.day`;

/** From now on, for today too. Refuses with AUTHORIZATION_ERROR. */
export async function setDailyLimit(
  db: Db,
  { actor, rights }: By,
  dailyLimit: number,
): Promise<Outcome<null>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  const { organizationId, userId } = actor;
  await db.asWorker(async (tx) => {
    await tx.aiBudget.upsert({
      where: { organizationId },
      create: { organizationId, dailyLimit },
      update: { dailyLimit, rev: { increment: 1 } },
    });
    const audit = { organizationId, userId, action: 'aiBudget.update', resource: 'aiBudget' };
    await recordAudit(tx, { ...audit, data: { dailyLimitMicroUsd: dailyLimit } }, actor);
  });
  return done(null);
}
