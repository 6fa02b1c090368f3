import { expect, it } from 'vitest';
import { backoff } from './backoff.ts';

it('spreads those who lost one server at the same moment, from the first attempt on', () => {
  const firsts = [0, 0.25, 0.5, 0.75].map((random) => backoff(0, random));
  expect(firsts).toEqual([500, 625, 750, 875]);
});
