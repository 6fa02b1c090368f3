import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('are taken one after another, and no more than may wait (rule 111)', async () => {
    const turns = new Turns(2);
    const done: number[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = turns.take(async () => {
      await gate;
      done.push(1);
    });
    const second = turns.take(async () => void done.push(2));
    expect(turns.take(async () => void done.push(3))).toBeUndefined();
    open();
    await Promise.all([first, second]);
    await turns.take(async () => void done.push(4));
    expect(done).toEqual([1, 2, 4]);
  });
});
