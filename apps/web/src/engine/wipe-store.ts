import { ENGINE_FILES, type EngineFiles } from './engine-files.ts';

/** Asks the store's worker to delete the store of an owner. */
export type WipeStore = { readonly wipe: string; readonly files: EngineFiles };

/** What it answers; `problem`: why something is left. */
export type StoreWiped = { readonly wiped: true } | { readonly problem: string };

/** A slow phone deletes some hundred files well within this. In milliseconds. */
const WIPE_WITHIN_MS = 10_000;

/**
 * Deletes the store of somebody who has signed out. Nobody may have it open. In the store's worker, which alone knows where its
 * files are. Rejects where something is left.
 */
export async function wipeStore(owner: string): Promise<void> {
  const worker = new Worker(ENGINE_FILES.storeWorker, { type: 'module', name: 'store' });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.addEventListener('message', ({ data }: MessageEvent<StoreWiped | object>) => {
    if ('wiped' in data) resolve();
    else if ('problem' in data) reject(new Error(data.problem));
    // It listens from here on.
    else worker.postMessage({ wipe: owner, files: ENGINE_FILES } satisfies WipeStore, []);
  });
  worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  const timer = setTimeout(() => reject(new Error('no answer')), WIPE_WITHIN_MS);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
