import { useMemo } from 'react';
import { useConversation, useList, useMe, usePeople, useRow } from '../../replica/hooks.ts';
import { tags as tagIndex, teams as teamIndex } from '../../replica/indexes.ts';
import type { Names } from './step-words.ts';

/** How people, teams, tags and the customer of a conversation are called, as this replica knows them now. */
export function useRunNames(conversationId: string): Names {
  const me = useMe();
  const people = usePeople();
  const teams = useList(teamIndex);
  const tags = useList(tagIndex);
  const conversation = useConversation(conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const email = card?.email ?? null;
  return useMemo(
    () => ({
      person: (id) => (id === me.userId ? 'you' : people.get(id)?.name),
      team: (id) => teams.find((team) => team.id === id)?.name,
      tag: (id) => tags.find((tag) => tag.id === id)?.name,
      email,
    }),
    [me.userId, people, teams, tags, email],
  );
}
