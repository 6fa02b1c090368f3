/** The first 64 bits of a digest, as the two words that MD5 counts in. */
export type Words = readonly [number, number];

/** The bytes of the words as MD5 writes them, the lowest of each first, in 16 hex digits. */
export const hexOf = (words: Words): string => words.map(hexOfWord).join('');

const hexOfWord = (word: number): string =>
  [0, 8, 16, 24].map((at) => ((word >>> at) & 0xff).toString(16).padStart(2, '0')).join('');

// RFC 1321: how far each step turns, and the constants floor(2^32 · |sin(n + 1)|).
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, n) => Math.abs(Math.sin(n + 1)) * 2 ** 32);

const encoder = new TextEncoder();
const BLOCK_BYTES = 64;

/** The first 64 bits of the MD5 digest of a text. */
export function md5Start(text: string): Words {
  const bytes = encoder.encode(text);
  // One byte of padding mark and eight of length at the least.
  const blocks = Math.ceil((bytes.length + 9) / BLOCK_BYTES);
  const padded = new DataView(new ArrayBuffer(blocks * BLOCK_BYTES));
  new Uint8Array(padded.buffer).set(bytes);
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 8, bytes.length * 8, true);
  let state: State = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < padded.byteLength; at += BLOCK_BYTES) state = digest(state, padded, at);
  return [state[0], state[1]];
}

type State = readonly [number, number, number, number];

function digest(before: State, block: DataView, at: number): State {
  let [a, b, c, d] = before;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const word = wordOf(round, step);
    const sum =
      (a + mixed(round, b, c, d) + (SINES[step] ?? 0) + block.getInt32(at + word * 4, true)) | 0;
    const turn = TURNS[round * 4 + (step & 3)] ?? 0;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0;
  }
  return [(before[0] + a) | 0, (before[1] + b) | 0, (before[2] + c) | 0, (before[3] + d) | 0];
}

function mixed(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  if (round === 2) return b ^ c ^ d;
  return c ^ (b | ~d);
}

/** The word of the block that a step adds. */
function wordOf(round: number, step: number): number {
  if (round === 0) return step;
  if (round === 1) return (5 * step + 1) & 15;
  if (round === 2) return (3 * step + 5) & 15;
  return (7 * step) & 15;
}
