import type { MatchableSop } from '@frontdesk/ai/sops/sop-matcher';

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** The floor: procedures by how many of their keywords' words the message has. Ids, the best first; none without any. */
export function keywordOverlap(sops: readonly MatchableSop[]): (text: string) => string[] {
  const known = sops.map(({ id, title, keywords }) => ({
    id,
    words: new Set([title, ...keywords].flatMap(wordsIn)),
  }));
  return (text) => {
    const words = [...new Set(wordsIn(text))];
    return known
      .map(({ id, words: own }) => ({ id, shared: words.filter((word) => own.has(word)).length }))
      .filter(({ shared }) => shared > 0)
      .toSorted((a, b) => b.shared - a.shared)
      .map(({ id }) => id);
  };
}
