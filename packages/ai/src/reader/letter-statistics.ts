import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { seededHash } from '../text/seeded-hash.ts';

/**
 * The language of a text by the statistics of its letters: what `eld/extrasmall` says, from the same tables, in 2 MB of
 * memory. Imported, the tables become 50,000 objects, and every process that can read a message is 85 MB larger; so their
 * file is read as text into typed arrays, at the first text that needs it. A test holds both to the same answers.
 */

type Tables = {
  readonly languages: readonly string[];
  /** What divides words, as a global expression. */
  readonly separators: RegExp;
  /** A letter for each byte of a text in UTF-8, which the pieces are written in. */
  readonly letters: readonly string[];
  readonly pieces: Pieces;
};

/** Open addressing: a slot holds a piece's number + 1, or 0. A piece's languages and points lie from its start on. */
type Pieces = {
  readonly slots: Int32Array;
  readonly hashes: Uint32Array;
  readonly starts: Uint32Array;
  readonly languages: Uint8Array;
  readonly points: Uint8Array;
};

/** What eld subtracts from all points to keep its file small. */
const LEAST_POINTS = 53;
/** eld looks at so much of a text, and at so many bytes of a word. */
const MOST_CHARS = 1_000;
const MOST_BYTES = 350;
const MOST_BYTES_OF_WORD = 70;
/** Bytes of a piece, and how far it is from one to the next. */
const PIECE = 4;
const STRIDE = 3;
const SLOTS = 2 ** 17;
const SEED = 0x3c6ef372;

/** `'key':{1:23,4:5}`, the key without quotes where it is a name. */
const ENTRY = /(?:'((?:[^'\\]|\\.)*)'|([\w$\u0080-\u00ff]+)):\{([\d:,]+)\}/gu;
const LANGUAGE = /(\d+):'([a-z]{2})'/gu;

let tables: Tables | null = null;

/** ISO 639-1, null where no piece of the text is known. */
export function languageByLetters(text: string): string | null {
  tables ??= readTables();
  const { languages, separators, pieces } = tables;
  const points = new Float64Array(languages.length);
  const plain = text.slice(0, MOST_CHARS).replace(separators, ' ').trim().toLowerCase();
  for (const piece of piecesOf(writtenWords(plain, tables.letters)))
    addPoints(points, piece, pieces);
  const most = points.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? (languages[points.indexOf(most)] ?? null) : null;
}

/** The words of a text, a letter for each byte; no more once enough bytes are seen. */
function writtenWords(text: string, letters: readonly string[]): string[] {
  const words: string[] = [];
  let bytes = 0;
  for (const word of text.split(' ')) {
    const written = Array.from(Buffer.from(word), (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : (letters[byte] ?? ' '),
    ).join('');
    if (written !== '') words.push(written);
    bytes += written.length;
    if (bytes > MOST_BYTES) break;
    bytes += 1;
  }
  return words;
}

/** Each once: pieces of four bytes, the first with a space before it, the last, which may overlap, with one behind. */
function piecesOf(words: readonly string[]): Set<string> {
  const pieces = new Set<string>();
  for (const word of words) {
    const length = Math.min(word.length, MOST_BYTES_OF_WORD);
    let at = 0;
    for (; at + PIECE < length; at += STRIDE)
      pieces.add(`${at === 0 ? ' ' : ''}${word.slice(at, at + PIECE)}`);
    const last = word.slice(Math.max(0, length - PIECE));
    pieces.add(`${at === 0 ? ' ' : ''}${last} `);
  }
  return pieces;
}

function addPoints(points: Float64Array, piece: string, table: Pieces): void {
  const hash = seededHash(SEED, piece);
  let slot = hash & (SLOTS - 1);
  for (;;) {
    const found = (table.slots[slot] ?? 0) - 1;
    if (found < 0) return;
    if (table.hashes[found] === hash) {
      for (let at = table.starts[found] ?? 0; at < (table.starts[found + 1] ?? 0); at += 1) {
        const language = table.languages[at] ?? 0;
        points[language] = (points[language] ?? 0) + (table.points[at] ?? 0) + LEAST_POINTS;
      }
      return;
    }
    slot = (slot + 1) & (SLOTS - 1);
  }
}

/** From the files of the installed package. Throws where they are not as the pinned version has them. */
function readTables(): Tables {
  const manifest = findPackageJSON('eld', import.meta.url);
  if (manifest === undefined) throw new Error('the package eld is not installed');
  const folder = join(dirname(manifest), 'src');
  const require = createRequire(import.meta.url);
  const { separators } = require(join(folder, 'regexPatterns.js')) as { separators: RegExp };
  const { dictionary } = require(join(folder, 'dictionary.js')) as { dictionary: string[] };
  const source = readFileSync(join(folder, 'ngrams/extrasmall.js'), 'utf8');
  const begin = source.indexOf('ngrams:{');
  const languages: string[] = [];
  for (const [, number, language = ''] of source.slice(0, begin).matchAll(LANGUAGE))
    languages[Number(number)] = language;
  const pieces = packedPieces(source.slice(begin));
  return { languages, separators, letters: dictionary, pieces };
}

function packedPieces(source: string): Pieces {
  const hashes: number[] = [];
  const starts: number[] = [];
  const languages: number[] = [];
  const points: number[] = [];
  const slots = new Int32Array(SLOTS);
  for (const [, quoted, bare = '', values = ''] of source.matchAll(ENTRY)) {
    const hash = seededHash(SEED, quoted?.replace(/\\(.)/gu, '$1') ?? bare);
    let slot = hash & (SLOTS - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    slots[slot] = hashes.push(hash);
    starts.push(points.length);
    for (const value of values.split(',')) {
      const [language, own] = value.split(':', 2);
      languages.push(Number(language));
      points.push(Number(own));
    }
  }
  if (hashes.length === 0 || hashes.length * 2 > SLOTS)
    throw new Error('the tables of eld are not as expected');
  starts.push(points.length);
  return {
    slots,
    hashes: Uint32Array.from(hashes),
    starts: Uint32Array.from(starts),
    languages: Uint8Array.from(languages),
    points: Uint8Array.from(points),
  };
}
