import { parentPort, workerData } from 'node:worker_threads';
import { type Example, trainReader } from './train-reader.ts';

/** The thread of `trainInThread`: takes examples, posts one trained reader, ends. */
const trained = trainReader(workerData as readonly Example[]);
parentPort?.postMessage(trained, [trained.bytes.buffer as ArrayBuffer]);
