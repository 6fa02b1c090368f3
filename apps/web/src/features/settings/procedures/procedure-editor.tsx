import type { SopFields } from '@frontdesk/core/mutations/arguments';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { useQueryClient } from '@tanstack/react-query';
import { FileX2 } from 'lucide-react';
import { useEffect } from 'react';
import { useMe, useRow } from '../../../replica/hooks.ts';
import { allowed } from '../../../replica/workspace.ts';
import { useAsk } from '../ask.ts';
import { PageHead, Problem } from '../page-parts.tsx';
import { NotAllowed } from '../parts/not-allowed.tsx';
import { BackLink } from '../parts/back-link.tsx';
import { writtenFields } from './procedure-answer.ts';
import type { ProcedureAnswer } from './procedure-answer.ts';
import { ProcedureForm } from './procedure-form.tsx';
import { sayPast } from './procedure-past.ts';
import { ProcedureRead } from './procedure-read.tsx';

/** One procedure: a new one, a copy of another, or one that is there. */
export function ProcedureEditor({ id, fromId }: { id: string | null; fromId: string | null }) {
  const source = id ?? fromId;
  const may = allowed(useMe(), 'sop.write');
  if (id === null && !may) return <NotAllowed page="A new procedure" least="MANAGER" />;
  return (
    <>
      <BackLink href="/settings/procedures">Procedures</BackLink>
      {source === null ? (
        <ProcedureForm loaded={null} />
      ) : (
        <Loading key={source} id={source} isCopy={id === null} />
      )}
    </>
  );
}

const copyOf = (answer: ProcedureAnswer): SopFields => ({
  ...writtenFields(answer),
  title: `Copy of ${answer.title}`.slice(0, 160),
  enabled: false,
});

function Loading({ id, isCopy }: { id: string; isCopy: boolean }) {
  const path = `/sops/${id}`;
  const may = allowed(useMe(), 'sop.write');
  const head = useRow('sops', id);
  const { data, error } = useAsk<ProcedureAnswer>(path);
  const client = useQueryClient();
  const version = head?.version;
  // The head is live; its body is asked for again when somebody has saved another version.
  useEffect(() => {
    if (version !== undefined && version !== data?.version)
      void client.invalidateQueries({ queryKey: [path] });
  }, [client, path, version, data?.version]);
  if (head?.deletedAt || error?.failure.code === 'NOT_FOUND')
    return (
      <EmptyState
        icon={<FileX2 size={28} strokeWidth={1.5} aria-hidden="true" />}
        title="No such procedure"
      >
        It may have been deleted. Conversations that it ran in still show what it did.
      </EmptyState>
    );
  if (error !== null && data === undefined)
    return (
      <>
        <PageHead title={head?.title ?? 'Procedure'} />
        <Problem failure={error.failure} />
      </>
    );
  if (data === undefined)
    return (
      <PageHead title={head?.title ?? 'Procedure'}>
        <span role="status">Fetching its steps</span>
      </PageHead>
    );
  if (!may)
    return (
      <>
        <PageHead title={data.title}>
          {`${sayPast(data)}. You can read it; managers and admins can change it.`}
        </PageHead>
        <ProcedureRead sop={data} />
      </>
    );
  return isCopy ? (
    <ProcedureForm loaded={null} initial={copyOf(data)} />
  ) : (
    <ProcedureForm loaded={data} />
  );
}
