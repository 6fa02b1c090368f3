/** Scripts written without spaces, where pairs of characters stand for words. Korean has spaces, but suffixes. */
const UNSPACED_RUN =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;

const STARTS_UNSPACED = new RegExp(`^${UNSPACED_RUN.source}`, 'u');

/** For a word of one kind of script: `ลืม` and `予約`, not `reset`. */
export const isUnspaced = (run: string): boolean => STARTS_UNSPACED.test(run);

/** Words cut where a script without spaces begins or ends: `trackmanのパスワード` is two. */
export const unspacedApart = (words: readonly string[]): string[] =>
  words
    .flatMap((word) => word.replace(UNSPACED_RUN, ' $& ').split(' '))
    .filter((run) => run !== '');
