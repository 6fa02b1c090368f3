import type { Team } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import { ROLES, atLeast } from '@frontdesk/core/roles';
import type { Role } from '@frontdesk/core/roles';
import { Avatar } from '@frontdesk/ui/avatar';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { NativeSelect, TextField } from '@frontdesk/ui/field';
import { IconButton } from '@frontdesk/ui/icon-button';
import { Select } from '@frontdesk/ui/select';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Trash2, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { request } from '../../api/request.ts';
import { useList, useMe } from '../../replica/hooks.ts';
import * as indexes from '../../replica/indexes.ts';
import { allowed, useWorkspace } from '../../replica/workspace.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { counted } from '../../shell/words.ts';
import { useAsk } from './ask.ts';
import { Block, CopyField, PageHead, Problem, SettingsForm } from './page-parts.tsx';

export type Member = {
  readonly id: string;
  readonly membershipId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly status: 'ACTIVE' | 'INVITED' | 'INACTIVE';
  readonly secondFactor: boolean;
};

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  OWNER: 'Owner',
  ADMIN: 'Admin',
  MANAGER: 'Manager',
  AGENT: 'Agent',
  VIEWER: 'Viewer',
};

const ROLE_HELP =
  'Viewers read. Agents answer. Managers also keep tags, teams and failed sends. Admins also connect inboxes and invite. Owners may do everything.';

export function TeamPage() {
  const me = useMe();
  const path = `/organizations/${me.organizationId}/users`;
  const { data, error } = useAsk<{ data: Member[] }>(path);
  const client = useQueryClient();
  const changed = () => void client.invalidateQueries({ queryKey: [path] });
  const may = allowed(me, 'member.write');
  return (
    <>
      <PageHead title="Team">{ROLE_HELP}</PageHead>
      {may ? <Invite path={path} onDone={changed} /> : null}
      <Block title="Members">
        {error === null ? null : <Problem failure={error.failure} />}
        <ul aria-label="Members">
          {data?.data.map((member) => (
            <MemberRow key={member.id} member={member} path={path} may={may} onChange={changed} />
          ))}
        </ul>
      </Block>
      <Teams />
    </>
  );
}

/** Roles that somebody of this role may give. */
const givable = (mine: Role): readonly Role[] =>
  ROLES.toReversed().filter((role) => atLeast(mine, role));

function Invite({ path, onDone }: { path: string; onDone: () => void }) {
  const me = useMe();
  const toast = useWindowState((state) => state.toast);
  const [link, setLink] = useState<string | null>(null);
  return (
    <Block
      title="Invite somebody"
      lead="They get a mail with a link, or you hand the link over yourself."
    >
      <SettingsForm
        submit="Invite"
        send={({ name, ...values }) =>
          request<{ link: string | null }>('POST', path, {
            body: { ...values, ...(name ? { name } : {}) },
          })
        }
        onDone={(answer) => {
          setLink(answer.link);
          toast('Invited');
          onDone();
        }}
      >
        {(errorOf) => (
          <div className="grid gap-3 sm:grid-cols-3">
            <TextField label="E-mail" name="email" type="email" required error={errorOf('email')} />
            <TextField label="Name" name="name" maxLength={120} error={errorOf('name')} />
            <NativeSelect label="Role" name="role" defaultValue="AGENT">
              {givable(me.role).map((role) => (
                <option key={role} value={role}>
                  {ROLE_WORDS[role]}
                </option>
              ))}
            </NativeSelect>
          </div>
        )}
      </SettingsForm>
      {link === null ? null : (
        <div className="mt-3">
          <CopyField label="Link to hand over" value={link} />
        </div>
      )}
    </Block>
  );
}

type RowProps = { member: Member; path: string; may: boolean; onChange: () => void };

function MemberRow({ member, path, may, onChange }: RowProps) {
  const me = useMe();
  const [link, setLink] = useState<string | null>(null);
  const mine = member.id === me.userId;
  return (
    <li className="border-b py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name={member.name} seed={member.id} />
        <div className="min-w-40 flex-1">
          <p className="font-medium">
            {member.name}
            {mine ? ' (you)' : ''}
          </p>
          <p className="truncate text-xs text-ink-3">{member.email}</p>
        </div>
        {member.status === 'INVITED' ? <Chip tone="warn">invited</Chip> : null}
        {member.status === 'INACTIVE' ? <Chip>inactive</Chip> : null}
        {member.secondFactor ? <Chip tone="ok">second factor</Chip> : null}
        {may && !mine && atLeast(me.role, member.role) ? (
          <MemberActions member={member} path={path} onChange={onChange} onLink={setLink} />
        ) : (
          <Chip>{ROLE_WORDS[member.role]}</Chip>
        )}
      </div>
      {link === null ? null : (
        <div className="mt-2">
          <CopyField label="Link to set a new password; it works once, for an hour" value={link} />
        </div>
      )}
    </li>
  );
}

