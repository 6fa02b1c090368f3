import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { EngineFiles } from '../src/engine/engine-files.ts';
import { bundle } from './bundle.ts';
import type { Compressed } from './compressed.ts';
import { dataDirectory } from './data-directory.ts';

/** One of the engine's files, under the name that browsers ask for. */
export type EngineFile = { readonly name: string; readonly content: Buffer };

/**
 * The workers, bundled, and what they load. In development their names stay the same from build to build; else a name
 * holds a hash of the content, so that it may be kept for ever.
 */
export async function buildWorkers({ development = false } = {}): Promise<
  Readonly<Record<keyof EngineFiles, EngineFile>>
> {
  const file = (name: string, content: Buffer): EngineFile => ({
    name: development ? name : nameWithHash(name, content),
    content,
  });
  const worker = async (name: string): Promise<EngineFile> =>
    file(`${name}.js`, await bundle(`engine/${name}.ts`, { format: 'esm', development }));
  const ofPglite = async (name: string): Promise<EngineFile> =>
    file(name, await readFile(path.join(PGLITE, name)));
  return {
    engineWorker: await worker('engine-worker'),
    storeWorker: await worker('store-worker'),
    switchboard: await worker('switchboard-worker'),
    program: await ofPglite('pglite.wasm'),
    fileSystem: await ofPglite('pglite.data'),
    dataDirectory: file('data-directory.tar', await dataDirectory()),
  };
}

/** Writes them into a folder, each with what it is compressed to beside it. */
export async function writeEngine(
  folder: string,
  files: readonly EngineFile[],
  compressed: readonly Compressed[] = [],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [i, { name, content }] of files.entries()) {
    await writeFile(path.join(folder, name), content);
    for (const [kind, smaller] of Object.entries(compressed[i] ?? {}))
      await writeFile(path.join(folder, `${name}.${kind}`), smaller);
  }
}

const PGLITE = path.dirname(
  createRequire(path.join(import.meta.dirname, '../../../packages/sync/package.json')).resolve(
    '@electric-sql/pglite',
  ),
);

function nameWithHash(file: string, content: Buffer): string {
  const { name, ext } = path.parse(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `${name}-${hash}${ext}`;
}
