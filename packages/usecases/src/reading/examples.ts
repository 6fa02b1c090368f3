import { createHash } from 'node:crypto';
import { newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { insertRows } from '../sql/bulk-rows.ts';

/** Of an example, in UTF-16 units: what a message wants stands in its first sentences. */
export const MAX_EXAMPLE_CHARS = 2_000;

const EXAMPLES = {
  name: 'intent_examples',
  columns: {
    id: 'uuid',
    organizationId: 'uuid',
    intentId: 'uuid',
    text: 'text',
    textHash: 'bytea',
    messageId: 'uuid',
  },
} as const;

export type NewExample = {
  readonly intentId: string;
  readonly text: string;
  /** The message that a person has put right; null for what was imported or typed in. */
  readonly messageId: string | null;
};

/** Texts that differ in white space and case only are the same example. */
export const foldedExample = (text: string): string =>
  text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().toLowerCase();

/** Of the folded text, as Postgres reads bytes. */
export const exampleHash = (text: string): string =>
  `\\x${createHash('sha256').update(foldedExample(text)).digest('hex')}`;

/**
 * Takes the intents, in the order of their ids, until the transaction ends: their examples are changed and counted under
 * this lock. Returns those that are there.
 */
export async function lockIntents(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select id from intents where organization_id = ${organizationId}::uuid and id = any(${[...new Set(ids)]}::uuid[])
    order by id for no key update`;
  return new Set(rows.map(({ id }) => id));
}

/** Rows of one statement: writing them down takes the process a moment in which it does nothing else. */
const AT_ONCE = 5_000;

/** Adds examples, each text once per intent. One that the intent has already is written as it is now; a correction stays one. */
export async function addExamples(
  tx: Tx,
  organizationId: string,
  examples: readonly NewExample[],
): Promise<void> {
  for (let at = 0; at < examples.length; at += AT_ONCE) {
    const rows = examples.slice(at, at + AT_ONCE).map((example) => ({
      ...example,
      id: newId(),
      organizationId,
      textHash: exampleHash(example.text),
    }));
    await insertRows(tx, EXAMPLES, rows, AS_NOW);
  }
}

const AS_NOW = `(organization_id, intent_id, text_hash) do update set text = excluded.text,
  message_id = coalesce(excluded.message_id, intent_examples.message_id),
  created_at = case when excluded.message_id is null then intent_examples.created_at else clock_timestamp() end`;

/** Writes down how many examples each of these intents has. They are locked. */
export async function countExamples(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    update intents i set example_count = n.count from (
      select i.id, (select count(*)::int from intent_examples e where e.intent_id = i.id) as count from intents i
      where i.organization_id = ${organizationId}::uuid and i.id = any(${[...ids]}::uuid[])
    ) n where i.id = n.id and i.example_count <> n.count`;
}
