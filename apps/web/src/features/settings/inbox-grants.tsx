import { atLeast } from '@frontdesk/core/roles';
import { useQueryClient } from '@tanstack/react-query';
import { useList } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { useAsk } from './ask.ts';
import { Problem } from './page-parts.tsx';

type Grant = { readonly membershipId: string | null; readonly teamId: string | null };

type Holder = { membershipId: string } | { teamId: string };

const grantOf = (to: Holder): Grant => ({ membershipId: null, teamId: null, ...to });
const same = (a: Grant, b: Grant) => a.membershipId === b.membershipId && a.teamId === b.teamId;

/** The grants of an inbox, and the change of one: it shows at once and is asked for again when the server has decided. */
function useGrants(inboxId: string) {
  const { mutate } = useWorkspace();
  const path = `/inboxes/${inboxId}/grants`;
  const { data, error } = useAsk<{ data: Grant[] }>(path);
  const client = useQueryClient();
  const toggle = async (to: Holder, on: boolean) => {
    const { settled } = mutate(on ? 'inbox.grant' : 'inbox.revoke', { inboxId, ...to });
    client.setQueryData<{ data: Grant[] }>([path], (old) => {
      const rest = (old?.data ?? []).filter((one) => !same(one, grantOf(to)));
      return { data: on ? [...rest, grantOf(to)] : rest };
    });
    await settled;
    await client.invalidateQueries({ queryKey: [path] });
  };
  return { grants: data?.data ?? [], failure: error?.failure ?? null, toggle };
}

/** Who sees an inbox besides owners and admins, who see all of them. */
export function InboxGrants({ inboxId }: { inboxId: string }) {
  const { grants, failure, toggle } = useGrants(inboxId);
  const people = useList(indexes.people);
  const teams = useList(indexes.teams);
  const holders: { name: string; to: Holder }[] = [
    ...teams.map((team) => ({ name: `Team ${team.name}`, to: { teamId: team.id } })),
    ...people
      .filter((person) => person.active && !atLeast(person.role, 'ADMIN'))
      .map((person) => ({ name: person.displayName, to: { membershipId: person.id } })),
  ];
  return (
    <fieldset>
      <legend className="text-xs font-medium text-ink-2">Who sees this inbox</legend>
      <p className="mb-1 text-xs text-ink-3">Owners and admins see every inbox.</p>
      {failure === null ? null : <Problem failure={failure} />}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {holders.map(({ name, to }) => {
          const on = grants.some((grant) => same(grant, grantOf(to)));
          return (
            <label key={JSON.stringify(to)} className="flex items-center gap-1.5 max-md:min-h-11">
              <input
                type="checkbox"
                checked={on}
                onChange={() => void toggle(to, !on)}
                className="size-4 accent-(--accent)"
              />
              {name}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
