import type { Priority } from '@frontdesk/core/entities';
import { type ReadingDeps, readText } from '../reading/read-text.ts';

export type TriedText = {
  /** Who read it, by name; `BUILT_IN_READER` is our own reader. */
  readonly provider: string;
  /** Null: our own. */
  readonly model: string | null;
  readonly ms: number;
  readonly reading: {
    /** By its name; where the reader is unsure, its best guess. */
    readonly intent: string | null;
    readonly confidence: number;
    readonly unsure: boolean;
    readonly language: string | null;
    readonly urgency: Priority;
  };
};

/** Reads a text as a message would be read, to see by whom and how fast. Rejects only when the database is away. */
export async function tryText(
  deps: ReadingDeps,
  organizationId: string,
  text: string,
): Promise<TriedText> {
  const started = performance.now();
  const read = await readText(deps, { organizationId, messageId: null, text });
  const ms = Math.ceil(performance.now() - started);
  const { provider, confidence, language, urgency, intentId, alternatives } = read;
  const guess = intentId ?? alternatives[0]?.intentId ?? null;
  const { intent, model } = await deps.db.asWorker(async (tx) => ({
    intent:
      guess === null ? null : await tx.intent.findFirst({ where: { id: guess, organizationId } }),
    model: await tx.aiProvider.findFirst({ where: { organizationId, name: provider } }),
  }));
  return {
    provider,
    model: model?.model ?? null,
    ms,
    reading: {
      intent: intent?.name ?? null,
      confidence,
      unsure: intentId === null,
      language,
      urgency,
    },
  };
}
