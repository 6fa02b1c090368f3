import { Worker } from 'node:worker_threads';
import type { Example, TrainedReader } from './train-reader.ts';

/** Of 50,000 examples with long texts; a thread that wants more fails instead of taking the process with it. */
const MOST_MEGABYTES = 2_048;

/** What the thread posts: once, at its end. */
export type TrainMessage = { readonly trained?: TrainedReader };

/**
 * `trainReader` in a thread of its own, so that the process goes on answering. Rejects with the signal's reason when it is
 * aborted, the thread is ended then and there; rejects with the thread's error when training fails.
 */
export function trainInThread(
  examples: readonly Example[],
  signal?: AbortSignal,
): Promise<TrainedReader> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const worker = new Worker(new URL('./train-worker.ts', import.meta.url), {
      workerData: examples,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
    });
    const abort = (): void => {
      reject(signal?.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    // Under `node --watch` a thread's first messages are Node's own, which name the files that it loads.
    worker.on('message', ({ trained }: TrainMessage) => trained && resolve(trained));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`the training thread ended with ${code} before it was done`));
    });
  });
}
