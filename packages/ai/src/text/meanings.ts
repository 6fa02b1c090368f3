import { foldedWords } from './fold-text.ts';
import { CONCEPTS } from './concepts.ts';
import { lightStem } from './light-stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import { isUnspaced } from './unspaced.ts';

export type FoundMeaning = {
  /** The number of its group in `CONCEPTS`. */
  readonly meaning: number;
  /** What stands for it in the text, folded. */
  readonly shown: string;
};

/** Meanings by the stems of a word or phrase, with spaces between. */
const BY_PHRASE = new Map<string, number[]>();
/** Words of the longest phrase that begins with a stem. */
const LONGEST_FROM = new Map<string, number>();
/** Entries of scripts without spaces by their first character, to be looked for anywhere in a run. */
const BY_FIRST = new Map<string, { entry: string; meaning: number }[]>();

CONCEPTS.forEach((group, meaning) => {
  for (const entry of group)
    for (const form of new Set([entry.replaceAll('-', ''), entry])) add(foldedWords(form), meaning);
});

function add(words: readonly string[], meaning: number): void {
  const [first = ''] = words;
  if (words.length === 1 && isUnspaced(first)) {
    const initial = first.charAt(0);
    BY_FIRST.set(initial, [...(BY_FIRST.get(initial) ?? []), { entry: first, meaning }]);
  } else if (words.length > 1 || !STOP_WORDS.has(first)) {
    const stems = words.map(stemOf);
    const [begin = ''] = stems;
    LONGEST_FROM.set(begin, Math.max(stems.length, LONGEST_FROM.get(begin) ?? 0));
    const key = stems.join(' ');
    BY_PHRASE.set(key, [...(BY_PHRASE.get(key) ?? []), meaning]);
  }
}

/** Of one word, no stem that is a stop word: “can” is none of the “cans”. */
function stemOf(word: string): string {
  const stem = lightStem(word);
  return STOP_WORDS.has(stem) ? word : stem;
}

/** What the folded words of a text mean, each meaning once. */
export function meaningsIn(words: readonly string[]): FoundMeaning[] {
  const found = new Map<number, string>();
  const stems = words.map(stemOf);
  words.forEach((word, at) => {
    if (isUnspaced(word)) {
      for (const { meaning, entry } of entriesIn(word)) found.set(meaning, entry);
      return;
    }
    const longest = Math.min(LONGEST_FROM.get(stems[at] ?? '') ?? 0, words.length - at);
    for (let length = 1; length <= longest; length += 1) {
      const meanings = BY_PHRASE.get(stems.slice(at, at + length).join(' ')) ?? [];
      for (const meaning of meanings) found.set(meaning, words.slice(at, at + length).join(' '));
    }
  });
  return [...found].map(([meaning, shown]) => ({ meaning, shown }));
}

function entriesIn(run: string): { entry: string; meaning: number }[] {
  return Array.from(run, (_, at) => at).flatMap((at) =>
    (BY_FIRST.get(run.charAt(at)) ?? []).filter(({ entry }) => run.startsWith(entry, at)),
  );
}
