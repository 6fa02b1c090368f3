import { Worker } from 'node:worker_threads';
import type { Example, TrainedReader } from './train-reader.ts';

/** Of 50,000 examples with long texts; a thread that wants more fails instead of taking the process with it. */
const MOST_MEGABYTES = 2_048;

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
    worker.once('message', (trained: TrainedReader) => resolve(trained));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`the training thread ended with ${code} before it was done`));
    });
  });
}
