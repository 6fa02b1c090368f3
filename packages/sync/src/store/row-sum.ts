import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import type { ReplicaRow } from './rows.ts';

/*
 * A checksum over rows says whether two places hold the same rows in the same state, in whatever order they are read. The
 * hash of a row is the first 64 bits of md5(`<entity>|<id>|<rev>`) in UTF-8; the sum is the XOR of the hashes as 16
 * lower-case hex digits. MD5, because each side has it at hand: Postgres by itself, a browser in the lines below. It guards
 * against faults, not against an attacker, who would have to forge his own replica.
 */

/** The hash of a row in SQL, a bigint: `bit_xor` of it, through {@link sumSql}, is the sum. Takes SQL expressions. */
export const rowHashSql = (row: {
  readonly entity: string;
  readonly id: string;
  readonly rev: string;
}): string =>
  `('x' || left(md5(${row.entity} || '|' || ${row.id} || '|' || ${row.rev}), 16))::bit(64)::bigint`;

/** The sum of a `bit_xor(…)` over row hashes as 16 hex digits; nothing summed is zero. */
export const sumSql = (xor: string): string => `lpad(to_hex(coalesce(${xor}, 0)), 16, '0')`;

/** How often a row was updated; rows that do not count it are compared by their presence alone. */
export const revOf = (row: ReplicaRow): number =>
  'rev' in row && typeof row.rev === 'number' ? row.rev : 0;

type Sum = { readonly scopeId: string; readonly entity: string; count: number; words: Words };

/** Sums by scope and entity, row by row. */
export class RowSums {
  readonly #sums = new Map<string, Sum>();

  add(entity: string, row: ReplicaRow): void {
    const { scopeId } = row;
    const key = `${entity}|${scopeId}`;
    const sum = this.#sums.get(key) ?? { scopeId, entity, count: 0, words: [0, 0] as const };
    const [first, second] = md5Start(`${entity}|${row.id}|${revOf(row)}`);
    sum.count += 1;
    sum.words = [sum.words[0] ^ first, sum.words[1] ^ second];
    this.#sums.set(key, sum);
  }

  /** In the order of scope, then entity. */
  list(): ScopeSum[] {
    const all = [...this.#sums.values()].map(({ scopeId, entity, count, words }) => {
      return { scopeId, entity, count, sum: words.map(hexOf).join('') };
    });
    return all.toSorted((a, b) => order(a.scopeId, b.scopeId) || order(a.entity, b.entity));
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first two words of a digest. */
type Words = readonly [number, number];

/** The bytes of a word as MD5 writes them, the lowest first. */
const hexOf = (word: number): string =>
  [0, 8, 16, 24].map((at) => ((word >>> at) & 0xff).toString(16).padStart(2, '0')).join('');

// RFC 1321: how far each step turns, and the constants floor(2^32 · |sin(n + 1)|).
const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: 64 }, (_, n) => Math.abs(Math.sin(n + 1)) * 2 ** 32);

const encoder = new TextEncoder();
const BLOCK_BYTES = 64;

/** The first 64 bits of the MD5 digest of a text. */
function md5Start(text: string): Words {
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
    const [mixed, word] = mix(round, step, [b, c, d]);
    const sum = (a + mixed + (SINES[step] ?? 0) + block.getInt32(at + word * 4, true)) | 0;
    const turn = TURNS[round * 4 + (step & 3)] ?? 0;
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
  }
  return [(before[0] + a) | 0, (before[1] + b) | 0, (before[2] + c) | 0, (before[3] + d) | 0];
}

/** What a step mixes, and which word of the block it adds. */
function mix(round: number, step: number, [b, c, d]: readonly [number, number, number]): Words {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) & 15];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) & 15];
  return [c ^ (b | ~d), (7 * step) & 15];
}
