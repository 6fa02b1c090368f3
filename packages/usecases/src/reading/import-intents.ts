import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import { withRetries } from '../execute/retries.ts';
import { hintCommitted } from '../hints.ts';
import type { By } from '../mutation-handler.ts';
import { NOT_ALLOWED } from '../mutations/reach.ts';
import { insertRows, updateRows } from '../sql/bulk-rows.ts';
import { addExamples, countExamples, lockIntents } from './examples.ts';
import { type CheckedIntent, type ImportRow, type RowErrors, checkRows } from './import-rows.ts';
import { type IntentDeps, MAX_INTENTS } from './intent-deps.ts';
import { wantTraining } from './want-training.ts';

/** Rows of one import. */
export const MAX_ROWS = 50_000;
export const TOO_MANY_ROWS = `At most ${MAX_ROWS} examples at a time.`;

/** Rows whose errors are told; the others are counted. */
const MAX_TOLD = 100;

const TRANSACTION_MS = 60_000;

export type ImportReport = {
  /** Intents that the good rows name, and how many of them were not there before. */
  readonly intents: number;
  readonly created: number;
  readonly imported: number;
  /** Texts that came twice, or that a person had given to the same intent by a correction. */
  readonly skipped: number;
  readonly failed: number;
  readonly errors: readonly RowErrors[];
};

/**
 * Takes in intents with their examples: the good rows, and says what is wrong with the others. An intent that is named has
 * its imported examples replaced and keeps what corrections have taught it; one that is not named stays as it is. Refuses
 * with AUTHORIZATION_ERROR, or with VALIDATION_ERROR when it is more than can be taken at all.
 */
export async function importIntents(
  deps: IntentDeps,
  { actor, rights }: By,
  rows: readonly ImportRow[],
): Promise<Outcome<ImportReport>> {
  if (!can(rights, 'intent.write')) return NOT_ALLOWED;
  if (rows.length > MAX_ROWS) return refuse('VALIDATION_ERROR', TOO_MANY_ROWS);
  const { intents, repeated, failed, errors } = checkRows(rows);
  const { organizationId } = actor;
  const stored = await withRetries(() =>
    deps.db.withOrg(
      organizationId,
      async (tx) => {
        const counts = await storeIntents(tx, organizationId, intents);
        if (!counts) return null;
        const { imported } = counts;
        const data = { intents: intents.length, imported, failed };
        const entry = { organizationId, action: 'intent.import', resource: 'intent', data };
        await recordAudit(tx, { ...entry, userId: actor.userId }, actor);
        return counts;
      },
      { timeout: TRANSACTION_MS },
    ),
  );
  if (!stored) return refuse('VALIDATION_ERROR', `There can be ${MAX_INTENTS} intents at most.`);
  hintCommitted(deps, organizationId);
  const given = intents.reduce((sum, { texts }) => sum + texts.length, 0);
  const { created, imported } = stored;
  const skipped = repeated + given - imported;
  const told = errors.slice(0, MAX_TOLD);
  return done({ intents: intents.length, created, imported, skipped, failed, errors: told });
}

const INTENTS = {
  name: 'intents',
  columns: { id: 'uuid', organizationId: 'uuid', scopeId: 'uuid', name: 'text' },
} as const;

const DESCRIPTIONS = {
  name: 'intents',
  columns: { id: 'uuid', description: 'text' },
} as const;

type Stored = { readonly created: number; readonly imported: number };

/** Writes checked intents and has the reader trained; null, with nothing written, when there would be too many. */
export async function storeIntents(
  tx: Tx,
  organizationId: string,
  intents: readonly CheckedIntent[],
): Promise<Stored | null> {
  if (intents.length === 0) return { created: 0, imported: 0 };
  const names = intents.map(({ name }) => name).toSorted();
  const where = { organizationId, name: { in: names } };
  const before = await tx.intent.count({ where });
  const others = await tx.intent.count({ where: { organizationId, name: { notIn: names } } });
  if (others + names.length > MAX_INTENTS) return null;
  const rows = names.map((name) => ({
    id: newId(),
    organizationId,
    scopeId: organizationId,
    name,
  }));
  await insertRows(tx, INTENTS, rows, '(organization_id, name) do nothing');
  const found = await tx.intent.findMany({
    where,
    select: { id: true, name: true, description: true },
  });
  const ids = found.map(({ id }) => id);
  await lockIntents(tx, organizationId, ids);
  const given = new Map(intents.map((intent) => [intent.name, intent]));
  const described = found.flatMap(({ id, name, description }) => {
    const told = given.get(name)?.description ?? null;
    return told === null || told === description ? [] : [{ id, description: told }];
  });
  await updateRows(tx, DESCRIPTIONS, 'id', described);
  const learnt = { organizationId, intentId: { in: ids }, messageId: null };
  await tx.intentExample.deleteMany({ where: learnt });
  const examples = found.flatMap(({ id: intentId, name }) =>
    (given.get(name)?.texts ?? []).map((text) => ({ intentId, text, messageId: null })),
  );
  await addExamples(tx, organizationId, examples);
  await countExamples(tx, organizationId, ids);
  await wantTraining(tx, organizationId);
  const imported = await tx.intentExample.count({ where: learnt });
  return { created: names.length - before, imported };
}
