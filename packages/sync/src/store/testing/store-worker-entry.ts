import { runStoreWorker } from '../store-worker.ts';
import { NOTEBOOK_RULES } from './notebook.ts';

// A dedicated worker's global scope; the types of pages and workers exclude each other.
runStoreWorker(globalThis as unknown as Parameters<typeof runStoreWorker>[0], NOTEBOOK_RULES);
