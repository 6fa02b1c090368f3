import type { Said } from '@frontdesk/ai/providers/provider';
import type { TextReading } from '../reading/read-text.ts';
import { type AiDeps, askedProviders } from './asked-providers.ts';

/** For all providers together, where somebody waits for the answer. */
const DEADLINE_MS = 1_800;

export type RemoteQuestion = {
  readonly organizationId: string;
  /** Null: a text that is no message. */
  readonly messageId: string | null;
  readonly text: string;
  readonly intents: readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string | null;
  }[];
  /** What was said before, oldest first. */
  readonly recent: readonly Said[];
};

/**
 * Reads a text with the organization's own models, in their order. Null where none is switched on or none answered well
 * within `deadlineMs`: the built-in reader's turn. Rejects only when the database is away.
 */
export async function readWithProviders(
  deps: AiDeps,
  { organizationId, messageId, text, intents, recent }: RemoteQuestion,
  deadlineMs = DEADLINE_MS,
): Promise<TextReading | null> {
  const started = performance.now();
  if (intents.length === 0) return null;
  const asked = await askedProviders(deps, { organizationId, messageId: messageId ?? undefined });
  if (asked === null) return null;
  const leftMs = deadlineMs - (performance.now() - started);
  const request = { organizationId, text, intents, recent };
  const answer = await deps.ai.read(request, asked.providers, asked.spend, leftMs);
  if (answer === null) return null;
  const { intent, confidence, unsure, language, urgency } = answer.reading;
  const ids = new Map(intents.map(({ id, name }) => [name, id]));
  const intentId = intent === null ? undefined : ids.get(intent);
  const read = {
    confidence,
    language,
    urgency,
    provider: answer.provider,
    ms: Math.ceil(performance.now() - started),
  };
  if (intentId === undefined) return { ...read, intentId: null, alternatives: [] };
  return unsure
    ? { ...read, intentId: null, alternatives: [{ intentId, confidence }] }
    : { ...read, intentId, alternatives: [] };
}
