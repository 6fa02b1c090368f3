const LATIN = /^[a-z]+$/;
/** A stem shorter than this has lost its meaning: `bring` is not `br`. */
const SHORTEST_STEM = 3;

const PLURAL = /(?<![sui])s$/;
const PLURAL_OF_Y = /ies$/;
const PLURAL_OF_S = /(?<=ss)es$/;
const PARTICIPLE = /(?:ings?|ed)$/;
/** `stopped` and `stop`, `running` and `run`. */
const DOUBLED = /([bdgmnprt])\1$/;
/** `mov(ing)` and `hir(ed)` have lost an e. */
const LOST_E = /^[^aeiou][aeiou][^aeiouwxy]$/;
/** Silent and gender vowels, German and Spanish infinitives. Not -er: a charger is not a charge. */
const LAST_VOWELS = /(?<=.{4})(?:en|ar|[aeo])$/;

/**
 * A folded word without its inflection, the same for singular and plural, present and past. Light on purpose: it does not
 * know which language a word is of, and a wrong match costs more than a missed one. Other scripts stay as they are.
 */
export function lightStem(word: string): string {
  if (word.length <= SHORTEST_STEM || !LATIN.test(word)) return word;
  return uninflected(word).replace(LAST_VOWELS, '');
}

function uninflected(word: string): string {
  if (PLURAL_OF_Y.test(word)) return shortened(word, PLURAL_OF_Y, 'y');
  if (PLURAL_OF_S.test(word)) return shortened(word, PLURAL_OF_S);
  const participle = shortened(word, PARTICIPLE);
  if (participle === word) return shortened(word, PLURAL);
  return LOST_E.test(participle) ? `${participle}e` : participle.replace(DOUBLED, '$1');
}

function shortened(word: string, ending: RegExp, instead = ''): string {
  const stem = word.replace(ending, instead);
  return stem.length < SHORTEST_STEM ? word : stem;
}
