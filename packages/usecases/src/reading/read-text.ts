import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { Classification } from '@frontdesk/core/sops/entities';
import type { Deps } from '../deps.ts';
import { errorText } from '../log-error.ts';
import { readWithProviders } from '../providers/read-with-providers.ts';
import { readBackground } from './read-background.ts';

export type ReadingDeps = Pick<Deps, 'db' | 'log' | 'now' | 'readers' | 'sealing' | 'ai'>;

/**
 * How a text was read, in ids of the organization's intents; one of them may have been deleted since. Where the reader is
 * unsure, the confidence is of its best guess, which is then the first of four alternatives at most. Whole milliseconds, a
 * begun one counts.
 */
export type TextReading = Pick<
  Classification,
  'intentId' | 'confidence' | 'alternatives' | 'language' | 'urgency' | 'provider' | 'ms'
>;

export type TextToRead = {
  readonly organizationId: string;
  readonly text: string;
  /** The message whose text it is; null for a text that somebody tries out. */
  readonly messageId: string | null;
};

const MAX_ALTERNATIVES = 4;

/**
 * Reads a text by the organization's language models, where it has any and one answers well in time, else by what the
 * built-in reader has learnt. Rejects only when the database is away.
 */
export async function readText(deps: ReadingDeps, what: TextToRead): Promise<TextReading> {
  const own = await readBuiltIn(deps, what);
  const remote = await readRemotely(deps, what);
  if (!remote) return own;
  // A model is asked for one intent: what else it might be is the built-in reader's guess.
  const { intentId, confidence } = own;
  const best = intentId === null ? [] : [{ intentId, confidence }];
  const told = new Set([remote.intentId, ...remote.alternatives.map((one) => one.intentId)]);
  const others = [...best, ...own.alternatives].filter((one) => !told.has(one.intentId));
  const alternatives = [...remote.alternatives, ...others].slice(0, MAX_ALTERNATIVES);
  return { ...remote, language: remote.language ?? own.language, alternatives };
}

async function readBuiltIn(
  { readers }: ReadingDeps,
  { organizationId, text }: TextToRead,
): Promise<TextReading> {
  const reader = await readers.of(organizationId);
  const started = performance.now();
  const { intent, confidence, alternatives, unsure, language, urgency } = reader.read(text);
  const ms = Math.ceil(performance.now() - started);
  const others = alternatives.map((one) => ({ intentId: one.intent, confidence: one.confidence }));
  const read = { confidence, language, urgency, provider: BUILT_IN_READER, ms };
  if (intent === null) return { ...read, intentId: null, alternatives: others };
  if (!unsure) return { ...read, intentId: intent, alternatives: others };
  return { ...read, intentId: null, alternatives: [{ intentId: intent, confidence }, ...others] };
}

/** Null: no model has read it. Whatever is wrong with one, the message is not held up by it. */
async function readRemotely(deps: ReadingDeps, what: TextToRead): Promise<TextReading | null> {
  try {
    const background = await deps.db.asWorker((tx) => readBackground(tx, what));
    return background && (await readWithProviders(deps, { ...what, ...background }));
  } catch (error) {
    const { organizationId, messageId } = what;
    deps.log.warn({ organizationId, messageId, error: errorText(error) }, 'no provider has read');
    return null;
  }
}
