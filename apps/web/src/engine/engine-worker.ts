import { type WorkerScope, runEngineHost } from '@frontdesk/sync/browser/engine-host';
import { watchBrowserNetwork } from '@frontdesk/sync/client/browser-network';
import { Engine } from '@frontdesk/sync/engine/engine';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import { renewSession } from '../api/request.ts';
import { LOCAL_RULES } from '../replica/local-rules.ts';

/** A tab's engine worker: it leads for all tabs, or waits until it does. */
runEngineHost(globalThis as unknown as WorkerScope, async (seat) => {
  const { build, journal, fenced } = seat;
  const lite = () => fenced(new MemoryStore(LOCAL_RULES));
  return Engine.open({
    transport: socketTransport({ url: location.origin }),
    pages: httpPages({ url: '/api/v1/sync/bootstrap' }),
    journal,
    store: lite(),
    lite,
    clock: systemClock,
    rules: LOCAL_RULES,
    build,
    renewSession,
    watchNetwork: watchBrowserNetwork,
  });
});
