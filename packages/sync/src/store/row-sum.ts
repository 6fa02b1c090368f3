import type { ScopeSum } from '@frontdesk/core/sync-protocol';
import { hexOf, md5Start, type Words } from './md5.ts';
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
      return { scopeId, entity, count, sum: hexOf(words) };
    });
    return all.toSorted((a, b) => order(a.scopeId, b.scopeId) || order(a.entity, b.entity));
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
