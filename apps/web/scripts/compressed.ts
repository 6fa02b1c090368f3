import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What a file weighs on the wire, in the two ways that browsers ask for. Brotli only over https and from this machine. */
export type Compressed = { readonly br: Buffer; readonly gz: Buffer };

/** Kept from build to build: PGlite's 15 MB take half a minute at the highest quality, and hardly ever change. */
const KEPT = path.join(import.meta.dirname, '..', '.next/cache/frontdesk-compressed');

/** 16 MB, the largest window that browsers take (RFC 7932, section 9.1). */
const WINDOW_BITS = 24;

/** Compresses files as far as it goes, off the main thread; those compressed before are only read. */
export async function compressAll(files: readonly Buffer[]): Promise<readonly Compressed[]> {
  await mkdir(KEPT, { recursive: true });
  const names = files.map((file) => createHash('sha256').update(file).digest('hex').slice(0, 32));
  const all = await Promise.all(
    files.map(async (file, i) => ({
      br: await keptOr(`${names[i]}.br`, () => brotli(file)),
      gz: await keptOr(`${names[i]}.gz`, () => promisify(gzip)(file, { level: 9 })),
    })),
  );
  await forgetOthers(new Set(names));
  return all;
}

const brotli = (file: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(file, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: file.length,
    },
  });

async function keptOr(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const file = path.join(KEPT, name);
  try {
    return await readFile(file);
  } catch {
    const made = await make();
    await writeFile(file, made);
    return made;
  }
}

async function forgetOthers(names: ReadonlySet<string>): Promise<void> {
  for (const file of await readdir(KEPT)) {
    if (!names.has(path.parse(file).name)) await rm(path.join(KEPT, file), { force: true });
  }
}
