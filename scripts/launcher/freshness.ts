import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is made from what: remade exactly when an input's content changed since. */
export interface Derived {
  /** Lies inside what is made, so that deleting that makes it stale. */
  stamp: string;
  /** Glob patterns under the root. */
  inputs: string[];
  /** What else decides the result, such as the version of the tool. */
  also: string;
}

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The current state of the inputs when it differs from that of the last make, else undefined. */
export function stateIfStale(derived: Derived): string | undefined {
  const state = stateOf(derived);
  const isFresh = existsSync(derived.stamp) && readFileSync(derived.stamp, 'utf8') === state;
  return isFresh ? undefined : state;
}

export function markFresh(derived: Derived, state: string): void {
  mkdirSync(dirname(derived.stamp), { recursive: true });
  writeFileSync(derived.stamp, state);
}

function stateOf({ inputs, also }: Derived): string {
  const hash = createHash('sha256').update(also);
  const files = globSync(inputs, { cwd: ROOT, exclude: isNoInput, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted()) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function isNoInput({ name }: { name: string }): boolean {
  // next-env.d.ts is written by each build of the pages, and by the one with the gallery differently.
  const isMade = name.startsWith('.next') || name === 'next-env.d.ts';
  return isMade || name === 'node_modules' || /\.test\.tsx?$/.test(name);
}
