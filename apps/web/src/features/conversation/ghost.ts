import { BUILT_IN_READER } from '@frontdesk/core/sops/built-in-reader';
import type { AiDraft } from './ai-draft.ts';
import type { Suggestion } from './use-suggestion.ts';

/** A reply that stands in the composer without having been written there: grey until somebody takes it. */
export type Ghost = {
  /** What is left of it behind what has been typed; empty while none of it is there. */
  readonly rest: string;
  /** Where it comes from and how it stands, in words. */
  readonly words: string;
  readonly writing: boolean;
};

const providerName = (provider: string | null): string =>
  provider === BUILT_IN_READER ? 'the procedure' : (provider ?? 'AI');

function aiWords({ phase, provider, words }: AiDraft): string {
  if (phase === 'none' || phase === 'failed') return words ?? 'No draft came. Try again.';
  const who = providerName(provider);
  if (phase === 'ready') return words === null ? `Draft by ${who}` : `${words} · draft by ${who}`;
  if (words !== null) return words;
  return provider === null ? 'Drafting…' : `Being written by ${who}…`;
}

/** Whether what was typed may still become this text. */
export const mayBecome = (typed: string, text: string): boolean =>
  text.startsWith(typed) || typed.startsWith(text);

/**
 * What the composer shows behind what was typed. What a model writes comes before a procedure's suggestion, as it was
 * asked for; either stands only as long as what was typed is its beginning. Null: nothing to show.
 */
export function ghostFor(
  typed: string,
  ai: AiDraft | null,
  suggestion: Suggestion | null,
): Ghost | null {
  if (ai !== null) {
    const rest = ai.text.startsWith(typed) ? ai.text.slice(typed.length) : '';
    return { rest, words: aiWords(ai), writing: ai.phase === 'writing' };
  }
  if (suggestion === null || !suggestion.text.startsWith(typed)) return null;
  const rest = suggestion.text.slice(typed.length);
  if (rest === '') return null;
  return { rest, words: `Suggested by “${suggestion.title}”`, writing: false };
}
