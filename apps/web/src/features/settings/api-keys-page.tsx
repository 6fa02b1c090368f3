import { PERMISSIONS, atLeast } from '@frontdesk/core/roles';
import type { Permission } from '@frontdesk/core/roles';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { TextField } from '@frontdesk/ui/field';
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useMe } from '../../replica/hooks.ts';
import { useWindowState } from '../../shell/window-state.ts';
import { useNow } from '../../shell/clock.ts';
import { shortDate } from '../../shell/words.ts';
import { useAsk } from './ask.ts';
import { Block, CopyField, PageHead, Problem, SettingsForm } from './page-parts.tsx';

type ApiKey = {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
};

const PATH = '/api-keys';

export function ApiKeysPage() {
  const { data, error } = useAsk<{ data: ApiKey[] }>(PATH);
  const client = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const changed = () => void client.invalidateQueries({ queryKey: [PATH] });
  const onMade = (key: string) => {
    setMade(key);
    changed();
  };
  return (
    <>
      <PageHead title="API keys" action={<DocsLink />}>
        For programs of yours. A key acts as you, within what it may do, and ends with your
        membership.
      </PageHead>
      <NewKey onDone={onMade} />
      {made === null ? null : (
        <div className="mb-6">
          <CopyField label="The key. It is shown only now" value={made} />
        </div>
      )}
      {error === null ? null : <Problem failure={error.failure} />}
      {data?.data.length === 0 ? (
        <EmptyState
          icon={<KeyRound size={28} strokeWidth={1.5} aria-hidden="true" />}
          title="No keys"
        >
          Make one above when a program needs to read or write here.
        </EmptyState>
      ) : null}
      <ul aria-label="Keys">
        {data?.data.map((key) => (
          <KeyRow key={key.id} apiKey={key} onChange={changed} />
        ))}
      </ul>
    </>
  );
}

function DocsLink() {
  return (
    <a
      href="/api/v1/docs"
      target="_blank"
      rel="noopener"
      className="py-1.5 font-medium text-accent-ink hover:underline"
    >
      API documentation
    </a>
  );
}

function KeyRow({ apiKey, onChange }: { apiKey: ApiKey; onChange: () => void }) {
  const toast = useWindowState((state) => state.toast);
  const now = useNow();
  const { id, name, prefix, scopes, lastUsedAt, expiresAt } = apiKey;
  const used = lastUsedAt === null ? 'never used' : `last used ${shortDate(lastUsedAt, now)}`;
  const ends = expiresAt === null ? '' : ` · ends ${shortDate(expiresAt, now)}`;
  const revoke = async () => {
    const answer = await request('DELETE', `${PATH}/${id}`);
    if (!answer.ok) toast(answer.failure.message, { tone: 'bad' });
    onChange();
  };
  return (
    <li className="flex items-center gap-3 border-b py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{name}</p>
        <p className="truncate text-xs text-ink-3">
          <code className="font-mono">{prefix}…</code> · {scopes.join(', ')} · {used}
          {ends}
        </p>
      </div>
      <Button size="sm" tone="danger" onClick={() => void revoke()}>
        Revoke
      </Button>
    </li>
  );
}

function NewKey({ onDone }: { onDone: (key: string) => void }) {
  const me = useMe();
  const [scopes, setScopes] = useState<ReadonlySet<Permission>>(new Set(['conversation.read']));
  const mine = (Object.keys(PERMISSIONS) as Permission[]).filter((permission) =>
    atLeast(me.role, PERMISSIONS[permission]),
  );
  const toggle = (permission: Permission) => {
    const next = new Set(scopes);
    if (!next.delete(permission)) next.add(permission);
    setScopes(next);
  };
  return (
    <Block title="New key">
      <SettingsForm
        submit="Make the key"
        send={({ name }) =>
          request<{ key: string }>('POST', PATH, { body: { name, scopes: [...scopes] } })
        }
        onDone={({ key }) => onDone(key)}
      >
        {(errorOf) => (
          <>
            <TextField
              label="What it is for"
              name="name"
              required
              maxLength={80}
              error={errorOf('name')}
            />
            <fieldset>
              <legend className="mb-1 text-xs font-medium text-ink-2">What it may do</legend>
              <div className="grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-3">
                {mine.map((permission) => (
                  <label key={permission} className="flex items-center gap-1.5 max-md:min-h-11">
                    <input
                      type="checkbox"
                      checked={scopes.has(permission)}
                      onChange={() => toggle(permission)}
                      className="size-4 accent-(--accent)"
                    />
                    <code className="font-mono text-xs">{permission}</code>
                  </label>
                ))}
              </div>
              {errorOf('scopes') === undefined ? null : (
                <p className="text-xs text-bad">{errorOf('scopes')}</p>
              )}
            </fieldset>
          </>
        )}
      </SettingsForm>
    </Block>
  );
}
