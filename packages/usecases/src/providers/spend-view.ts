import type { Deps } from '../deps.ts';
import { DEFAULT_DAILY_LIMIT } from './budget.ts';
import { organizationDay } from './organization-day.ts';

/** What an organization spends on models. Amounts are millionths of a US dollar. */
export type SpendView = {
  /** Today where the organization is. */
  readonly day: string;
  readonly timezone: string;
  readonly dailyLimit: number;
  readonly spent: number;
  /** Held for calls that are under way. */
  readonly reserved: number;
  /** Over the last {@link USAGE_DAYS} days, the dearest first. */
  readonly usage: readonly ProviderUsage[];
};

export type ProviderUsage = {
  /** Null: deleted, or only tried. */
  readonly providerId: string | null;
  readonly provider: string;
  readonly purpose: string;
  readonly calls: number;
  /** Of these, the ones that brought nothing. */
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
  /** Of a call that went well, on average; null when none did. */
  readonly ms: number | null;
};

export const USAGE_DAYS = 30;

/** As a worker, since requests do not read what providers are called. */
export function readSpend(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  organizationId: string,
): Promise<SpendView> {
  return db.asWorker(async (tx) => {
    const at = now();
    const { timezone } = await tx.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { timezone: true },
    });
    const day = organizationDay(timezone, at);
    const budget = await tx.aiBudget.findUnique({ where: { organizationId } });
    const spend = await tx.aiSpend.findUnique({
      where: { organizationId_day: { organizationId, day: new Date(day) } },
    });
    const usage = await tx.$queryRaw<ProviderUsage[]>`
      select c.provider_id as "providerId", coalesce(p.name, c.provider) as provider, c.purpose,
        count(*)::int as calls, (count(*) filter (where c.outcome not in ('ok', 'cached')))::int as failed,
        sum(c.input_tokens)::float8 as "inputTokens", sum(c.output_tokens)::float8 as "outputTokens",
        sum(c.cost)::float8 as cost, (avg(c.ms) filter (where c.outcome = 'ok'))::float8 as ms
      from ai_calls c left join ai_providers p on p.id = c.provider_id
      where c.organization_id = ${organizationId}::uuid
        and c.created_at > ${at}::timestamptz - ${USAGE_DAYS} * interval '1 day'
      group by 1, 2, 3 order by sum(c.cost) desc, count(*) desc, 2, 3`;
    return {
      day,
      timezone,
      dailyLimit: Number(budget?.dailyLimit ?? DEFAULT_DAILY_LIMIT),
      spent: Number(spend?.spent ?? 0),
      reserved: Number(spend?.reserved ?? 0),
      usage,
    };
  });
}
