import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';

export type IntentView = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** All of them; `examples` leaves out those of messages that the member does not see. */
  readonly exampleCount: number;
  readonly rev: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** In the order in which they came. */
  readonly examples: readonly ExampleView[];
};

export type ExampleView = {
  readonly text: string;
  /** The message of a customer whose reading a person put right; null for a text that was imported or typed in. */
  readonly messageId: string | null;
};

const COLUMNS = {
  id: true,
  name: true,
  description: true,
  exampleCount: true,
  rev: true,
  createdAt: true,
  updatedAt: true,
} as const;

/** Intents by name, from behind that name on, with their examples. */
export async function listIntents(
  tx: Tx,
  member: Member,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<IntentView[]> {
  const { organizationId } = member;
  const behind = after === null ? {} : { name: { gt: after } };
  const rows = await tx.intent.findMany({
    where: { organizationId, ...behind },
    select: COLUMNS,
    orderBy: { name: 'asc' },
    take: limit,
  });
  return withExamples(tx, member, rows);
}

/** Null: there is none. */
export async function readIntent(tx: Tx, member: Member, id: string): Promise<IntentView | null> {
  const where = { id, organizationId: member.organizationId };
  const row = await tx.intent.findFirst({ where, select: COLUMNS });
  if (!row) return null;
  const [view] = await withExamples(tx, member, [row]);
  return view ?? null;
}

type Row = Omit<IntentView, 'examples'>;

/** Examples of corrections are words of customers: they are told to whoever sees the inbox that they came in by. */
async function withExamples(
  tx: Tx,
  { organizationId, rights }: Member,
  rows: readonly Row[],
): Promise<IntentView[]> {
  const examples = await tx.$queryRaw<(ExampleView & { intentId: string })[]>`
    select e.intent_id as "intentId", e.text, e.message_id as "messageId" from intent_examples e
    where e.organization_id = ${organizationId}::uuid and e.intent_id = any(${rows.map(({ id }) => id)}::uuid[])
      and (e.message_id is null or ${seesEveryInbox(rights)} or exists (select from messages m
        where m.id = e.message_id and m.scope_id = any(${[...rights.inboxIds]}::uuid[])))
    order by e.created_at, e.id`;
  const byIntent = new Map<string, ExampleView[]>(rows.map(({ id }) => [id, []]));
  for (const { intentId, ...example } of examples) byIntent.get(intentId)?.push(example);
  return rows.map((row) => ({ ...row, examples: byIntent.get(row.id) ?? [] }));
}
