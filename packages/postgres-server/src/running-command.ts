import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * The command line of a live process, undefined when there is none. A process that has ended and only waits for its
 * parent to notice (a zombie) counts as ended.
 */
export function runningCommand(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  // A slim Debian image has /proc but no `ps`; a Mac has `ps` but no /proc.
  return existsSync('/proc/self/cmdline') ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): string | undefined {
  try {
    // Arguments end with NUL; a zombie has none.
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return command === '' ? undefined : command;
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): string | undefined {
  try {
    const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return command === '' || command.endsWith('<defunct>') ? undefined : command;
  } catch {
    return undefined;
  }
}
