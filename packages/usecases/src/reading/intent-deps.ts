import type { Deps } from '../deps.ts';

export type IntentDeps = Pick<Deps, 'db' | 'bus' | 'log'>;

/** Of an organization: each of its replicas holds them all, and a language model is told all of them. */
export const MAX_INTENTS = 1_000;
