import { associationId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import type { LockedConversation } from './lock-conversation.ts';

/**
 * Takes the transcript of the conversation's current episode, once: what it says later is another episode's. Whole
 * texts, in the order of the timeline, without notes, which were never said to the customer.
 */
export async function freezeEpisode(
  tx: Tx,
  { id, organizationId, episode }: Pick<LockedConversation, 'id' | 'organizationId' | 'episode'>,
): Promise<void> {
  await tx.$executeRaw`
    insert into episodes (id, organization_id, conversation_id, number, opened_at, resolved_at, transcript)
    select ${associationId(id, String(episode))}::uuid, ${organizationId}::uuid, ${id}::uuid, ${episode},
      coalesce(min(t.at), clock_timestamp()), clock_timestamp(),
      coalesce(jsonb_agg(jsonb_build_object('number', t.number, 'at', t.at, 'direction', t.direction, 'authorKind', t.author_kind,
        'authorId', t.author_id, 'type', t.type, 'text', t.text, 'status', t.status) order by t.number), '[]'::jsonb)
    from (
      select m.number, m.created_at as at, m.direction, m.author_kind, m.author_id, m.type, coalesce(b.text, m.text) as text, m.status
      from messages m left join message_bodies b on b.message_id = m.id
      where m.conversation_id = ${id}::uuid and m.episode = ${episode} and m.status <> 'REVOKED'
    ) t
    on conflict (conversation_id, number) do update
      set resolved_at = excluded.resolved_at, transcript = excluded.transcript, updated_at = clock_timestamp()
      where episodes.resolved_at is null`;
}
