import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { assert } from '@frontdesk/core/assert';
import { isUuid } from '@frontdesk/core/ids';

declare const checked: unique symbol;

/** Where a file lies. Made of our own ids alone, so that nothing a user types ever becomes a path. */
export type FileKey = string & { readonly [checked]: true };

export type FileVariant = 'original' | 'thumbnail';

export function fileKey(
  organizationId: string,
  attachmentId: string,
  variant: FileVariant = 'original',
): FileKey {
  assert(isUuid(organizationId) && isUuid(attachmentId), 'a file is named by ids');
  return `${organizationId}/${attachmentId}${variant === 'thumbnail' ? '.thumb' : ''}`.toLowerCase() as FileKey;
}

export type StoredFile = {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
};

/** Bytes `start` to `end`, both included. */
export type ByteRange = { readonly start: number; readonly end: number };

export type OpenFile = {
  readonly stream: Readable;
  /** Of the whole file, whatever part was asked for. */
  readonly size: number;
};

/** The bytes were more than the caller allows; nothing of them is kept. */
export class FileTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the file is larger than ${maxBytes} bytes`);
  }
}

/** Where attachments' bytes live. A file appears whole or not at all. */
export interface Files {
  /** Replaces what was there. Throws {@link FileTooLarge}; whatever ends the source early keeps nothing either. */
  put(key: FileKey, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile>;
  /** Null when there is no such file. The range must lie inside it. */
  open(key: FileKey, range?: ByteRange): Promise<OpenFile | null>;
  /** Also when it is not there. */
  delete(key: FileKey): Promise<void>;
}

/** All bytes of a file at once; null when there is none. */
export async function readFile(files: Files, key: FileKey): Promise<Buffer | null> {
  const opened = await files.open(key);
  return opened && Buffer.concat(await opened.stream.toArray());
}

/** Passes bytes on, counts and hashes them, and stops at the limit. */
export class Meter {
  readonly #maxBytes: number;
  readonly #hash = createHash('sha256');
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async *through(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#size += chunk.length;
      if (this.#size > this.#maxBytes) throw new FileTooLarge(this.#maxBytes);
      this.#hash.update(chunk);
      yield chunk;
    }
  }

  result(): StoredFile {
    return { size: this.#size, sha256: this.#hash.digest('hex') };
  }
}
