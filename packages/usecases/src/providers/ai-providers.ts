import type { ProviderKind } from '@frontdesk/ai/providers/provider';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import type { Deps } from '../deps.ts';
import type { Actor, By } from '../mutation-handler.ts';
import { NOT_ALLOWED, notFound, staleRow } from '../mutations/reach.ts';
import { type ProviderFields, type ProviderForm, applyForm, newProvider } from './provider-form.ts';
import { fieldsOf, kindOf, openKey, sealKey } from './provider-row.ts';

/** Language models' accounts, in the order in which they are asked. Changed by who holds `ai.write`. */

type ProviderDeps = Pick<Deps, 'db' | 'settings' | 'sealing'>;

/** A provider as people see it: never its key. */
export type ProviderView = Omit<ProviderFields, 'apiKey'> & {
  readonly id: string;
  readonly hasKey: boolean;
  /** The last characters of a key that is long enough to keep the rest. */
  readonly keyEnd: string | null;
  /** Its place, from 0: the first is asked first. */
  readonly priority: number;
  readonly lastOkAt: Date | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly rev: number;
};

export type NewProvider = ProviderForm & {
  readonly kind: ProviderKind;
  /** Where in the order; the last place when left out. */
  readonly priority?: number | undefined;
};

export type ProviderChange = ProviderForm & {
  readonly priority?: number | undefined;
  readonly ifRev?: number | undefined;
};

/** A limit that nobody meets on purpose; each reading may ask all of them. */
const MOST = 20;

/** As a worker: requests do not read the table, so the organization is named here and below. */
export async function listProviders(
  { db, sealing }: Pick<Deps, 'db' | 'sealing'>,
  organizationId: string,
): Promise<ProviderView[]> {
  const rows = await db.asWorker((tx) => rowsOf(tx, organizationId));
  return rows.map(({ apiKey, kind, ...row }, priority) => {
    const key = openKey(sealing, apiKey);
    return { ...row, kind: kindOf(kind), priority, hasKey: key !== null, keyEnd: endOf(key) };
  });
}

const rowsOf = (tx: Tx, organizationId: string) =>
  tx.aiProvider.findMany({
    where: { organizationId },
    omit: { organizationId: true },
    orderBy: [{ priority: 'asc' }, { id: 'asc' }],
  });

const KEEPS_ITS_REST = 12;

const endOf = (key: string | null): string | null =>
  key !== null && key.length >= KEEPS_ITS_REST ? key.slice(-4) : null;

/** Refuses with AUTHORIZATION_ERROR, with VALIDATION_ERROR by field, or with CONFLICT: the name is taken, or too many. */
export async function createProvider(
  deps: ProviderDeps,
  { actor, rights }: By,
  { kind, priority, ...form }: NewProvider,
): Promise<Outcome<{ readonly id: string }>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  const fields = applyForm(newProvider(kind), form, deps.settings.allowPrivateNetwork);
  if (!fields.ok) return fields;
  const { organizationId } = actor;
  const id = newId();
  return deps.db.asWorker(async (tx) => {
    const others = await lockProviders(tx, organizationId);
    if (others.length >= MOST)
      return refuse('CONFLICT', `There are ${MOST} providers already. Delete one first.`);
    if (isTaken(fields.value.name, others)) return TAKEN;
    await tx.aiProvider.create({ data: { id, organizationId, ...columnsOf(deps, fields.value) } });
    await place(tx, id, others, priority ?? others.length);
    await audit(tx, actor, 'create', { id, data: { kind } });
    return done({ id });
  });
}

/** Refuses as {@link createProvider} does, with NOT_FOUND, or with CONFLICT where `ifRev` is not the row's. */
export async function updateProvider(
  deps: ProviderDeps,
  { actor, rights }: By,
  id: string,
  { priority, ifRev, ...form }: ProviderChange,
): Promise<Outcome<null>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  return deps.db.asWorker(async (tx) => {
    const all = await lockProviders(tx, actor.organizationId);
    const held = all.find((row) => row.id === id);
    if (!held) return notFound('provider');
    const stale = staleRow(held.rev, ifRev);
    if (stale) return stale;
    const known = fieldsOf(deps.sealing, held);
    const fields = applyForm(known, form, deps.settings.allowPrivateNetwork);
    if (!fields.ok) return fields;
    const others = all.filter((row) => row.id !== id);
    if (isTaken(fields.value.name, others)) return TAKEN;
    const { apiKey, ...columns } = columnsOf(deps, fields.value);
    const data = form.apiKey === undefined ? columns : { ...columns, apiKey };
    await tx.aiProvider.update({ where: { id }, data: { ...data, rev: { increment: 1 } } });
    if (priority !== undefined) await place(tx, id, others, priority);
    await audit(tx, actor, 'update', { id, data: { fields: given({ ...form, priority }) } });
    return done(null);
  });
}

/** Its calls stay on record under its name. */
export async function deleteProvider(
  { db }: Pick<Deps, 'db'>,
  { actor, rights }: By,
  id: string,
): Promise<Outcome<null>> {
  if (!can(rights, 'ai.write')) return NOT_ALLOWED;
  return db.asWorker(async (tx) => {
    const all = await lockProviders(tx, actor.organizationId);
    if (!all.some((row) => row.id === id)) return notFound('provider');
    await tx.aiProvider.delete({ where: { id } });
    await audit(tx, actor, 'delete', { id });
    return done(null);
  });
}

/** One change of an organization's providers at a time: their names and places depend on each other. */
async function lockProviders(tx: Tx, organizationId: string) {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('ai_providers ' || ${organizationId}, 0))`;
  return rowsOf(tx, organizationId);
}

const isTaken = (name: string, others: readonly { readonly name: string }[]): boolean =>
  others.some((other) => other.name.toLowerCase() === name.toLowerCase());

const columnsOf = ({ sealing }: Pick<Deps, 'sealing'>, { apiKey, ...fields }: ProviderFields) => ({
  ...fields,
  apiKey: apiKey === null ? null : sealKey(sealing, apiKey),
});

/** Puts a provider at its place and counts all of them through. */
async function place(
  tx: Tx,
  id: string,
  others: readonly { readonly id: string }[],
  priority: number,
): Promise<void> {
  const ids = others.map((other) => other.id).toSpliced(priority, 0, id);
  await tx.$executeRaw`
    update ai_providers p set priority = o.place - 1
    from unnest(${ids}::uuid[]) with ordinality o (id, place) where p.id = o.id and p.priority <> o.place - 1`;
}

/** The names of what was given, never the values: one of them is a key. */
const given = (form: object): string =>
  Object.entries(form)
    .flatMap(([name, value]) => (value === undefined ? [] : [name]))
    .join(' ');

type Audited = { readonly id: string; readonly data?: Readonly<Record<string, string>> };

const audit = (
  tx: Tx,
  actor: Actor,
  what: 'create' | 'update' | 'delete',
  { id, data = {} }: Audited,
): Promise<void> =>
  recordAudit(
    tx,
    {
      organizationId: actor.organizationId,
      userId: actor.userId,
      action: `aiProvider.${what}`,
      resource: 'aiProvider',
      resourceId: id,
      data,
    },
    actor,
  );

const TAKEN = refuse('CONFLICT', 'There is a provider of this name.', [
  { field: 'name', message: 'is taken' },
]);
