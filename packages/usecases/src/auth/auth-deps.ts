import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import type { Settings } from '@frontdesk/core/settings';
import type { Db } from '@frontdesk/db/client';
import type { Attempts } from './attempts.ts';
import type { Mailer } from './mailer.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Seals what must not lie readable in the database: AES-256-GCM under `FRONTDESK_KEY`. */
export interface Sealer {
  seal(plain: Uint8Array): Uint8Array;
  /** Throws on bytes that this key did not seal. */
  open(sealed: Uint8Array): Uint8Array;
}

/** What signing in and staying signed in needs from outside. */
export type AuthDeps = {
  readonly db: Db;
  readonly bus: Bus;
  readonly keys: SigningKeys;
  readonly sealer: Sealer;
  readonly attempts: Attempts;
  readonly mailer: Mailer;
  readonly settings: Pick<Settings, 'demo' | 'baseUrl' | 'smtpUrl'>;
  readonly now: () => Date;
  readonly log: Log;
};

/** Where a request came from, for session lists and the audit log. */
export type Origin = { readonly ip?: string; readonly userAgent?: string };
