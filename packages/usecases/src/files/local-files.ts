import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type ByteRange,
  type FileKey,
  type Files,
  Meter,
  type OpenFile,
  type StoredFile,
} from './files.ts';

/** Files in a folder of this machine. Written beside their place and renamed into it, so that none is ever half there. */
export class LocalFiles implements Files {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(key: FileKey, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile> {
    const path = join(this.#folder, key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const part = `${path}.${randomUUID()}.part`;
    const meter = new Meter(maxBytes);
    try {
      const handle = await open(part, 'wx', 0o600);
      try {
        await handle.writeFile(meter.through(bytes));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return meter.result();
  }

  async open(key: FileKey, range?: ByteRange): Promise<OpenFile | null> {
    const path = join(this.#folder, key);
    const found = await stat(path).catch(absent);
    return found && { stream: createReadStream(path, range), size: found.size };
  }

  async delete(key: FileKey): Promise<void> {
    await rm(join(this.#folder, key), { force: true });
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
