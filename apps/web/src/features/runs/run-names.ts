import { useMemo } from 'react';
import { useList, useMe, usePeople } from '../../replica/hooks.ts';
import { tags as tagIndex, teams as teamIndex } from '../../replica/indexes.ts';
import { useTemplateValues } from '../../replica/template-values.ts';
import type { Names } from './step-words.ts';

/** How people, teams, tags and the customer of a conversation are called, as this replica knows them now. */
export function useRunNames(conversationId: string): Names {
  const me = useMe();
  const people = usePeople();
  const teams = useList(teamIndex);
  const tags = useList(tagIndex);
  const values = useTemplateValues(conversationId);
  return useMemo(
    () => ({
      person: (id) => (id === me.userId ? 'you' : people.get(id)?.name),
      team: (id) => teams.find((team) => team.id === id)?.name,
      tag: (id) => tags.find((tag) => tag.id === id)?.name,
      values,
    }),
    [me.userId, people, teams, tags, values],
  );
}
