import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { useMemo } from 'react';
import { derived } from '../../replica/derived.ts';
import { useLive } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';

/** What becomes of what is written here now. Nothing is drawn again for the rest of the status. */
export function useJournal(): SyncStatus['journal'] {
  const { status } = useWorkspace();
  return useLive(useMemo(() => derived([status], ({ journal }) => journal), [status]));
}
