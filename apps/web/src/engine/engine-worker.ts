import { type WorkerScope, runEngineHost } from '@frontdesk/sync/browser/engine-host';
import { watchBrowserNetwork } from '@frontdesk/sync/client/browser-network';
import { Engine } from '@frontdesk/sync/engine/engine';
import { httpChecks } from '@frontdesk/sync/engine/http-checks';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import { glimpseOf } from '@frontdesk/sync/store/glimpse-keep';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import { openLiteStore } from '@frontdesk/sync/store/open-lite-store';
import { storeOfWorker } from '@frontdesk/sync/store/store-of-worker';
import { WarmingStore } from '@frontdesk/sync/store/warming-store';
import { renewSession } from '../api/request.ts';
import { LOCAL_RULES } from '../replica/local-rules.ts';
import type { EngineSettings } from './engine-settings.ts';

/** A tab's engine worker: it leads for all tabs, or waits until it does. */
runEngineHost(globalThis as unknown as WorkerScope, async (seat) => {
  const { owner, build, journal, isAlone, fenced } = seat;
  const { files } = seat.settings as EngineSettings;
  const rules = LOCAL_RULES;
  const clock = systemClock;
  // Tabs that work alone would each write over what the other keeps.
  const lite = () =>
    fenced(isAlone ? new MemoryStore(rules) : openLiteStore({ owner, rules, clock }));
  const kept = () => {
    const worker = new Worker(files.storeWorker, { type: 'module', name: 'store' });
    const store = storeOfWorker(worker, { owner, release: build, files }, clock);
    return fenced(new WarmingStore(store, () => new MemoryStore(rules)));
  };
  // Older Safari starts no worker from a worker.
  const canKeep = !isAlone && typeof Worker === 'function';
  return Engine.open({
    transport: socketTransport({ url: location.origin }),
    pages: httpPages({ url: '/api/v1/sync/bootstrap' }),
    checks: httpChecks({ url: '/api/v1/sync/checksums' }),
    journal,
    store: canKeep ? kept() : lite(),
    ...(canKeep ? { glimpse: () => glimpseOf(owner).read() } : {}),
    lite,
    clock,
    rules,
    build,
    renewSession,
    watchNetwork: watchBrowserNetwork,
  });
});
