import { Avatar } from '@frontdesk/ui/avatar';
import type { Choice } from '@frontdesk/ui/choice-list';
import { Picker } from '@frontdesk/ui/picker';
import { UserMinus, Users } from 'lucide-react';
import { assign, assignTeam } from '../features/inbox/changes.ts';
import { useList, useOnline, usePeople } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { useWorkspace } from '../replica/workspace.ts';

export type PickerAt = { anchor: Element; ids: readonly string[]; onClose: () => void };

/** Whether all of the conversations have this assignee or team. */
function useEveryHas(ids: readonly string[]) {
  const { store } = useWorkspace();
  const rows = ids.flatMap((id) => store.row('conversations', id).get() ?? []);
  return (field: 'assigneeId' | 'teamId', id: string) =>
    rows.length > 0 && rows.every((row) => row[field] === id);
}

/** Me first, then who is here, then the others. */
function usePeopleChoices(ids: readonly string[]): Choice[] {
  const workspace = useWorkspace();
  const { userId } = workspace.me;
  const online = new Set(useOnline().map((person) => person.id));
  const everyHas = useEveryHas(ids);
  const rank = (id: string) => (id === userId ? 2 : Number(online.has(id)));
  return [...usePeople().values()]
    .filter((person) => person.active && person.role !== 'VIEWER')
    .toSorted((a, b) => rank(b.id) - rank(a.id))
    .map(({ id, name }) => ({
      id,
      label: id === userId ? `${name} (me)` : name,
      ...(online.has(id) ? { detail: 'here now' } : {}),
      icon: <Avatar name={name} seed={id} size="sm" />,
      checked: everyHas('assigneeId', id),
      run: () => assign(workspace, ids, { id, name }),
    }));
}

function useTeamChoices(ids: readonly string[]): Choice[] {
  const workspace = useWorkspace();
  const everyHas = useEveryHas(ids);
  return useList(indexes.teams).map(({ id, name }) => {
    const checked = everyHas('teamId', id);
    const icon = <Users size={15} aria-hidden="true" />;
    const run = () => assignTeam(workspace, ids, { id: checked ? null : id, name });
    return { id, label: name, icon, checked, run };
  });
}

export function AssignPicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const people = usePeopleChoices(ids);
  const teams = useTeamChoices(ids);
  const nobody: Choice = {
    id: 'nobody',
    label: 'Unassign',
    icon: <UserMinus size={15} aria-hidden="true" />,
    run: () => assign(workspace, ids, { id: null, name: '' }),
  };
  const groups = [
    { id: 'people', label: 'People', items: people },
    { id: 'teams', label: 'Teams', items: teams },
    { id: 'nobody', label: 'Nobody', items: [nobody] },
  ].filter((group) => group.items.length > 0);
  return (
    <Picker
      label="Assign to"
      placeholder="Assign to…"
      anchor={anchor}
      onClose={onClose}
      groups={groups}
      empty="Nobody of that name"
    />
  );
}