type ActionsProps = Omit<RowProps, 'may'> & { onLink: (link: string) => void };

function MemberActions({ member, path, onChange, onLink }: ActionsProps) {
  const me = useMe();
  const toast = useWindowState((state) => state.toast);
  const address = `${path}/${member.id}`;
  const change = async (method: 'PATCH' | 'DELETE', body?: object) => {
    const answer = await request(method, address, body === undefined ? {} : { body });
    if (!answer.ok) toast(answer.failure.message, { tone: 'bad' });
    onChange();
  };
  const makeLink = async () => {
    const answer = await request<{ link: string }>('POST', `${address}/password-link`, {
      body: {},
    });
    if (answer.ok) onLink(answer.value.link);
    else toast(answer.failure.message, { tone: 'bad' });
  };
  return (
    <>
      <Select
        label={`Role of ${member.name}`}
        value={member.role}
        options={givable(me.role).map((role) => ({ value: role, label: ROLE_WORDS[role] }))}
        onChange={(role) => void change('PATCH', { role })}
      />
      <Button
        size="sm"
        onClick={() => void change('PATCH', { active: !member.active })}
        disabled={member.status === 'INVITED'}
      >
        {member.active ? 'Deactivate' : 'Activate'}
      </Button>
      <IconButton
        label={`Make a password link for ${member.name}`}
        icon={<Link size={15} />}
        onClick={() => void makeLink()}
      />
      <IconButton
        label={`Remove ${member.name}`}
        icon={<Trash2 size={15} />}
        onClick={() => void change('DELETE')}
      />
    </>
  );
}

function Teams() {
  const { mutate, me } = useWorkspace();
  const teams = useList(indexes.teams);
  const may = allowed(me, 'team.write');
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    mutate('team.create', {
      teamId: newId(),
      name: String(new FormData(form).get('name')).trim(),
      color: '#5b4fd6',
    });
    form.reset();
  };
  return (
    <Block
      title="Teams"
      lead="A conversation can be given to a team, and an inbox can be opened to one."
    >
      {may ? (
        <form onSubmit={add} className="mb-3 flex items-end gap-2">
          <div className="flex-1">
            <TextField label="New team" name="name" required maxLength={60} />
          </div>
          <Button type="submit" icon={<UserPlus size={14} aria-hidden="true" />} className="h-9">
            Add team
          </Button>
        </form>
      ) : null}
      <ul className="flex flex-col gap-3">
        {teams.map((team) => (
          <TeamRow key={team.id} team={team} may={may} />
        ))}
      </ul>
    </Block>
  );
}

function TeamRow({ team, may }: { team: Team; may: boolean }) {
  const { mutate } = useWorkspace();
  const people = useList(indexes.people);
  const links = useList(indexes.teamMembers);
  const members = new Set(
    links.filter((link) => link.teamId === team.id).map((link) => link.membershipId),
  );
  const toggle = (membershipId: string) =>
    mutate(members.has(membershipId) ? 'team.removeMember' : 'team.addMember', {
      teamId: team.id,
      membershipId,
    });
  return (
    <li className="rounded-md border p-3">
      <div className="flex items-center gap-2">
        <p className="flex-1 font-medium">{team.name}</p>
        <span className="text-xs text-ink-3">{counted(members.size, 'member')}</span>
        {may ? (
          <IconButton
            label={`Delete the team ${team.name}`}
            icon={<Trash2 size={15} />}
            onClick={() => mutate('team.delete', { teamId: team.id })}
          />
        ) : null}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {people
          .filter((person) => person.active)
          .map((person) => (
            <li key={person.id}>
              <label className="flex items-center gap-1.5 max-md:min-h-11">
                <input
                  type="checkbox"
                  checked={members.has(person.id)}
                  disabled={!may}
                  onChange={() => toggle(person.id)}
                  className="size-4 accent-(--accent)"
                />
                {person.displayName}
              </label>
            </li>
          ))}
      </ul>
    </li>
  );
}
