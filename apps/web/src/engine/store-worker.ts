import { wipeBrowserStore } from '@frontdesk/sync/store/open-browser-store';
import { runStoreWorker } from '@frontdesk/sync/store/store-worker';
import { LOCAL_RULES } from '../replica/local-rules.ts';
import type { StoreWiped, WipeStore } from './wipe-store.ts';

const scope = globalThis as unknown as Parameters<typeof runStoreWorker>[0];

/** PGlite's own worker: a bulk load in it holds up nothing else. */
runStoreWorker(scope, LOCAL_RULES);

// Or else it is asked, once, to delete a store that nobody has open.
scope.addEventListener('message', ({ data }: MessageEvent<WipeStore | object>) => {
  if (!('wipe' in data)) return;
  wipeBrowserStore(data.wipe, data.files).then(
    () => scope.postMessage({ wiped: true } satisfies StoreWiped, []),
    (error) => scope.postMessage({ problem: String(error) } satisfies StoreWiped, []),
  );
});
