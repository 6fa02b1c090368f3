import type { Clock } from '../../engine/clock.ts';
import { systemClock } from '../../engine/system-clock.ts';

/** A clock that runs so many times as fast. */
export const fastClock = (speed: number): Clock => ({
  ...systemClock,
  now: () => Date.now() * speed,
  after: (ms, callback) => systemClock.after(ms / speed, callback),
});
