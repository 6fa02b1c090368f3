const BLOCK = 512;
const NAME_BYTES = 100;
const SIZE_AT = 124;
const SIZE_DIGITS = 11;

const decoder = new TextDecoder();

/** Leaves those entries of a tar archive (ustar, short names) out whose name is not kept. */
export function filterTar(archive: Uint8Array, isKept: (name: string) => boolean): Uint8Array {
  const kept: Uint8Array[] = [];
  let at = 0;
  while (at < archive.length) {
    const name = decoder.decode(archive.subarray(at, at + NAME_BYTES)).replace(/\0.*$/s, '');
    const digits = decoder.decode(archive.subarray(at + SIZE_AT, at + SIZE_AT + SIZE_DIGITS));
    const size = Number.parseInt(digits, 8) || 0;
    const next = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    // Two blocks of zeros end an archive.
    if (name === '' || isKept(name)) kept.push(archive.subarray(at, next));
    at = next;
  }
  const filtered = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of kept) {
    filtered.set(part, to);
    to += part.length;
  }
  return filtered;
}
