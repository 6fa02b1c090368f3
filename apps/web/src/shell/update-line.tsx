import { Banner } from '@frontdesk/ui/banner';
import { Button } from '@frontdesk/ui/button';
import { useEffect } from 'react';
import type { SyncStatus } from '@frontdesk/sync/client/sync-client';
import { useLive } from '../replica/hooks.ts';
import { useWorkspace } from '../replica/workspace.ts';
import { isUnfinished, watchWork } from './unfinished.ts';
import { updates } from './updates.ts';
import { forgetPauses, nextPause } from './upgrade-pause.ts';

/** A new version waits because somebody is at work here; else it comes by itself and nobody is told. */
export function UpdateLine() {
  const waits = useLive(WAITS);
  const { status, retry } = useWorkspace();
  const { connection, pending } = useLive(status);
  useEffect(watchWork, []);
  useEffect(() => void updates.start(retry), [retry]);
  useUpgrade(connection);
  useWaking(connection === 'offline' && pending > 0);
  // The server's own word says the same, in the banner.
  if (!waits || connection === 'upgrade') return null;
  return (
    <Banner
      thin
      tone="accent"
      action={
        <Button size="sm" onClick={() => updates.reload()} className="max-md:h-11">
          Reload
        </Button>
      }
    >
      There is a new version of Frontdesk.
    </Banner>
  );
}

const WAITS = {
  subscribe: (listener: () => void) => updates.subscribe(listener),
  get: () => updates.get(),
};

/** A build that the server does not take any more fetches the next one, as soon as nothing is lost by it. */
function useUpgrade(connection: SyncStatus['connection']): void {
  useEffect(() => {
    if (connection === 'live') forgetPauses(sessionStorage);
    if (connection !== 'upgrade') return undefined;
    updates.look({ now: true });
    let timer = setTimeout(function reload() {
      if (isUnfinished()) timer = setTimeout(reload, 1_000);
      else location.reload();
    }, nextPause(sessionStorage));
    return () => clearTimeout(timer);
  }, [connection]);
}

function useWaking(hasWork: boolean): void {
  useEffect(() => {
    if (hasWork) void updates.wakeWhenOnline();
  }, [hasWork]);
}
