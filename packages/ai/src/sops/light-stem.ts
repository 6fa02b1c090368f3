const LATIN = /^[a-z]+$/;
/** A stem shorter than this has lost its meaning: `bring` is not `br`. */
const SHORTEST_STEM = 3;

const PLURAL = /(?<![sui])s$/;
const PLURAL_OF_Y = /ies$/;
const PLURAL_OF_S = /(?<=ss)es$/;
const PARTICIPLE = /(?:ings?|ed)$/;
/** `stopped` and `stop`, `running` and `run`. */
const DOUBLED = /([bdgmnprt])\1$/;
/** Silent and gender vowels, German and Spanish infinitives. Not -er: a charger is not a charge. */
const LAST_VOWELS = /(?:en|ar|[aeo])$/;

/**
 * A folded word without its inflection, the same for singular and plural, present and past. Light on purpose: it does not
 * know which language a word is of, and a wrong match costs more than a missed one. Other scripts stay as they are.
 */
export function lightStem(word: string): string {
  if (word.length <= SHORTEST_STEM || !LATIN.test(word)) return word;
  return shortened(uninflected(word), LAST_VOWELS);
}

function uninflected(word: string): string {
  if (PLURAL_OF_Y.test(word)) return shortened(word, PLURAL_OF_Y, 'y');
  if (PLURAL_OF_S.test(word)) return shortened(word, PLURAL_OF_S);
  const participle = shortened(word, PARTICIPLE);
  if (participle !== word) return participle.replace(DOUBLED, '$1');
  return shortened(word, PLURAL);
}

function shortened(word: string, ending: RegExp, instead = ''): string {
  const stem = word.replace(ending, instead);
  return stem.length < SHORTEST_STEM ? word : stem;
}
