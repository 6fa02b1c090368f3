import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pausedUntil, takeToken } from './gcra.ts';

const rate = { everyMs: 20, burst: 4 };

/** Takes as fast as it may for so long, from a bucket that nobody has used. */
function takeAll(untilMs: number): number[] {
  const taken: number[] = [];
  let tat = 0;
  for (let now = 1_000; now < 1_000 + untilMs;) {
    const token = takeToken(tat, now, rate);
    if (!token.ok) {
      now += token.waitMs;
      continue;
    }
    taken.push(now);
    ({ tat } = token);
  }
  return taken;
}

describe('a token bucket', () => {
  it('lets 50 a second through at one every 20 ms, after its burst', () => {
    expect(takeAll(10_000)).toHaveLength(500 + rate.burst);
  });

  it('lets one and its burst through at once, and says how long to wait then', () => {
    expect(takeAll(1)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
    const full = 1_000 + (rate.burst + 1) * rate.everyMs;
    expect(takeToken(full, 1_000, rate)).toEqual({ ok: false, waitMs: 20 });
  });

  it('lets nothing through while it is paused, and everything after', () => {
    const tat = pausedUntil(5_000, rate);
    expect(takeToken(tat, 4_999, rate)).toEqual({ ok: false, waitMs: 1 });
    expect(takeToken(tat, 5_000, rate)).toMatchObject({ ok: true });
  });

  it('never lets more through in any window than its rate and burst, whenever it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), (gaps) => {
        const taken: number[] = [];
        let tat = 0;
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const token = takeToken(tat, now, rate);
          if (token.ok) {
            taken.push(now);
            ({ tat } = token);
          }
        }
        for (const [i, from] of taken.entries()) {
          for (const [n, to] of taken.slice(i).entries()) {
            expect(n).toBeLessThanOrEqual((to - from) / rate.everyMs + rate.burst);
          }
        }
      }),
    );
  });
});
