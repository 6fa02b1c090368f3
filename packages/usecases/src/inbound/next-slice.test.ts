import type { InboundEvent } from '@frontdesk/connector-kit/channel';
import { describe, expect, it } from 'vitest';
import { nextSlice } from './next-slice.ts';

const delivery = (id: string, count: number) => ({
  id,
  error: null,
  events: Array.from({ length: count }, (_, n): InboundEvent => ({
    type: 'ignored',
    dedupeKey: `${id}${n}`,
    accountId: null,
    vendorType: 'x',
  })),
});

/** Applies slice after slice as the lane does. */
function applyAll(deliveries: ReturnType<typeof delivery>[]): { keys: string[]; sizes: number[] } {
  const applied = new Map<string, number>();
  const [keys, sizes]: [string[], number[]] = [[], []];
  for (let left = deliveries; left.length > 0;) {
    const slice = nextSlice(left, applied);
    keys.push(...slice.events.map((event) => event.dedupeKey));
    sizes.push(slice.events.length);
    if (slice.partly) applied.set(slice.partly.id, slice.partly.applied);
    left = left.filter((one) => !slice.finished.includes(one));
  }
  return { keys, sizes };
}

describe('slices of deliveries', () => {
  it.each([
    [[1, 2, 3]],
    [[500]],
    [[501]],
    [[1_700, 3, 499]],
    [[499, 2, 1_000]],
    [[0, 0, 5]],
    [[0, 501, 0]],
  ])('cover %j events, each once, in order, and never more than fit', (counts) => {
    const deliveries = counts.map((count, n) => delivery(`d${n}:`, count));
    const { keys, sizes } = applyAll(deliveries);
    expect(keys).toEqual(deliveries.flatMap((one) => one.events.map((event) => event.dedupeKey)));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });
});
