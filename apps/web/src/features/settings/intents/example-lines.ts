/** Examples as a person edits them: one in a line. A message of several lines becomes one; the reader sees no difference. */
export const toLines = (texts: readonly string[]): string =>
  texts.map((text) => text.replace(/\s*\n\s*/g, ' ').trim()).join('\n');

const keyOf = (text: string): string => text.toLocaleLowerCase().replace(/\s+/g, ' ').trim();

export type Lines = {
  /** Each once, as it is sent. */
  readonly texts: readonly string[];
  readonly repeated: number;
};

/** Texts that differ in capitals and blanks only are one. */
export function fromLines(lines: string): Lines {
  const all = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const byKey = new Map(all.toReversed().map((text) => [keyOf(text), text]));
  const texts = all.filter(
    (text, at) => byKey.get(keyOf(text)) === text && all.indexOf(text) === at,
  );
  return { texts, repeated: all.length - texts.length };
}

/** My lines with what others have added meanwhile, and without what they have taken away. */
export function mergeLines(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const known = new Set(base.map(keyOf));
  const there = new Set(theirs.map(keyOf));
  const own = new Set(mine.map(keyOf));
  const kept = mine.filter((text) => !known.has(keyOf(text)) || there.has(keyOf(text)));
  const added = theirs.filter((text) => !known.has(keyOf(text)) && !own.has(keyOf(text)));
  return [...kept, ...added];
}
