import { Avatar } from '@frontdesk/ui/avatar';
import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { Chip } from '@frontdesk/ui/chip';
import { TextField } from '@frontdesk/ui/field';
import { Tabs } from '@frontdesk/ui/tabs';
import { useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { request } from '../../api/request.ts';
import { useMe } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { signOut } from '../../shell/session.ts';
import { setTheme, useTheme } from '../../shell/theme.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { fullTime } from '../../shell/words.ts';
import { useAsk } from './ask.ts';
import { DemoWorkspace } from './demo-workspace.tsx';
import { Block, PageHead, Problem, SettingsForm } from './page-parts.tsx';
import { SecondFactor } from './second-factor.tsx';

export function AccountPage() {
  const me = useMe();
  const { status } = useWorkspace();
  return (
    <>
      <PageHead
        title="My account"
        action={
          <Button
            icon={<LogOut size={14} aria-hidden="true" />}
            onClick={() => signOut(status.get().pending)}
          >
            Sign out
          </Button>
        }
      />
      {me.mustSetUpSecondFactor ? (
        <div className="mb-6">
          <Banner tone="warn">
            Your organization asks for a second factor. Set it up here, then everything else opens.
          </Banner>
        </div>
      ) : null}
      <div className="mb-6 flex items-center gap-3">
        <Avatar name={me.name} seed={me.userId} size="lg" />
        <div className="flex-1">
          <p className="font-semibold">{me.name}</p>
          <p className="text-ink-2">{me.email}</p>
        </div>
        <Chip>{me.role.toLowerCase()}</Chip>
      </div>
      <Look />
      <Organizations />
      <Password />
      <SecondFactor />
      <Sessions />
      {me.role === 'OWNER' ? <DemoWorkspace /> : null}
    </>
  );
}

function Look() {
  const theme = useTheme();
  return (
    <Block title="Look" lead="For this browser.">
      <Tabs
        label="Theme"
        value={theme}
        onChange={setTheme}
        tabs={[
          { id: 'light', label: 'Light' },
          { id: 'dark', label: 'Dark' },
          { id: 'system', label: 'As the system' },
        ]}
      />
    </Block>
  );
}

function Organizations() {
  const me = useMe();
  if (me.organizations.length < 2) return null;
  const enter = async (organizationId: string) => {
    const answer = await request('POST', '/auth/switch', { body: { organizationId } });
    if (answer.ok) location.assign('/');
    else useWindowState.getState().toast(answer.failure.message, { tone: 'bad' });
  };
  return (
    <Block title="Organizations">
      <ul className="flex flex-col gap-1">
        {me.organizations.map(({ id, name }) => (
          <li key={id} className="flex h-9 items-center gap-2">
            <span className="flex-1">{name}</span>
            {id === me.organizationId ? (
              <Chip tone="ok">here</Chip>
            ) : (
              <Button size="sm" onClick={() => void enter(id)}>
                Go there
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}

function Password() {
  const toast = useWindowState((state) => state.toast);
  return (
    <Block title="Password" lead="Your other sessions end when you change it.">
      <SettingsForm
        submit="Change the password"
        send={(values) => request('POST', '/auth/password', { body: values })}
        onDone={() => toast('Password changed')}
      >
        {(errorOf) => (
          <div className="grid gap-3 sm:grid-cols-2">
            <TextField
              label="Current password"
              name="currentPassword"
              type="password"
              autoComplete="current-password"
              required
              error={errorOf('currentPassword')}
            />
            <TextField
              label="New password"
              name="password"
              type="password"
              autoComplete="new-password"
              required
              minLength={10}
              maxLength={72}
              error={errorOf('password')}
            />
          </div>
        )}
      </SettingsForm>
    </Block>
  );
}

type Session = {
  id: string;
  userAgent: string | null;
  ip: string | null;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
};

/** The part of a user agent that a person recognises. */
function deviceName(userAgent: string | null): string {
  if (userAgent === null) return 'Unknown device';
  const browser =
    /(Firefox|Edg|OPR|Chrome|Safari)\/[\d.]+/
      .exec(userAgent)?.[1]
      ?.replace('Edg', 'Edge')
      .replace('OPR', 'Opera') ?? 'A program';
  const system =
    /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/
      .exec(userAgent)?.[1]
      ?.replace('Mac OS X', 'macOS') ?? '';
  return system === '' ? browser : `${browser} on ${system}`;
}

function Sessions() {
  const { data, error } = useAsk<{ data: Session[] }>('/auth/sessions');
  const client = useQueryClient();
  const end = async (id: string) => {
    const answer = await request('DELETE', `/auth/sessions/${id}`);
    if (!answer.ok) useWindowState.getState().toast(answer.failure.message, { tone: 'bad' });
    await client.invalidateQueries({ queryKey: ['/auth/sessions'] });
  };
  return (
    <Block title="Where you are signed in">
      {error === null ? null : <Problem failure={error.failure} />}
      <ul>
        {data?.data.map((session) => (
          <li key={session.id} className="flex items-center gap-3 border-b py-2 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{deviceName(session.userAgent)}</span>
              <span className="block truncate text-xs text-ink-3">
                {session.ip ?? 'unknown address'} · last seen {fullTime(session.lastSeenAt)}
              </span>
            </span>
            {session.current ? (
              <Chip tone="ok">this one</Chip>
            ) : (
              <Button size="sm" onClick={() => void end(session.id)}>
                Sign out there
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}
