import { chownSync } from 'node:fs';
import { endsWithParent } from './ends-with-parent.ts';
import { runs } from './runs.ts';

/** How to run a program that refuses to run as root, such as Postgres. */
export interface Unprivileged {
  /** Put in front of the program and its arguments. */
  prefix: string[];
  ids: { uid?: number; gid?: number };
  /** Hands a folder to the user that the program will be. */
  give(folder: string): void;
}

/** "nobody" and "nogroup" on Debian; any id that is not root would do. */
const NOBODY = 65_534;

/**
 * As an ordinary user nothing changes. As root the program runs in a user namespace, where it believes to be nobody
 * while its files stay root's: that works even under /root, which nobody may not enter. Where namespaces are refused,
 * it becomes nobody for real. `unshare` and `setpriv` replace themselves, so the process id is the program's own.
 */
export function unprivileged(): Unprivileged {
  const prefix = endsWithParent();
  if (process.getuid?.() !== 0) return { prefix, ids: {}, give: () => {} };
  const namespace = ['unshare', '--user', `--map-user=${NOBODY}`];
  if (runs([...namespace, 'true'])) {
    return { prefix: [...namespace, ...prefix], ids: {}, give: () => {} };
  }
  return {
    prefix,
    ids: { uid: NOBODY, gid: NOBODY },
    give: (folder) => chownSync(folder, NOBODY, NOBODY),
  };
}
