import type { Priority } from '@frontdesk/core/entities';
import type { Deps } from '../deps.ts';

export type ReadingDeps = Pick<Deps, 'db' | 'log' | 'readers'>;

/** How a text was read, in ids of the organization's intents; one of them may have been deleted since. */
export type TextReading = {
  /** Null: unsure, or none of the intents. */
  readonly intentId: string | null;
  /** 0 to 1. Where the reader is unsure, of its best guess, which is then the first alternative. */
  readonly confidence: number;
  readonly alternatives: readonly { readonly intentId: string; readonly confidence: number }[];
  /** ISO 639-1. */
  readonly language: string | null;
  readonly urgency: Priority;
  /** 'embedded', or the name of the provider that read it. */
  readonly provider: string;
  /** Whole milliseconds, a begun one counts. */
  readonly ms: number;
};

/** Reads a text with what the organization's reader has learnt. */
export async function readText(
  { readers }: ReadingDeps,
  { organizationId, text }: { readonly organizationId: string; readonly text: string },
): Promise<TextReading> {
  const reader = await readers.of(organizationId);
  const started = performance.now();
  const { intent, confidence, alternatives, unsure, language, urgency } = reader.read(text);
  const ms = Math.ceil(performance.now() - started);
  const others = alternatives.map((one) => ({ intentId: one.intent, confidence: one.confidence }));
  const read = { confidence, language, urgency, provider: 'embedded', ms };
  if (intent === null) return { ...read, intentId: null, alternatives: others };
  if (!unsure) return { ...read, intentId: intent, alternatives: others };
  return { ...read, intentId: null, alternatives: [{ intentId: intent, confidence }, ...others] };
}
