import type { Clock } from '../engine/clock.ts';
import { glimpseOf } from './glimpse-keep.ts';
import { GlimpsedStore } from './glimpsed-store.ts';
import type { LocalRules } from './local-rules.ts';
import type { LocalStore } from './local-store.ts';
import { MemoryStore } from './memory-store.ts';

/** The store of a browser that cannot have PGlite: rows in memory, which begin with the last look at them. In a worker. */
export const openLiteStore = (options: {
  readonly owner: string;
  readonly rules: LocalRules;
  readonly clock: Clock;
}): LocalStore =>
  new GlimpsedStore({
    store: new MemoryStore(options.rules),
    keep: glimpseOf(options.owner),
    clock: options.clock,
  });
