import type { ProviderConfig } from '@frontdesk/ai/providers/provider';
import type { Deps } from '../deps.ts';
import { OrganizationSpend } from './organization-spend.ts';
import { fieldsOf } from './provider-row.ts';

export type AskedProviders = {
  /** In the order in which they are asked. */
  readonly providers: readonly ProviderConfig[];
  readonly spend: OrganizationSpend;
};

export type AiDeps = Pick<Deps, 'db' | 'sealing' | 'now' | 'ai'>;

type For = { readonly organizationId: string; readonly messageId?: string | undefined };

/** The providers that an organization has switched on, with the money for one question to them; null when there is none. */
export async function askedProviders(
  { db, sealing, now }: AiDeps,
  { organizationId, messageId }: For,
): Promise<AskedProviders | null> {
  const { rows, timezone } = await db.asWorker(async (tx) => {
    const found = await tx.aiProvider.findMany({
      where: { organizationId, enabled: true },
      orderBy: [{ priority: 'asc' }, { id: 'asc' }],
    });
    if (found.length === 0) return { rows: found, timezone: 'UTC' };
    const organization = await tx.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { timezone: true },
    });
    return { rows: found, timezone: organization.timezone };
  });
  if (rows.length === 0) return null;
  const providers = rows.map((row) => ({ id: row.id, ...fieldsOf(sealing, row) }));
  const names = new Map(providers.map(({ id, name }) => [id, name]));
  const spender = { organizationId, timezone, names, messageId };
  return { providers, spend: new OrganizationSpend({ db, now }, spender) };
}
