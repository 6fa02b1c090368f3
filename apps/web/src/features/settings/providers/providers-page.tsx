import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { useQueryClient } from '@tanstack/react-query';
import { Plus, ShieldCheck, Sparkles } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../../api/request.ts';
import { useMe } from '../../../replica/hooks.ts';
import { allowed } from '../../../replica/workspace.ts';
import { useWindowState } from '../../../shell/window-state.ts';
import { counted } from '../../../shell/words.ts';
import { PageHead, Problem } from '../page-parts.tsx';
import { ProviderDialog } from './provider-dialog.tsx';
import { ProviderRow } from './provider-row.tsx';
import { SpendBlock } from './spend-block.tsx';
import { PROVIDERS_PATH, useProviders } from './use-providers.ts';
import type { AiProvider } from './use-providers.ts';

export function ProvidersPage() {
  const { data, error } = useProviders();
  const may = allowed(useMe(), 'ai.write');
  const client = useQueryClient();
  const toast = useWindowState((state) => state.toast);
  const [editing, setEditing] = useState<AiProvider | 'new' | null>(null);
  const changed = () => client.invalidateQueries({ queryKey: [PROVIDERS_PATH] });
  const change = async (id: string, fields: Partial<AiProvider>) => {
    const answer = await request('PATCH', `${PROVIDERS_PATH}/${id}`, { body: fields });
    if (!answer.ok) toast(answer.failure.message, { tone: 'bad' });
    await changed();
  };
  const providers = data?.data ?? [];
  return (
    <>
      <PageHead title="AI providers" action={may ? <Add onAdd={() => setEditing('new')} /> : null}>
        Language models of your own account. They are asked in this order, and the next one answers
        where one fails.
      </PageHead>
      <NotNeeded asked={providers.some((provider) => provider.enabled)} />
      {error === null ? null : <Problem failure={error.failure} />}
      {data !== undefined && providers.length === 0 ? <NoProviders may={may} /> : null}
      {providers.length === 0 ? null : (
        <>
          <p role="status" className="mb-1 text-xs text-ink-3">
            {counted(providers.length, 'provider')}
          </p>
          <ol aria-label="Providers" className="mb-6 border-t">
            {providers.map((provider, at) => (
              <ProviderRow
                key={provider.id}
                provider={provider}
                place={{ at, count: providers.length }}
                may={may}
                onEdit={() => setEditing(provider)}
                onChange={(fields) => void change(provider.id, fields)}
                onGone={() => void changed()}
              />
            ))}
          </ol>
        </>
      )}
      <SpendBlock may={may} />
      {editing === null ? null : (
        <ProviderDialog
          provider={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => void changed()}
        />
      )}
    </>
  );
}

function Add({ onAdd }: { onAdd: () => void }) {
  return (
    <Button tone="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={onAdd}>
      Add a provider
    </Button>
  );
}

/** Said first: nothing here has to be filled in. */
function NotNeeded({ asked }: { asked: boolean }) {
  return (
    <div className="mb-6">
      <Banner tone="ok" icon={<ShieldCheck size={15} aria-hidden="true" className="shrink-0" />}>
        Everything works without any provider: the built-in reader reads every message here
        {asked ? ', also when none of these answers.' : ', and no text leaves this server.'}
      </Banner>
    </div>
  );
}

function NoProviders({ may }: { may: boolean }) {
  return (
    <EmptyState
      icon={<Sparkles size={28} strokeWidth={1.5} aria-hidden="true" />}
      title="No provider"
    >
      {may
        ? 'With one, messages are read by a language model first and replies are drafted for you. Its vendor then sees those messages.'
        : 'An admin can add one. Messages are read by the built-in reader until then.'}
    </EmptyState>
  );
}
