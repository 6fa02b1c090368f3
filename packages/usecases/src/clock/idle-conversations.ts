import type { Db, Tx } from '@frontdesk/db/client';
import { ConversationEdit } from '../conversations/conversation-edit.ts';
import { freezeEpisode } from '../conversations/freeze-episode.ts';
import { lockConversation } from '../conversations/lock-conversation.ts';

const IDLE_MINUTES = 30;
const BATCH = 200;

/**
 * Episodes in which nobody has said anything for half an hour, and no customer waits for an answer, are finished:
 * their transcript is frozen, and where the inbox says so the conversation is resolved. Returns the workspaces that
 * were changed.
 */
export async function finishIdleEpisodes(db: Db, now: Date): Promise<ReadonlySet<string>> {
  const before = new Date(now.getTime() - IDLE_MINUTES * 60_000);
  const changed = new Set<string>();
  for (;;) {
    const idle = await db.asWorker((tx) => findIdle(tx, before));
    for (const id of idle) {
      const organizationId = await db.asWorker((tx) => finish(tx, id, { before, now }));
      if (organizationId !== null) changed.add(organizationId);
    }
    if (idle.length < BATCH) return changed;
  }
}

async function findIdle(tx: Tx, before: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select c.id from conversations c
    join episodes e on e.conversation_id = c.id and e.number = c.episode and e.resolved_at is null
    where c.status in ('OPEN', 'PENDING') and c.waiting_since is null and c.last_message_at < ${before}::timestamptz
      and c.snoozed_until is null
    order by c.last_message_at limit ${BATCH}`;
  return rows.map(({ id }) => id);
}

/** Looks again under the lock: a message may have come meanwhile. Null when there was nothing to finish any more. */
async function finish(
  tx: Tx,
  id: string,
  { before, now }: { before: Date; now: Date },
): Promise<string | null> {
  const conversation = await lockConversation(tx, id);
  if (!conversation || conversation.frozen || conversation.waitingSince !== null) return null;
  const head = await tx.conversation.findUnique({
    where: { id },
    select: { lastMessageAt: true, inbox: { select: { autoResolve: true } } },
  });
  if (!head?.lastMessageAt || head.lastMessageAt >= before) return null;
  await freezeEpisode(tx, conversation);
  if (!head.inbox.autoResolve) return null;
  const edit = new ConversationEdit(tx, conversation, { kind: 'SYSTEM', userId: null });
  edit.set({ status: 'RESOLVED', resolvedAt: now });
  edit.event('status', { from: conversation.status, to: 'RESOLVED', idle: true });
  await edit.save();
  return conversation.organizationId;
}
