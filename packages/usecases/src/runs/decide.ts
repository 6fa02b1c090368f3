import { MATCHES_FROM, type SopMatch } from '@frontdesk/ai/sops/sop-matcher';
import type { Tx } from '@frontdesk/db/client';
import { type LockedConversation, lockConversation } from '../conversations/lock-conversation.ts';
import { hintCommitted } from '../hints.ts';
import { notifyUsers } from '../notifications.ts';
import type { PipelineDeps, PipelineMessage, PipelineStep } from '../pipeline/pipeline-step.ts';
import { releaseFromRun } from './conversation-owner.ts';
import { type OpenRun, endRun, keepWhatWasDone, openRuns } from './end-run.ts';
import { type ReadText, readTexts } from './read-texts.ts';
import { writeRun } from './write-run.ts';

/**
 * Finds the procedure for what the customer wants, and proposes it or sets it going. A customer often needs several
 * messages to say one thing: the newest decides for all that came since our last word.
 */
export const decide: PipelineStep = {
  name: 'decide',
  applies: ({ spam }) => !spam,
  async run(deps, message) {
    const [texts, open] = await deps.db.asWorker(async (tx) => [
      await readTexts(tx, message),
      await openRuns(tx, message.conversationId),
    ]);
    const choice = await choose(deps, message, texts);
    if (!choice && open.length === 0) return;
    const changed = await deps.db.asWorker((tx) => settle(tx, message, choice));
    if (changed) hintCommitted(deps, message.organizationId);
  },
};

type Choice = { readonly text: ReadText; readonly match: SopMatch };

/** The procedure that fits the newest text, else one before it. */
async function choose(
  deps: PipelineDeps,
  { organizationId }: PipelineMessage,
  texts: readonly ReadText[],
): Promise<Choice | null> {
  if (texts.length === 0) return null;
  const matcher = await deps.matchers.of(organizationId);
  for (const text of texts) {
    const [match] = matcher.match(text.text, text.reading, 1);
    if (match && fits(match, text)) return { text, match };
  }
  return null;
}

/** Once a person has said what is wanted, a procedure for it fits, whatever words the customer used. */
const fits = (match: SopMatch, { corrected }: ReadText): boolean =>
  match.score >= MATCHES_FROM || (corrected && match.intentMatched);

/** Writes what was chosen, under the conversation's lock, unless the conversation has moved on. True: something changed. */
async function settle(tx: Tx, message: PipelineMessage, choice: Choice | null): Promise<boolean> {
  const conversation = await lockConversation(tx, message.conversationId);
  if (!conversation || (await readTexts(tx, message)).length === 0) return false;
  const open = await openRuns(tx, conversation.id);
  const going = open.find(({ sopId }) => sopId === choice?.match.sopId);
  if (going && choice?.text.messageId === message.id) return seenMore(tx, going, message);
  // What is under way answers an earlier message; this one says something else.
  if (!choice || going) return open.length > 0 && pauseRunning(tx, conversation.id);
  for (const { id: runId } of open)
    await endRun(tx, {
      runId,
      conversationId: conversation.id,
      state: 'STOPPED',
      reason: 'Another procedure fits what the customer wants now.',
      byId: null,
    });
  const run = await writeRun(tx, conversation, choice);
  if (run?.state === 'PROPOSED') await tellAssignee(tx, conversation, run);
  return run !== null || open.length > 0;
}

/** The customer said something else meanwhile: a person looks before the rest is done. A call that is out is waited for. */
async function pauseRunning(tx: Tx, conversationId: string): Promise<boolean> {
  const paused = await tx.$queryRaw<{ id: string }[]>`
    update sop_runs set state = 'PROPOSED', reason = 'The customer has written again.', updated_at = clock_timestamp()
    where conversation_id = ${conversationId}::uuid and state = 'RUNNING' returning id`;
  for (const { id: runId } of paused) {
    await keepWhatWasDone(tx, runId);
    await tx.$executeRaw`
      update sop_run_steps s set state = 'PROPOSED', autonomy = 'approve', approved_by_id = null, approved_at = null,
        started_at = null, updated_at = clock_timestamp()
      where s.run_id = ${runId}::uuid and (s.state = 'WAITING' or s.state = 'RUNNING'
        and not exists (select from webhook_calls w where w.id = (s.input->>'callId')::uuid))`;
    await releaseFromRun(tx, conversationId, runId);
  }
  return paused.length > 0;
}

/** The same thing in other words: what is under way answers it, and its reply has seen this message too. */
async function seenMore(tx: Tx, { id }: OpenRun, { number }: PipelineMessage): Promise<boolean> {
  const moved = await tx.$executeRaw`
    update sop_run_steps set input = jsonb_set(input, '{seenUpTo}', to_jsonb(${number}::int)), updated_at = clock_timestamp()
    where run_id = ${id}::uuid and action = 'send_reply' and state in ('WAITING', 'RUNNING')
      and (input->>'seenUpTo')::int < ${number}`;
  return moved > 0;
}

const tellAssignee = (
  tx: Tx,
  { id: conversationId, organizationId, assigneeId }: LockedConversation,
  run: { readonly id: string; readonly title: string },
): Promise<void> =>
  notifyUsers(tx, organizationId, assigneeId === null ? [] : [assigneeId], {
    kind: 'run',
    conversationId,
    itemId: run.id,
    text: `“${run.title}” fits and waits for you.`,
  });
