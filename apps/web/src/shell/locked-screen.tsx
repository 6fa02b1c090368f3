import { Button } from '@frontdesk/ui/button';
import { EmptyState } from '@frontdesk/ui/empty-state';
import { Lock } from 'lucide-react';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { AppLink } from './app-link.tsx';
import { counted } from './words.ts';

/** A device that has not reached the server for two weeks shows nothing that it holds: its user may have lost the right to it. */
export function LockedScreen() {
  const { status, retry } = useWorkspace();
  const { pending } = useLive(status);
  return (
    <main className="grid min-w-0 flex-1 place-items-center bg-panel">
      <EmptyState
        icon={<Lock size={28} strokeWidth={1.5} aria-hidden="true" />}
        title="Locked until it has connected"
        action={<Button onClick={retry}>Try now</Button>}
      >
        This device was offline for more than 14 days. Conversations come back as soon as Frontdesk
        can be reached.
        {pending === 0 ? null : (
          <>
            {' '}
            <AppLink href="/outbox" className="font-medium underline underline-offset-2">
              {counted(pending, 'change')} of yours
            </AppLink>{' '}
            will go out then.
          </>
        )}
      </EmptyState>
    </main>
  );
}
