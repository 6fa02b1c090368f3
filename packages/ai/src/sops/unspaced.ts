/** Scripts written without spaces, where pairs of characters stand for words. Korean has spaces, but suffixes. */
export const UNSPACED_RUN =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]+/gu;

const STARTS_UNSPACED = new RegExp(`^${UNSPACED_RUN.source}`, 'u');

/** For a word of one kind of script: `ลืม` and `予約`, not `reset`. */
export const isUnspaced = (run: string): boolean => STARTS_UNSPACED.test(run);
