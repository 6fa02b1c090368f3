import type { Rights } from '@frontdesk/core/roles';
import type { Deps } from '../deps.ts';
import type { Actor } from '../mutation-handler.ts';

export type IntentDeps = Pick<Deps, 'db' | 'bus' | 'log'>;

export type By = { readonly actor: Actor; readonly rights: Rights };

/** Of an organization: each of its replicas holds them all, and a language model is told all of them. */
export const MAX_INTENTS = 1_000;
