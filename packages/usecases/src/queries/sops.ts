import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';
import { type Page, type PageRequest, after, idPage } from './page.ts';

/** Procedures of an organization, as whoever may read them sees them. Deleted ones are not there. */

export type SopFilter = {
  /** An intent's name. */
  readonly intent?: string | undefined;
  readonly enabled?: boolean | undefined;
};

const HEAD = {
  id: true,
  title: true,
  intentId: true,
  keywords: true,
  priority: true,
  enabled: true,
  autonomy: true,
  version: true,
  minutesSaved: true,
  runsEnded: true,
  runsDone: true,
  createdAt: true,
  updatedAt: true,
} as const;

type Head = Awaited<ReturnType<typeof findHeads>>[number];

export type SopView = Head & {
  /** The intent's name; null where the procedure has none. */
  readonly intent: string | null;
  readonly description: string;
  readonly steps: string[];
  readonly actions: SopAction[];
  /** Of the runs that have ended, the share in which every step was done; null before the first. */
  readonly successRate: number | null;
  /** Its version: the row's own revision also counts runs, which change nothing of the procedure. */
  readonly rev: number;
};

type Slice = { readonly take: number; readonly skip?: number; readonly cursor?: { id: string } };

const findHeads = (tx: Tx, where: object, slice: Slice) =>
  tx.sop.findMany({
    where,
    select: HEAD,
    orderBy: [{ priority: 'desc' }, { title: 'asc' }, { id: 'asc' }],
    ...slice,
  });

/** The most important first, then by title. */
export async function listSops(
  tx: Tx,
  organizationId: string,
  filter: SopFilter,
  { limit, cursor, page }: PageRequest,
): Promise<Page<SopView>> {
  const where = await conditions(tx, organizationId, filter);
  const place = page === undefined ? after(cursor) : { skip: (page - 1) * limit };
  const heads = await findHeads(tx, where, { take: limit + 1, ...place });
  const answer = idPage(heads, limit, (row) => row.id);
  const data = await withContent(tx, answer.data);
  if (page === undefined) return { ...answer, data };
  return { ...answer, data, page, total: await tx.sop.count({ where }) };
}

async function conditions(tx: Tx, organizationId: string, { intent, enabled }: SopFilter) {
  const asked = enabled === undefined ? {} : { enabled };
  const all = { organizationId, deletedAt: null, ...asked };
  if (intent === undefined) return all;
  const intentId = await intentNamed(tx, organizationId, intent);
  return { ...all, intentId: { in: intentId === null ? [] : [intentId] } };
}

/** One of them; null for any other. */
export async function readSop(tx: Tx, organizationId: string, id: string): Promise<SopView | null> {
  const heads = await findHeads(tx, { id, organizationId, deletedAt: null }, { take: 1 });
  const [view] = await withContent(tx, heads);
  return view ?? null;
}

type Content = {
  readonly sopId: string;
  readonly description: string;
  readonly steps: string[];
  /** Written by `sop.create` and `sop.update` only, from checked arguments. */
  readonly actions: SopAction[];
};

async function withContent(tx: Tx, heads: readonly Head[]): Promise<SopView[]> {
  const ids = heads.map((head) => head.id);
  const contents = await tx.$queryRaw<Content[]>`
    select v.sop_id as "sopId", v.description, v.steps, v.actions from sops s
    join sop_versions v on v.sop_id = s.id and v.version = s.version where s.id = any(${ids}::uuid[])`;
  const contentOf = new Map(contents.map((content) => [content.sopId, content]));
  const nameOf = await intentNames(tx, heads);
  return heads.map((head) => {
    const { description = '', steps = [], actions = [] } = contentOf.get(head.id) ?? {};
    const { runsEnded, runsDone } = head;
    return {
      ...head,
      intent: nameOf.get(head.intentId ?? '') ?? null,
      description,
      steps,
      actions,
      successRate: runsEnded === 0 ? null : runsDone / runsEnded,
      rev: head.version,
    };
  });
}

async function intentNames(
  tx: Tx,
  rows: readonly { readonly intentId: string | null }[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ intentId }) => intentId ?? []);
  const intents = await tx.intent.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(intents.map(({ id, name }) => [id, name]));
}

/** A procedure's versions below `before` (absent: all), newest first. Each is as its runs had it. */
export async function listSopVersions(
  tx: Tx,
  sopId: string,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
) {
  const rows = await tx.sopVersion.findMany({
    where: { sopId, ...(before === undefined ? {} : { version: { lt: before } }) },
    omit: { organizationId: true, sopId: true },
    orderBy: { version: 'desc' },
    take: limit + 1,
  });
  const nameOf = await intentNames(tx, rows);
  const data = rows.slice(0, limit).map((row) => ({
    ...row,
    // As above.
    actions: row.actions as SopAction[],
    intent: nameOf.get(row.intentId ?? '') ?? null,
  }));
  return { data, hasMore: rows.length > limit };
}

/** The id of the intent of that name; null where there is none. */
export async function intentNamed(
  tx: Tx,
  organizationId: string,
  name: string,
): Promise<string | null> {
  const found = await tx.intent.findFirst({
    where: { organizationId, name },
    select: { id: true },
  });
  return found?.id ?? null;
}
