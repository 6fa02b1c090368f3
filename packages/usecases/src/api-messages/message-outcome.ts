import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '@frontdesk/core/bus';
import { unreachable } from '@frontdesk/core/assert';
import type { StepState } from '@frontdesk/core/sops/entities';
import type { Tx } from '@frontdesk/db/client';
import type { Deps } from '../deps.ts';
import { STEP_ATTEMPTS } from '../pipeline/run-pipeline.ts';
import type { Received } from './receive-api-message.ts';

/** What came of a message, in the words of seed 000. */
export type MessageOutcome = {
  readonly threadId: string;
  readonly messageId: string;
  /** `category`: an intent's name; null where the reader is unsure. */
  readonly intent: { readonly category: string | null; readonly confidence: number };
  readonly sopMatched: boolean;
  readonly actions: { type: string; status: 'completed' | 'pending' | 'failed' | 'skipped' }[];
  /** What was answered; null where nothing was, or not yet. */
  readonly response: string | null;
};

/** A hint may be lost, and not everything that is waited for gives one. */
const POLL_MS = 100;
/** However much else happens in the workspace. */
const GAP_MS = 20;

/**
 * Waits until a stored message is read and its procedure has done what it may do without a person, at most until
 * `deadline` (by `performance.now()`). False: it is still at work.
 */
export async function awaitOutcome(
  { db, bus }: Pick<Deps, 'db' | 'bus'>,
  received: Received,
  deadline: number,
): Promise<boolean> {
  const changes = watchChanges(bus, received.organizationId);
  try {
    for (;;) {
      if (!(await db.asWorker((tx) => isAtWork(tx, received)))) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await changes.next(Math.min(left, POLL_MS));
    }
  } finally {
    changes.end();
  }
}

/** A message whose reading has failed for good is not waited for. */
async function isAtWork(tx: Tx, { conversationId, messageId, number }: Received): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ atWork: boolean }[]>`
    select exists (select from pipeline_steps where message_id = ${messageId}::uuid and attempts < ${STEP_ATTEMPTS})
      or exists (select from sop_runs where conversation_id = ${conversationId}::uuid and number <= ${number} and state = 'RUNNING')
      as "atWork"`;
  return row?.atWork ?? false;
}

/** `next` resolves when the workspace has changed since the last call, or after that many milliseconds. */
function watchChanges(
  bus: Bus,
  organizationId: string,
): { next(ms: number): Promise<void>; end(): void } {
  let changed = Promise.withResolvers<void>();
  const end = bus.subscribe('head', ({ workspaceId }) => {
    if (workspaceId === organizationId) changed.resolve();
  });
  return {
    end,
    async next(ms) {
      await delay(Math.min(ms, GAP_MS));
      const over = new AbortController();
      const late = delay(ms, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([changed.promise, late]);
      over.abort();
      changed = Promise.withResolvers();
    },
  };
}

/** What is known of the message now. Read as whoever asks. */
export async function readOutcome(tx: Tx, received: Received): Promise<MessageOutcome> {
  const { conversationId, messageId } = received;
  const read = await tx.classification.findUnique({
    where: { messageId },
    select: { intentId: true, confidence: true },
  });
  const intent = read?.intentId
    ? await tx.intent.findUnique({ where: { id: read.intentId }, select: { name: true } })
    : null;
  const runId = await findRun(tx, received);
  const steps = runId === null ? [] : await stepsOf(tx, runId);
  return {
    threadId: conversationId,
    messageId,
    intent: { category: intent?.name ?? null, confidence: read?.confidence ?? 0 },
    sopMatched: runId !== null,
    actions: steps.map(({ action, state }) => ({
      type: action,
      // The column's check holds it to them.
      status: statusOf(state as StepState),
    })),
    response: await readResponse(tx, steps),
  };
}

const stepsOf = (tx: Tx, runId: string) =>
  tx.sopRunStep.findMany({
    where: { runId },
    select: { action: true, state: true, input: true },
    orderBy: { position: 'asc' },
  });

/** The run that the message called for, else the one under way that answers it too. */
async function findRun(
  tx: Tx,
  { conversationId, messageId, number }: Received,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    select id from sop_runs where conversation_id = ${conversationId}::uuid
      and (message_id = ${messageId}::uuid or (number < ${number} and state in ('RUNNING', 'PROPOSED')))
    order by number desc, created_at desc, id desc limit 1`;
  return row?.id ?? null;
}

function statusOf(state: StepState): MessageOutcome['actions'][number]['status'] {
  switch (state) {
    case 'DONE':
      return 'completed';
    case 'WAITING':
    case 'PROPOSED':
    case 'BLOCKED':
    case 'RUNNING':
      return 'pending';
    case 'FAILED':
      return 'failed';
    case 'SKIPPED':
    case 'STOPPED':
      return 'skipped';
    default:
      return unreachable(state);
  }
}

type Step = { readonly action: string; readonly state: string; readonly input: unknown };

/** The replies that were stored, as they are: a person may have edited one. */
async function readResponse(tx: Tx, steps: readonly Step[]): Promise<string | null> {
  const ids = steps
    .filter(({ action, state }) => action === 'send_reply' && state === 'DONE')
    .map(({ input }) => (input as { readonly messageId: string }).messageId);
  if (ids.length === 0) return null;
  const rows = await tx.$queryRaw<{ text: string }[]>`
    select coalesce(b.text, m.text) as text from messages m left join message_bodies b on b.message_id = m.id
    where m.id = any(${ids}::uuid[]) order by m.number`;
  return rows.map(({ text }) => text).join('\n\n') || null;
}
