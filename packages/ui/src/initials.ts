const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstGrapheme(word: string): string {
  for (const part of GRAPHEMES.segment(word)) return part.segment;
  return '';
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Names come again with each drawing; finding where a character ends is slow. */
const known = new Map<string, string>();
const MOST_KNOWN = 2_000;

/**
 * One or two letters that stand for a name: first and last word, or the first character alone where names are written without a
 * meaning in the first letter of each word (Chinese, Japanese, Korean). A phone number gives its last two digits.
 */
export function initials(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = initialsOf(name);
  known.set(name, made);
  return made;
}

function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s·]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0];
  if (first === undefined) return '?';
  if (/^\+?[\d\s()-]+$/.test(name.trim())) return name.replace(/\D/g, '').slice(-2) || '?';
  if (UNSPACED.test(first)) return firstGrapheme(first);
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (
    firstGrapheme(first) + (last === undefined ? '' : firstGrapheme(last))
  ).toLocaleUpperCase();
}
