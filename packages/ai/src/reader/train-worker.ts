import { parentPort, workerData } from 'node:worker_threads';
import type { TrainMessage } from './train-in-thread.ts';
import { type Example, trainReader } from './train-reader.ts';

/** The thread of `trainInThread`: takes examples, posts one trained reader, ends. */
const trained = trainReader(workerData as readonly Example[]);
parentPort?.postMessage({ trained } satisfies TrainMessage, [trained.bytes.buffer as ArrayBuffer]);
