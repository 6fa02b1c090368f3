import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RowSums } from './row-sum.ts';
import type { ReplicaRow } from './rows.ts';

const row = (id: string, rev: number, scopeId = 's1'): ReplicaRow & { rev: number } => ({
  id,
  rev,
  scopeId,
});

describe('rule 71: the checksum of a row', () => {
  it.each(['a', 'p1', 'x'.repeat(47), 'x'.repeat(48), 'x'.repeat(49), 'ไทย🙂', 'y'.repeat(300)])(
    'is the beginning of its MD5: %s',
    (id) => {
      const sums = new RowSums();
      sums.add('pages', row(id, 12));
      const md5 = createHash('md5').update(`pages|${id}|12`).digest('hex');
      expect(sums.list()).toEqual([
        { scopeId: 's1', entity: 'pages', count: 1, sum: md5.slice(0, 16) },
      ]);
    },
  );

  it('adds up in any order, and differs where a row is older', () => {
    const [one, other, older] = [new RowSums(), new RowSums(), new RowSums()];
    const rows = Array.from({ length: 100 }, (_, n) => row(`p${n}`, n));
    for (const each of rows) one.add('pages', each);
    for (const each of rows.toReversed()) other.add('pages', each);
    for (const each of rows) older.add('pages', row(each.id, each.rev - 1));
    expect(one.list()).toEqual(other.list());
    expect(one.list()).not.toEqual(older.list());
  });
});
