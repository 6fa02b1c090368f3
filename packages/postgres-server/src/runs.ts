import { spawnSync } from 'node:child_process';

/** Whether a command ends well. */
export function runs([program = '', ...args]: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
