import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { spelledOut } from './leveldb-table.ts';

/**
 * Where in a browser's profile one of these words stands, whatever keeps it: files of its own file system, IndexedDB's and local
 * storage's logs and tables, caches, the history. Words are searched as UTF-8 and as UTF-16, in which Chromium keeps text of scripts.
 */
export function findInProfile(
  folder: string,
  words: Readonly<Record<string, string | Buffer>>,
): readonly string[] {
  const needles = Object.entries(words).flatMap(([name, word]) =>
    typeof word === 'string'
      ? [
          { name, bytes: Buffer.from(word, 'utf8') },
          { name, bytes: Buffer.from(word, 'utf16le') },
        ]
      : [{ name, bytes: word }],
  );
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = contentOf(path);
    const contents = [content, spelledOut(content)];
    for (const { name, bytes } of needles)
      if (contents.some((one) => one.includes(bytes)))
        found.add(`${name}: ${relative(folder, path)}`);
  }
  return [...found].toSorted();
}

/** A browser that runs deletes files at any time. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
