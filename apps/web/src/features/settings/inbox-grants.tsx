import { atLeast } from '@frontdesk/core/roles';
import { useQueryClient } from '@tanstack/react-query';
import { useList } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { useAsk } from './ask.ts';
import { Problem } from './page-parts.tsx';

type Grant = { readonly membershipId: string | null; readonly teamId: string | null };

/** Who sees an inbox besides owners and admins, who see all of them. */
export function InboxGrants({ inboxId }: { inboxId: string }) {
  const { mutate } = useWorkspace();
  const path = `/inboxes/${inboxId}/grants`;
  const { data, error } = useAsk<{ data: Grant[] }>(path);
  const client = useQueryClient();
  const people = useList(indexes.people);
  const teams = useList(indexes.teams);
  const grants = data?.data ?? [];
  const toggle = async (to: { membershipId: string } | { teamId: string }, on: boolean) => {
    const { settled } = mutate(on ? 'inbox.grant' : 'inbox.revoke', { inboxId, ...to });
    client.setQueryData<{ data: Grant[] }>([path], (old) => {
      const grant: Grant = { membershipId: null, teamId: null, ...to };
      const rest = (old?.data ?? []).filter((one) => one.membershipId !== grant.membershipId || one.teamId !== grant.teamId);
      return { data: on ? [...rest, grant] : rest };
    });
    await settled;
    await client.invalidateQueries({ queryKey: [path] });
  };
  const row = (id: string, name: string, to: { membershipId: string } | { teamId: string }, on: boolean) => (
    <label key={id} className="flex items-center gap-1.5 max-md:min-h-11">
      <input type="checkbox" checked={on} onChange={() => void toggle(to, !on)} className="size-4 accent-(--accent)" />
      {name}
    </label>
  );
  return (
    <fieldset>
      <legend className="text-xs font-medium text-ink-2">Who sees this inbox</legend>
      <p className="mb-1 text-xs text-ink-3">Owners and admins see every inbox.</p>
      {error === null ? null : <Problem failure={error.failure} />}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {teams.map((team) => row(team.id, `Team ${team.name}`, { teamId: team.id }, grants.some((grant) => grant.teamId === team.id)))}
        {people
          .filter((person) => person.active && !atLeast(person.role, 'ADMIN'))
          .map((person) => row(person.id, person.displayName, { membershipId: person.id }, grants.some((grant) => grant.membershipId === person.id)))}
      </div>
    </fieldset>
  );
}
