import { spawnSync } from 'node:child_process';
import { chownSync, existsSync } from 'node:fs';

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

/** Linux can signal a child when its parent dies, which leaves no server behind a killed one. Elsewhere the next start takes over. */
function endsWithParent(): string[] {
  if (!existsSync('/usr/bin/setpriv')) return [];
  const prefix = ['/usr/bin/setpriv', '--pdeathsig', 'INT'];
  return runs([...prefix, 'true']) ? prefix : [];
}

function runs([command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
