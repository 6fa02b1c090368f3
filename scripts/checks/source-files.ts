import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with a package.json of its own. */
export interface WorkspacePackage {
  /** Without the scope: `core`, or the root's name. */
  name: string;
  /** Absolute. */
  folder: string;
  dependencies: Set<string>;
  devDependencies: Set<string>;
}

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const SOURCE = /\.(ts|tsx|mts|mjs|js|jsx)$/;

/** The root first, then every app and package. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const manifests = [
    'package.json',
    ...globSync(['{apps,packages}/*/package.json', 'bench/package.json'], { cwd: root }),
  ];
  return manifests.map((path) => {
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
    const declared = { ...manifest.dependencies, ...manifest.optionalDependencies };
    return {
      name: manifest.name.replace('@frontdesk/', ''),
      folder: join(root, path, '..'),
      dependencies: new Set(Object.keys(declared)),
      devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
    };
  });
}

/** Paths under the root of all source files that are ours: known to git or new, never what is ignored. */
export function sourceFiles(root: string): string[] {
  return ownFiles(root).filter((path) => SOURCE.test(path) && !path.endsWith('.d.ts'));
}

/** Paths under the root of every file that git knows or would add. */
export function ownFiles(root: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
}

/** A test, or what tests alone use: by convention in a folder named `testing` or `fixtures`. */
export function isTestFile(path: string): boolean {
  return /\.(test|spec)\.tsx?$/.test(path) || /(^|\/)(fixtures|testing|e2e)\//.test(path);
}
