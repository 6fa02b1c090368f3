import { describe, expect, it } from 'vitest';
import { openOutbox, without, type Outbox } from './outbox.ts';

const entry = (mid: number) => ({
  uid: `u${mid}`,
  mid,
  name: 'm',
  version: 1,
  args: {},
  clientAt: '',
  after: [],
});

/** Numbers 1 to `count`, of which some were consumed and acknowledged already. */
function outboxOf(count: number, consumed: readonly number[]): Outbox {
  const mids = Array.from({ length: count }, (_, at) => at + 1);
  const opened = openOutbox(
    { replicaId: 'replica', nextMid: count + 1, entries: mids.map(entry) },
    () => 'other',
  );
  return { ...opened, queue: opened.queue.filter(({ mid }) => !consumed.includes(mid)) };
}

const numbers = ({ queue }: Outbox): string[] => queue.map(({ mid, uid }) => `${mid} ${uid}`);

describe('an outbox without some of its work', () => {
  it('closes up the numbers behind it', () => {
    const left = without(outboxOf(4, []), ({ uid }) => uid === 'u3');
    expect(numbers(left)).toEqual(['1 u1', '2 u2', '3 u4']);
    expect(left.nextMid).toBe(4);
  });

  it('gives nobody a number that was consumed in the middle of what waits (I4)', () => {
    const left = without(outboxOf(5, [2]), ({ uid }) => uid === 'u4');
    expect(numbers(left)).toEqual(['1 u1', '3 u3', '4 u5']);
    expect(left.nextMid).toBe(5);
  });
});
