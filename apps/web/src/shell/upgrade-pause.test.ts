import { expect, it } from 'vitest';
import { forgetPauses, nextPause } from './upgrade-pause.ts';

function emptyStorage() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

it('rule 95: a build that stays too old reloads ever more rarely, at most once a minute', () => {
  const storage = emptyStorage();
  const pauses = Array.from({ length: 9 }, () => nextPause(storage));
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

it('rule 95: a build that was taken begins anew', () => {
  const storage = emptyStorage();
  nextPause(storage);
  nextPause(storage);
  forgetPauses(storage);
  expect(nextPause(storage)).toBe(500);
});
