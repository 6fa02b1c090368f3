import { existsSync } from 'node:fs';
import { runs } from './runs.ts';

const SETPRIV = '/usr/bin/setpriv';

/**
 * What to put in front of a program so that it is told to end when its parent dies, which leaves no server behind a
 * killed launcher or test run. Only Linux can; elsewhere it is empty, and whoever starts next takes over.
 */
export function endsWithParent(): string[] {
  const prefix = [SETPRIV, '--pdeathsig', 'INT'];
  return existsSync(SETPRIV) && runs([...prefix, 'true']) ? prefix : [];
}
