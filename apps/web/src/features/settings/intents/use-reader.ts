import { useAsk } from '../ask.ts';

/** How far the built-in reader is, as `GET /api/v1/ai/reader` says it. */
export type ReaderAnswer = {
  readonly trainedAt: string | null;
  readonly wanted: number;
  /** Behind `wanted` while it has something to learn. */
  readonly trained: number;
  readonly accuracy: number | null;
  readonly examples: number;
  readonly intents: number;
  readonly error: string | null;
};

export const READER_PATH = '/ai/reader';

/** Training takes seconds; what agents correct comes from elsewhere at any time. */
const WHILE_TRAINING_MS = 1_500;
const OTHERWISE_MS = 15_000;

export const isTraining = (reader: ReaderAnswer): boolean =>
  reader.trained < reader.wanted && reader.error === null;

export const useReader = () =>
  useAsk<ReaderAnswer>(READER_PATH, (reader) =>
    reader !== undefined && isTraining(reader) ? WHILE_TRAINING_MS : OTHERWISE_MS,
  );
