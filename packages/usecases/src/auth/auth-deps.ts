import type { Deps } from '../deps.ts';
import type { Attempts } from './attempts.ts';
import type { Mailer } from './mailer.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What signing in and staying signed in needs from outside. */
export type AuthDeps = Pick<Deps, 'settings' | 'db' | 'bus' | 'sealing' | 'now' | 'log'> & {
  readonly keys: SigningKeys;
  readonly attempts: Attempts;
  readonly mailer: Mailer;
};

/** Where a request came from, for session lists and the audit log. */
export type Origin = { readonly ip?: string; readonly userAgent?: string };
