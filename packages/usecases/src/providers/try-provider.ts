import type { ProviderConfig, ProviderKind } from '@frontdesk/ai/providers/provider';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import type { By } from '../mutation-handler.ts';
import { NOT_ALLOWED, notFound } from '../mutations/reach.ts';
import type { AiDeps } from './asked-providers.ts';
import { OrganizationSpend } from './organization-spend.ts';
import { type ProviderForm, applyForm, newProvider } from './provider-form.ts';
import { fieldsOf } from './provider-row.ts';

/** One that is kept, one that is only a form so far, or one that is kept as a form would change it. */
export type Tried = {
  readonly providerId?: string | undefined;
  readonly kind?: ProviderKind | undefined;
  readonly form?: ProviderForm | undefined;
};

export type TriedProvider = {
  readonly ok: boolean;
  /** In words for people; null when it answered well. */
  readonly problem: string | null;
  readonly provider: string;
  readonly model: string;
  readonly ms: number;
};

/**
 * Asks a provider one small question. Refuses with AUTHORIZATION_ERROR, NOT_FOUND, or VALIDATION_ERROR by field, as saving
 * it would. It counts as spent, and is made even when the day's money is.
 */
export async function tryProvider(
  deps: AiDeps & Pick<Deps, 'settings'>,
  { actor, rights }: By,
  tried: Tried,
): Promise<Outcome<TriedProvider>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  const { organizationId } = actor;
  const found = await deps.db.asWorker(async (tx) => {
    const config = await configOf(tx, deps, organizationId, tried);
    const where = { id: organizationId };
    const { timezone } = await tx.organization.findUniqueOrThrow({ where });
    return { config, timezone };
  });
  if (!found.config.ok) return found.config;
  const config = found.config.value;
  const names = new Map([[config.id, config.name]]);
  const spend = new OrganizationSpend(deps, { organizationId, timezone: found.timezone, names });
  const { ok, ms, error = null } = await deps.ai.test(config, spend);
  return done({ ok, problem: error, provider: config.name, model: config.model, ms });
}

async function configOf(
  tx: Tx,
  { sealing, settings }: Pick<Deps, 'sealing' | 'settings'>,
  organizationId: string,
  { providerId, kind, form }: Tried,
): Promise<Outcome<ProviderConfig>> {
  const row =
    providerId === undefined
      ? null
      : await tx.aiProvider.findFirst({ where: { id: providerId, organizationId } });
  if (providerId !== undefined && row === null) return notFound('provider');
  if (row !== null && form === undefined) return done({ id: row.id, ...fieldsOf(sealing, row) });
  if (row === null && kind === undefined)
    return refuse('VALIDATION_ERROR', 'The provider is not valid.', [
      { field: 'kind', message: 'is needed' },
    ]);
  const held = row === null ? newProvider(kind ?? 'compatible') : fieldsOf(sealing, row);
  const fields = applyForm(
    held,
    { name: held.name || 'Untitled', ...form },
    settings.allowPrivateNetwork,
  );
  // How a form does says nothing of the provider that is kept.
  return fields.ok ? done({ id: newId(), ...fields.value }) : fields;
}
