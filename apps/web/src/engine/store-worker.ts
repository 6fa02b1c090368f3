import { wipeBrowserStore } from '@frontdesk/sync/store/open-browser-store';
import { runStoreWorker } from '@frontdesk/sync/store/store-worker';
import { LOCAL_RULES } from '../replica/local-rules.ts';
import type { WipeStore } from './wipe-store.ts';

const scope = globalThis as unknown as Parameters<typeof runStoreWorker>[0];

/** PGlite's own worker: a bulk load in it holds up nothing else. */
runStoreWorker(scope, LOCAL_RULES);

// Or else it is asked, once, to delete a store that nobody has open.
scope.addEventListener('message', ({ data }: MessageEvent<WipeStore | object>) => {
  if (!('wipe' in data)) return;
  const wiped = wipeBrowserStore(data.wipe, data.files);
  void wiped.finally(() => scope.postMessage('wiped', []));
});
