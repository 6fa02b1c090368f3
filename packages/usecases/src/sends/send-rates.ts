import type { Limits, Rate, RetryScope } from '@frontdesk/connector-kit/channel';
import type { Tx } from '@frontdesk/db/client';
import { pausedUntil, takeToken } from './gcra.ts';

/** Where a send goes out, and to whom: both have a rate of their own. */
export type SendPlace = {
  readonly organizationId: string;
  readonly inboxId: string;
  readonly identityId: string;
  readonly limits: Limits;
};

/** A bucket without a limit still holds a pause that the vendor asked for. */
const UNLIMITED: Rate = { everyMs: 0, burst: 0 };

const buckets = ({ inboxId, identityId, limits }: SendPlace) => ({
  inbox: { key: `inbox:${inboxId}`, rate: limits.perInbox ?? UNLIMITED },
  pair: { key: `pair:${inboxId}:${identityId}`, rate: limits.perPair ?? UNLIMITED },
});

/**
 * Takes a token of the inbox and one of the pair, or neither. Returns the milliseconds to wait; 0 when both were
 * taken. The rows are locked until the transaction ends, and the clock is the database's: many workers share them.
 */
export async function takeSendTokens(tx: Tx, place: SendPlace): Promise<number> {
  const { inbox, pair } = buckets(place);
  const both = [inbox, pair];
  const keys = both.map((one) => one.key);
  await tx.$executeRaw`
    insert into send_rates (key, organization_id) select k, ${place.organizationId}::uuid from unnest(${keys}::text[]) k
    on conflict (key) do nothing`;
  const rows = await tx.$queryRaw<{ key: string; tat: number }[]>`
    select key, tat from send_rates where key = any(${keys}::text[]) order by key for update`;
  // Read after the locks were had: waiting for one takes time.
  const [clock] = await tx.$queryRaw<
    { now: number }[]
  >`select extract(epoch from clock_timestamp())::float8 * 1000 as now`;
  const now = clock?.now ?? Date.now();
  const tat = new Map(rows.map((row) => [row.key, row.tat]));
  const tokens = both.map(({ key, rate }) => ({
    key,
    token: takeToken(tat.get(key) ?? 0, now, rate),
  }));
  const waitMs = Math.max(...tokens.map(({ token }) => (token.ok ? 0 : token.waitMs)));
  if (waitMs > 0) return waitMs;
  for (const { key, token } of tokens) {
    if (token.ok) await tx.$executeRaw`update send_rates set tat = ${token.tat} where key = ${key}`;
  }
  return 0;
}

/** Lets nothing more out of this inbox, or to this customer, for so long: the vendor said so. */
export async function pauseSends(
  tx: Tx,
  place: SendPlace,
  scope: RetryScope,
  ms: number,
): Promise<void> {
  if (scope === 'message') return;
  const { key, rate } = buckets(place)[scope];
  await tx.$executeRaw`
    insert into send_rates (key, organization_id, tat)
    values (${key}, ${place.organizationId}::uuid, ${pausedUntil(0, rate)} + extract(epoch from clock_timestamp())::float8 * 1000 + ${ms}::float8)
    on conflict (key) do update set tat = greatest(send_rates.tat, excluded.tat)`;
}
