import { ENGINE_FILES, type EngineFiles } from './engine-files.ts';

/** Asks the store's worker to delete the store of an owner. */
export type WipeStore = { readonly wipe: string; readonly files: EngineFiles };

/** A slow phone deletes some hundred files well within this. In milliseconds. */
const WIPE_WITHIN_MS = 10_000;

/**
 * Deletes the store of somebody who has signed out. Nobody may have it open. In the store's worker, which alone knows where its
 * files are. Never rejects: what is left is deleted when its owner comes back.
 */
export function wipeStore(owner: string): Promise<void> {
  return new Promise((resolve) => {
    const worker = new Worker(ENGINE_FILES.storeWorker, { type: 'module', name: 'store' });
    const done = (): void => {
      worker.terminate();
      resolve();
    };
    worker.addEventListener('message', ({ data }) => {
      if (data === 'wiped') done();
      // It listens from here on.
      else worker.postMessage({ wipe: owner, files: ENGINE_FILES } satisfies WipeStore, []);
    });
    worker.addEventListener('error', done);
    setTimeout(done, WIPE_WITHIN_MS);
  });
}
