import type { Tx } from '@frontdesk/db/client';

/** Requests have no right to the secret, so every column is named. */
const COLUMNS = {
  id: true,
  name: true,
  url: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
} as const;

type Row = Awaited<ReturnType<typeof findWebhooks>>[number];

export type WebhookView = Row & {
  /** The newest call: whether it arrived, and why not, in plain words. */
  readonly lastCall: {
    readonly id: string;
    readonly state: string;
    readonly status: number | null;
    readonly error: string | null;
    readonly attempts: number;
    readonly at: Date;
  } | null;
};

const findWebhooks = (tx: Tx, where: object) =>
  tx.outgoingWebhook.findMany({
    where: { ...where, deletedAt: null },
    select: COLUMNS,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });

/** All that procedures may call, by name: the list is short. */
export const listWebhooks = async (tx: Tx, organizationId: string): Promise<WebhookView[]> =>
  withLastCall(tx, await findWebhooks(tx, { organizationId }));

/** One of them; null for any other. */
export async function readWebhook(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<WebhookView | null> {
  const [view] = await withLastCall(tx, await findWebhooks(tx, { organizationId, id }));
  return view ?? null;
}

type Last = NonNullable<WebhookView['lastCall']> & { readonly webhookId: string };

async function withLastCall(tx: Tx, rows: readonly Row[]): Promise<WebhookView[]> {
  const ids = rows.map((row) => row.id);
  const calls = await tx.$queryRaw<Last[]>`
    select w.id as "webhookId", c.* from unnest(${ids}::uuid[]) w(id) cross join lateral (
      select id, state, status, error, attempts, created_at as at from webhook_calls
      where webhook_id = w.id order by created_at desc, id desc limit 1) c`;
  const byWebhook = new Map(calls.map(({ webhookId, ...call }) => [webhookId, call]));
  return rows.map((row) => ({ ...row, lastCall: byWebhook.get(row.id) ?? null }));
}
