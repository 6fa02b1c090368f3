import { EmptyState } from '@frontdesk/ui/empty-state';
import { FileX2 } from 'lucide-react';
import { useMe, useRow } from '../../../replica/hooks.ts';
import { allowed } from '../../../replica/workspace.ts';
import { intentWords } from '../../../shell/words.ts';
import { useAsk } from '../ask.ts';
import { PageHead, Problem } from '../page-parts.tsx';
import { BackLink } from '../parts/back-link.tsx';
import { NotAllowed } from '../parts/not-allowed.tsx';
import { IntentForm } from './intent-form.tsx';
import type { IntentAnswer } from './use-intent-draft.ts';

export function IntentEditor({ id }: { id: string | null }) {
  const may = allowed(useMe(), 'intent.write');
  return (
    <>
      <BackLink href="/settings/intents">Intents</BackLink>
      {may ? null : <NotAllowed page="An intent’s examples" least="MANAGER" />}
      {may && id === null ? <IntentForm loaded={null} /> : null}
      {may && id !== null ? <Loading id={id} /> : null}
    </>
  );
}

function Loading({ id }: { id: string }) {
  const head = useRow('intents', id);
  const { data, error } = useAsk<IntentAnswer>(`/ai/intents/${id}`);
  if (error?.failure.code === 'NOT_FOUND')
    return (
      <EmptyState
        icon={<FileX2 size={28} strokeWidth={1.5} aria-hidden="true" />}
        title="No such intent"
      >
        It may have been deleted.
      </EmptyState>
    );
  if (data !== undefined) return <IntentForm loaded={data} />;
  return (
    <>
      <PageHead title={head === undefined ? 'Intent' : intentWords(head.name)}>
        <span role="status">{error === null ? 'Fetching its examples' : ''}</span>
      </PageHead>
      {error === null ? null : <Problem failure={error.failure} />}
    </>
  );
}
