import { Button } from '@frontdesk/ui/button';
import { TextAreaField, TextField } from '@frontdesk/ui/field';
import { useQueryClient } from '@tanstack/react-query';
import { request } from '../../api/request.ts';
import { useMe } from '../../replica/hooks.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { useAsk } from './ask.ts';
import { Block, CopyField, PageHead, Problem, SettingsForm } from './page-parts.tsx';
import type { FormValues } from './page-parts.tsx';

type Connection = {
  issuer: string;
  clientId: string;
  domains: string[];
  enforced: boolean;
  updatedAt: string;
};

type SingleSignOn = { redirectUri: string; connection: Connection | null };

/** The organization's own OpenID Connect provider. */
export function SingleSignOnPage() {
  const path = `/organizations/${useMe().organizationId}/sso`;
  const { data, error } = useAsk<SingleSignOn>(path);
  const client = useQueryClient();
  const toast = useWindowState((state) => state.toast);
  const changed = (words: string) => {
    toast(words);
    void client.invalidateQueries({ queryKey: [path] });
  };
  const remove = async () => {
    const answer = await request('DELETE', path);
    if (!answer.ok) return toast(answer.failure.message, { tone: 'bad' });
    changed('Single sign-on is off');
  };
  return (
    <>
      <PageHead title="Single sign-on">
        Members sign in with your company’s account, at any provider that speaks OpenID Connect.
        Invite them first: it lets nobody in who is no member.
      </PageHead>
      {error === null ? null : <Problem failure={error.failure} />}
      {data === undefined ? null : (
        <>
          <div className="mb-6">
            <CopyField label="Redirect address for your provider" value={data.redirectUri} />
          </div>
          <ConnectionForm
            key={data.connection?.updatedAt ?? ''}
            path={path}
            connection={data.connection}
            onDone={() => changed('Single sign-on is saved')}
          />
        </>
      )}
      {data?.connection == null ? null : (
        <Block title="Turn it off" lead="Passwords count again. Nobody is signed out.">
          <Button tone="danger" onClick={() => void remove()}>
            Turn off
          </Button>
        </Block>
      )}
    </>
  );
}

type FormProps = { path: string; connection: Connection | null; onDone: () => void };

function ConnectionForm({ path, connection, onDone }: FormProps) {
  return (
    <Block title="Your provider">
      <SettingsForm
        submit="Save"
        send={(values) => request('PUT', path, { body: bodyOf(values) })}
        onDone={onDone}
      >
        {(errorOf) => (
          <>
            <TextField
              label="Issuer"
              name="issuer"
              type="url"
              required
              placeholder="https://login.club.example"
              defaultValue={connection?.issuer}
              error={errorOf('issuer')}
            />
            <TextField
              label="Client ID"
              name="clientId"
              required
              defaultValue={connection?.clientId}
              error={errorOf('clientId')}
            />
            <TextField
              label="Client secret"
              name="clientSecret"
              type="password"
              autoComplete="off"
              required={connection === null}
              hint={connection === null ? undefined : 'Leave it empty to keep the one we have.'}
              error={errorOf('clientSecret')}
            />
            <TextAreaField
              label="E-mail domains, one on each line"
              name="domains"
              required
              rows={2}
              defaultValue={connection?.domains.join('\n')}
              error={errorOf('domains')}
            />
            <label className="flex items-center gap-2 max-md:min-h-11">
              <input
                type="checkbox"
                name="enforced"
                defaultChecked={connection?.enforced}
                className="size-4 accent-(--accent)"
              />
              Members with such an address use no password. Owners still may.
            </label>
          </>
        )}
      </SettingsForm>
    </Block>
  );
}

const bodyOf = ({ issuer, clientId, clientSecret, domains = '', enforced }: FormValues) => ({
  issuer,
  clientId,
  ...(clientSecret === '' ? {} : { clientSecret }),
  domains: domains.split(/[\s,;]+/).filter((domain) => domain !== ''),
  enforced: enforced !== undefined,
});
