import type { Tx } from '@frontdesk/db/client';

/** Enough to recognise a message by. */
const PREVIEW_CHARS = 160;

type Named = { readonly id: string; readonly name: string };

/** A step of a run, in a word. */
type StepView = { readonly action: string; readonly state: string; readonly error: string | null };

export type RunSummary = {
  readonly id: string;
  readonly sopId: string;
  readonly title: string;
  readonly sopVersion: number;
  readonly score: number;
  readonly because: string;
  readonly autonomy: string;
  readonly state: string;
  readonly reason: string | null;
  readonly steps: StepView[];
  /** Users who let a step go. */
  readonly approvedBy: Named[];
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
};

/** A message that was read, how, and what was done about it. */
export type DecisionView = {
  readonly id: string;
  readonly at: Date;
  readonly messageId: string;
  readonly number: number;
  readonly preview: string;
  readonly conversationId: string;
  readonly inboxId: string;
  readonly contact: Named;
  /** As it counts now; null where nobody could be sure. */
  readonly intent: Named | null;
  readonly confidence: number;
  /** Null: nobody has. `read` is what the machine had said. */
  readonly corrected: {
    readonly read: Named | null;
    readonly by: Named | null;
    readonly at: Date;
  } | null;
  readonly language: string | null;
  readonly urgency: string;
  readonly provider: string;
  readonly ms: number;
  /** What outside models took for this message, in millionths of a US dollar. */
  readonly microUsd: number;
  readonly run: RunSummary | null;
};

type Wanted = { readonly classificationId: string; readonly runId: string | null };

/** The rows in the order of what is wanted. Without a run's id, the message's newest one. */
export async function readDecisions(tx: Tx, wanted: readonly Wanted[]): Promise<DecisionView[]> {
  if (wanted.length === 0) return [];
  const reads = await tx.classification.findMany({
    where: { id: { in: wanted.map((one) => one.classificationId) } },
    omit: { organizationId: true, alternatives: true, rev: true },
  });
  const runs = await findRuns(
    tx,
    reads.map((one) => one.messageId),
  );
  const about = await readAbout(tx, reads, runs);
  const readOf = new Map(reads.map((one) => [one.id, one]));
  return wanted.flatMap(({ classificationId, runId }) => {
    const read = readOf.get(classificationId);
    if (!read) return [];
    const ofMessage = runs.filter((one) => one.messageId === read.messageId);
    const run = runId === null ? ofMessage[0] : ofMessage.find((one) => one.id === runId);
    return [{ ...viewOf(read, about), run: run ? summaryOf(run, about) : null }];
  });
}

type Read = {
  readonly id: string;
  readonly scopeId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly number: number;
  readonly intentId: string | null;
  readonly confidence: number;
  readonly language: string | null;
  readonly urgency: string;
  readonly provider: string;
  readonly ms: number;
  readonly readIntentId: string | null;
  readonly correctedById: string | null;
  readonly correctedAt: Date | null;
  readonly createdAt: Date;
};

type Run = Awaited<ReturnType<typeof findRuns>>[number];

/** Newest first. */
const findRuns = (tx: Tx, messageIds: readonly string[]) =>
  tx.sopRun.findMany({
    where: { messageId: { in: [...messageIds] } },
    select: {
      id: true,
      messageId: true,
      sopId: true,
      title: true,
      sopVersion: true,
      score: true,
      because: true,
      autonomy: true,
      state: true,
      reason: true,
      startedAt: true,
      endedAt: true,
      steps: {
        select: { action: true, state: true, error: true, approvedById: true },
        orderBy: { position: 'asc' },
      },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });

/** What the rows speak of, by id. */
type About = {
  readonly texts: ReadonlyMap<string, string>;
  readonly contacts: ReadonlyMap<string, Named>;
  readonly intents: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
  readonly costs: ReadonlyMap<string, number>;
};

async function readAbout(tx: Tx, reads: readonly Read[], runs: readonly Run[]): Promise<About> {
  const messageIds = reads.map((one) => one.messageId);
  const messages = await tx.message.findMany({
    where: { id: { in: messageIds } },
    select: { id: true, text: true },
  });
  const conversations = await tx.conversation.findMany({
    where: { id: { in: [...new Set(reads.map((one) => one.conversationId))] } },
    select: { id: true, card: { select: { contactId: true, name: true } } },
  });
  const intents = await tx.intent.findMany({
    where: { id: { in: distinct(reads.flatMap((one) => [one.intentId, one.readIntentId])) } },
    select: { id: true, name: true },
  });
  const approvers = runs.flatMap(({ steps }) => steps.map((step) => step.approvedById));
  const people = await tx.membership.findMany({
    where: { userId: { in: distinct([...reads.map((one) => one.correctedById), ...approvers]) } },
    select: { userId: true, displayName: true },
  });
  const costs = await tx.aiCall.groupBy({
    by: ['messageId'],
    where: { messageId: { in: messageIds } },
    _sum: { cost: true },
  });
  return {
    texts: new Map(messages.map(({ id, text }) => [id, text])),
    contacts: new Map(
      conversations.map(({ id, card }) => [id, { id: card.contactId, name: card.name }]),
    ),
    intents: new Map(intents.map(({ id, name }) => [id, name])),
    people: new Map(people.map(({ userId, displayName }) => [userId, displayName])),
    costs: new Map(costs.map(({ messageId, _sum }) => [messageId ?? '', Number(_sum.cost ?? 0)])),
  };
}

const distinct = (ids: readonly (string | null)[]): string[] => [
  ...new Set(ids.filter((id) => id !== null)),
];

function viewOf(read: Read, about: About): Omit<DecisionView, 'run'> {
  const { id, conversationId, messageId, number, confidence, language, urgency } = read;
  const { correctedAt, provider, ms } = read;
  return {
    id,
    at: read.createdAt,
    messageId,
    number,
    preview: about.texts.get(messageId)?.slice(0, PREVIEW_CHARS).toWellFormed() ?? '',
    conversationId,
    inboxId: read.scopeId,
    contact: about.contacts.get(conversationId) ?? { id: '', name: '' },
    intent: named(about.intents, read.intentId),
    confidence,
    corrected: correctedAt && {
      read: named(about.intents, read.readIntentId),
      by: named(about.people, read.correctedById),
      at: correctedAt,
    },
    language,
    urgency,
    provider,
    ms,
    microUsd: about.costs.get(messageId) ?? 0,
  };
}

/** A person who has left, or an intent that is gone, has no name any more. */
function named(names: ReadonlyMap<string, string>, id: string | null): Named | null {
  const name = id === null ? undefined : names.get(id);
  return id === null || name === undefined ? null : { id, name };
}

function summaryOf({ messageId: _of, steps, ...run }: Run, about: About): RunSummary {
  // Whoever skipped a step has decided about it, and approved nothing.
  const approved = steps.filter(({ state }) => state !== 'SKIPPED');
  const approvers = distinct(approved.map((step) => step.approvedById));
  return {
    ...run,
    steps: steps.map(({ action, state, error }) => ({ action, state, error })),
    approvedBy: approvers.flatMap((id) => named(about.people, id) ?? []),
  };
}
