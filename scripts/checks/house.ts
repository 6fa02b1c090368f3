import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ownFiles, sourceFiles, workspacePackages } from './source-files.ts';

/** What a file may not be called: a kind says nothing of what is inside. */
const KINDS = /^(utils?|helpers?|types?|managers?|misc|common|index)$/;

/** kebab-case with further kebab-case parts after dots (`rows.test.ts`), or a route's `[id]` and `(group)`. */
const FILE_NAME = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Every app and package explains itself and is type-checked. */
export function checkPackages(root: string): string[] {
  const packages = workspacePackages(root).filter(({ folder }) => folder !== root);
  if (packages.length < 5) return ['fewer than five packages were seen'];
  return packages.flatMap(({ folder }) =>
    ['README.md', 'tsconfig.json']
      .filter((name) => !existsSync(join(folder, name)))
      .map((name) => `${relative(root, folder)} has no ${name}`),
  );
}

/** Source files are named for what they export, in kebab-case. */
export function checkFileNames(root: string): string[] {
  return sourceFiles(root).flatMap((path) => {
    const stem = basename(path).replace(/\.[a-z]+$/, '');
    if (!FILE_NAME.test(stem)) return [`${path}: the name is not kebab-case`];
    return KINDS.test(stem.replace(/\.test$/, '')) ? [`${path}: named for its kind`] : [];
  });
}

/** No file that decides where packages come from names a host: everybody's own setting counts. */
export function checkRegistryHosts(root: string): string[] {
  const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  const problems = /https?:\/\//.test(lockfile) ? ['pnpm-lock.yaml names a host'] : [];
  const settings = ownFiles(root).filter((path) =>
    /(^|\/)(\.npmrc|pnpm-workspace\.yaml|package\.json|\.yarnrc.*|bunfig\.toml)$/.test(path),
  );
  const naming = settings.filter((path) =>
    /registry["']?\s*[=:]|tarball/i.test(readFileSync(join(root, path), 'utf8')),
  );
  return [...problems, ...naming.map((path) => `${path} names a registry`)];
}
