import { LiveValue } from '@frontdesk/sync/client/live';
import { expect, it } from 'vitest';
import { derived } from './derived.ts';

it('a derived value is computed once per change of its sources', () => {
  const [a, b] = [new LiveValue(1), new LiveValue(2)];
  let runs = 0;
  const sum = derived([a, b], (x, y) => {
    runs++;
    return x + y;
  });
  expect([sum.get(), sum.get(), runs]).toEqual([3, 3, 1]);
  b.set(5);
  expect([sum.get(), runs]).toEqual([6, 2]);
});

it('a derived array stays the same array while its items do', () => {
  const source = new LiveValue<readonly number[]>([1, 2, 3]);
  const even = derived([source], (all) => all.filter((n) => n % 2 === 0));
  const before = even.get();
  source.set([1, 2, 3, 5]);
  expect(even.get()).toBe(before);
  source.set([4]);
  expect(even.get()).toEqual([4]);
});

it('a derived object stays the same object while its fields do', () => {
  const source = new LiveValue(1);
  const sign = derived([source], (n) => ({ words: n > 0 ? 'more' : 'less' }));
  const before = sign.get();
  source.set(2);
  expect(sign.get()).toBe(before);
  source.set(-1);
  expect(sign.get()).toEqual({ words: 'less' });
});

it('tells whoever listens, and nobody after the end', () => {
  const source = new LiveValue(1);
  let told = 0;
  const end = derived([source], (n) => n).subscribe(() => told++);
  source.set(2);
  end();
  source.set(3);
  expect(told).toBe(1);
});
