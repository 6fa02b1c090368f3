import { Avatar } from '@frontdesk/ui/avatar';
import { Picker } from '@frontdesk/ui/picker';
import { UserMinus, Users } from 'lucide-react';
import { assign, assignTeam } from '../features/inbox/changes.ts';
import { useList, useOnline, usePeople } from '../replica/hooks.ts';
import * as indexes from '../replica/indexes.ts';
import { useWorkspace } from '../replica/workspace.ts';

export type PickerAt = { anchor: Element; ids: readonly string[]; onClose: () => void };

export function AssignPicker({ anchor, ids, onClose }: PickerAt) {
  const workspace = useWorkspace();
  const people = usePeople();
  const teams = useList(indexes.teams);
  const online = new Set(useOnline().map((person) => person.id));
  const { me, store } = workspace;
  const rows = ids.flatMap((id) => store.row('conversations', id).get() ?? []);
  const everyHas = (field: 'assigneeId' | 'teamId', id: string | null) => rows.length > 0 && rows.every((row) => row[field] === id);
  const colleagues = [...people.values()]
    .filter((person) => person.active && person.role !== 'VIEWER')
    .sort((a, b) => Number(b.id === me.userId) - Number(a.id === me.userId) || Number(online.has(b.id)) - Number(online.has(a.id)));
  const groups = [
    {
      id: 'people',
      label: 'People',
      items: colleagues.map((person) => ({
        id: `user:${person.id}`,
        label: person.id === me.userId ? `${person.name} (me)` : person.name,
        ...(online.has(person.id) ? { detail: 'here now' } : {}),
        icon: <Avatar name={person.name} seed={person.id} size="sm" />,
        checked: everyHas('assigneeId', person.id),
      })),
    },
    {
      id: 'teams',
      label: 'Teams',
      items: teams.map((team) => ({ id: `team:${team.id}`, label: team.name, icon: <Users size={15} aria-hidden="true" />, checked: everyHas('teamId', team.id) })),
    },
    { id: 'none', label: 'Nobody', items: [{ id: 'none', label: 'Unassign', icon: <UserMinus size={15} aria-hidden="true" /> }] },
  ].filter((group) => group.items.length > 0);
  const pick = (choice: string) => {
    const [kind, id = ''] = choice.split(':', 2);
    if (kind === 'user') assign(workspace, ids, { id, name: people.get(id)?.name ?? 'a colleague' });
    else if (kind === 'team') {
      const same = everyHas('teamId', id);
      assignTeam(workspace, ids, { id: same ? null : id, name: teams.find((team) => team.id === id)?.name ?? 'a team' });
    } else assign(workspace, ids, { id: null, name: '' });
    onClose();
  };
  return <Picker label="Assign to" placeholder="Assign to…" anchor={anchor} onClose={onClose} groups={groups} onPick={(choice) => pick(choice.id)} empty={() => 'Nobody of that name'} />;
}
