import { fields } from '@frontdesk/connector-kit/lenient-json';
import type { Tx } from '@frontdesk/db/client';

/** How far the built-in reader is. */
export type ReaderState = {
  readonly trainedAt: Date | null;
  /** Raised by each change of what it learns from; `trained` follows. */
  readonly wanted: number;
  readonly trained: number;
  /** Share of held-back examples that it reads rightly, 0 to 1; null where there are too few. */
  readonly accuracy: number | null;
  /** Below this confidence it says that it is unsure. */
  readonly threshold: number | null;
  /** Examples and intents that it has learnt from. */
  readonly examples: number;
  readonly intents: number;
  /** Of the last training, in milliseconds. */
  readonly ms: number | null;
  /** Why the last training failed, in words. */
  readonly error: string | null;
};

/** Of an organization that has taught it nothing too. */
export async function readReaderState(tx: Tx, organizationId: string): Promise<ReaderState> {
  const row = await tx.readerModel.findUnique({
    where: { organizationId },
    select: { wanted: true, trained: true, trainedAt: true, metrics: true, error: true },
  });
  const metrics = fields(row?.metrics);
  const number = (name: string): number | null =>
    typeof metrics[name] === 'number' ? metrics[name] : null;
  return {
    trainedAt: row?.trainedAt ?? null,
    wanted: row?.wanted ?? 0,
    trained: row?.trained ?? 0,
    accuracy: number('accuracy'),
    threshold: number('threshold'),
    examples: number('examples') ?? 0,
    intents: number('intents') ?? 0,
    ms: number('ms'),
    error: row?.error ?? null,
  };
}
