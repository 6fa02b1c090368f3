import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const SYNC = path.join(import.meta.dirname, '../../../packages/sync');
const SCRIPT = path.join(SYNC, 'scripts/build-data-directory.ts');
/** What decides what is in it: the schema and how the directory is made. PGlite's version stands in the manifest. */
const INPUTS = ['package.json', 'scripts/**/*.ts', 'src/store/**/*schema*.ts'];
const KEPT = path.join(import.meta.dirname, '../.next/cache/frontdesk-data-directory');

/** Tens of megabytes, mostly zeros. */
const LARGEST = 64 * 1024 * 1024;

/**
 * PGlite's prebuilt data directory as a tar. Kept from build to build: two that are made from the same schema differ in
 * their bytes, and every browser would fetch it anew. Made in a process of its own, which takes PGlite's memory with it.
 */
export async function dataDirectory(): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const file of glob(INPUTS, { cwd: SYNC }))
    hash.update(await readFile(path.join(SYNC, file)));
  const file = path.join(KEPT, `${hash.digest('hex').slice(0, 32)}.tar`);
  try {
    return await readFile(file);
  } catch {
    const code = `import { buildDataDirectory } from ${JSON.stringify(SCRIPT)}; process.stdout.write(await buildDataDirectory());`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', code],
      { encoding: 'buffer', maxBuffer: LARGEST },
    );
    await mkdir(KEPT, { recursive: true });
    await writeFile(file, stdout);
    return stdout;
  }
}
