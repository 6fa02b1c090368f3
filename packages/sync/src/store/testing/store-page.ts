import { systemClock } from '../../engine/system-clock.ts';
import type { LocalStore } from '../local-store.ts';
import { storeOfWorker } from '../store-of-worker.ts';
import * as notebook from './notebook.ts';
import { BrowserNotes } from '../browser-notes.ts';
import { wipeBrowserStore } from '../open-browser-store.ts';

const FILES = {
  program: '/pglite/pglite.wasm',
  fileSystem: '/pglite/pglite.data',
  dataDirectory: '/data-directory.tar',
};

function start(owner: string, release: string): LocalStore {
  const worker = new Worker('/sync/store/testing/store-worker-entry.ts', { type: 'module' });
  return storeOfWorker(worker, { owner, release, files: FILES }, systemClock);
}

/** What a test's page offers to the test. */
export const page = {
  start,
  notebook,
  BrowserNotes,
  wipe: (owner: string) => wipeBrowserStore(owner, FILES),
};

export type StorePage = typeof page;
