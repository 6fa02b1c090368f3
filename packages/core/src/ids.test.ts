import { describe, expect, it } from 'vitest';
import { associationId, idAt, idTime, isAcceptableId, MAX_ID_SKEW_MS, newId } from './ids.ts';

describe('ids', () => {
  it('carry the time they were made at', () => {
    expect(idTime(idAt(1_763_600_000_123))).toBe(1_763_600_000_123);
  });

  it('sort by the time they were made at', () => {
    const made = [idAt(3_000), idAt(1_000), idAt(2_000)];
    expect(made.toSorted().map(idTime)).toEqual([1_000, 2_000, 3_000]);
  });

  it('are refused when they are more than five minutes ahead, or not UUIDv7 at all', () => {
    const now = 1_763_600_000_000;
    expect(isAcceptableId(idAt(now + MAX_ID_SKEW_MS), now)).toBe(true);
    expect(isAcceptableId(idAt(now + MAX_ID_SKEW_MS + 1), now)).toBe(false);
    expect(isAcceptableId('5f7b1c0e-6f0b-4f3a-9d5e-0c9a1b2c3d4e', now)).toBe(false);
    expect(isAcceptableId('not an id', now)).toBe(false);
  });

  it('of an association are the same whoever makes them, and differ by the order of their parts', () => {
    const [a, b] = [newId(), newId()];
    expect(associationId(a, b)).toBe(associationId(a, b));
    expect(associationId(a, b)).not.toBe(associationId(b, a));
  });
});
