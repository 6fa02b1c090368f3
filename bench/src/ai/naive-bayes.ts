import type { Example } from '@frontdesk/ai/reader/train-reader';

/** Multinomial naive Bayes over lower-cased words: the least that anybody would call an intent classifier. */
export function naiveBayes(examples: readonly Example[]): (text: string) => string {
  const intents = Map.groupBy(examples, ({ intent }) => intent);
  const counts = new Map<string, Map<string, number>>();
  const totals = new Map<string, number>();
  const words = new Set<string>();
  for (const { intent, text } of examples)
    for (const word of wordsOf(text)) {
      words.add(word);
      const own = counts.get(word) ?? new Map<string, number>();
      counts.set(word, own.set(intent, (own.get(intent) ?? 0) + 1));
      totals.set(intent, (totals.get(intent) ?? 0) + 1);
    }
  return (text) => {
    let best = { intent: '', score: -Infinity };
    for (const [intent, own] of intents) {
      let score = Math.log(own.length / examples.length);
      for (const word of wordsOf(text))
        score += Math.log(
          ((counts.get(word)?.get(intent) ?? 0) + 1) / ((totals.get(intent) ?? 0) + words.size),
        );
      if (score > best.score) best = { intent, score };
    }
    return best.intent;
  };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
