import type { Tx } from '@frontdesk/db/client';
import type { Actor } from '../mutation-handler.ts';
import { restoreWaiting } from '../conversations/restore-waiting.ts';
import { endRun, openRuns } from './end-run.ts';

/**
 * A person acts on a conversation: whatever the AI is doing there ends before its next step. True when something ended.
 * Nothing happens when the AI itself acts. The conversation's row must be locked: the claim of a send takes the same
 * lock, so the two cannot pass each other.
 */
export async function stopAi(tx: Tx, actor: Actor, conversationId: string): Promise<boolean> {
  if (actor.kind === 'AI' || actor.kind === 'SYSTEM') return false;
  const running = (await openRuns(tx, conversationId)).filter((run) => run.state === 'RUNNING');
  if (running.length === 0) return false;
  const reason = await tookOver(tx, actor);
  for (const { id: runId } of running)
    await endRun(tx, { runId, conversationId, state: 'STOPPED', reason, byId: actor.userId });
  await holdQueued(tx, conversationId, reason);
  return true;
}

/** The conversation is a person's now: the AI stops, and what it has queued and not yet sent waits for that person. */
export async function takeFromAi(tx: Tx, actor: Actor, conversationId: string): Promise<void> {
  if (actor.kind === 'AI' || actor.kind === 'SYSTEM') return;
  const stopped = await stopAi(tx, actor, conversationId);
  if (!stopped) await holdQueued(tx, conversationId, await tookOver(tx, actor));
}

/** A person says that there is nothing more to do here: runs that are open end with the conversation. */
export async function finishRuns(tx: Tx, actor: Actor, conversationId: string): Promise<void> {
  if (actor.kind === 'AI') return;
  await stopAi(tx, actor, conversationId);
  for (const { id: runId } of await openRuns(tx, conversationId))
    await endRun(tx, {
      runId,
      conversationId,
      state: 'STOPPED',
      reason: 'The conversation was closed.',
      byId: actor.userId,
    });
}

/** Messages of the AI that no vendor has been asked to send. */
async function holdQueued(tx: Tx, conversationId: string, why: string): Promise<void> {
  const held = await tx.$queryRaw<{ messageId: string }[]>`
    update sends s set state = 'HELD', last_error = ${why}, updated_at = clock_timestamp()
    from messages m where m.id = s.message_id and s.conversation_id = ${conversationId}::uuid
      and s.state = 'QUEUED' and m.author_kind = 'AI' returning s.message_id as "messageId"`;
  if (held.length === 0) return;
  await tx.$executeRaw`
    update messages set status = 'HELD', error_code = 'needs_look', error_text = ${why}, updated_at = clock_timestamp()
    where id = any(${held.map((one) => one.messageId)}::uuid[])`;
  await restoreWaiting(tx, conversationId);
}

async function tookOver(tx: Tx, { userId, kind }: Actor): Promise<string> {
  const member =
    userId === null
      ? null
      : await tx.membership.findFirst({ where: { userId }, select: { displayName: true } });
  return `${member?.displayName ?? (kind === 'API' ? 'A program' : 'Somebody')} took over.`;
}
