import { uncompressSync } from 'snappy';

/** The last bytes of a table, by which it is known, and what stands before them. */
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const FOOTER_BYTES = 48;

/** One byte after each block: how it is written. */
const SNAPPY = 1;

/** A block's place in its table, in bytes. */
type Handle = { readonly offset: number; readonly size: number };

/**
 * What a LevelDB table holds, spelled out: its blocks are compressed, which breaks words up. Empty for any other file.
 * The format: https://github.com/google/leveldb/blob/main/doc/table_format.md
 */
export function spelledOut(file: Buffer): Buffer {
  if (!file.subarray(-MAGIC.length).equals(MAGIC)) return Buffer.alloc(0);
  const footer = new Reader(file.subarray(-FOOTER_BYTES));
  // The index of blocks that tell of the others stands first.
  handleFrom(footer);
  const index = blockAt(file, handleFrom(footer));
  return Buffer.concat(handlesIn(index).map((handle) => blockAt(file, handle)));
}

function blockAt(file: Buffer, { offset, size }: Handle): Buffer {
  const bytes = file.subarray(offset, offset + size);
  return file[offset + size] === SNAPPY ? Buffer.from(uncompressSync(bytes)) : bytes;
}

/** The values of an index: each a block's handle, under a key of which only the difference to the one before is written. */
function handlesIn(index: Buffer): readonly Handle[] {
  const restarts = index.readUInt32LE(index.length - 4);
  const entries = new Reader(index.subarray(0, index.length - 4 * (restarts + 1)));
  const handles: Handle[] = [];
  while (!entries.isAtEnd) {
    entries.varint();
    const [ofKey, ofValue] = [entries.varint(), entries.varint()];
    entries.take(ofKey);
    handles.push(handleFrom(new Reader(entries.take(ofValue))));
  }
  return handles;
}

const handleFrom = (reader: Reader): Handle => ({
  offset: reader.varint(),
  size: reader.varint(),
});

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(count: number): Buffer {
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  /** Seven bits a byte, the lowest first, as long as the eighth is set. */
  varint(): number {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const [byte = 0] = this.take(1);
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }
}
