import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { S3ServiceError, S3mini, type UploadPart } from 's3mini';
import {
  type ByteRange,
  type FileKey,
  type Files,
  Meter,
  type OpenFile,
  type StoredFile,
} from './files.ts';

/** S3 takes parts of 5 MiB and more; only the last may be smaller. */
const PART_BYTES = 8 * 1024 * 1024;

const TYPE = 'application/octet-stream';

/** Files in an S3-compatible bucket. Memory holds one part at a time. */
export class S3Files implements Files {
  readonly #s3: S3mini;

  /** `url`: `https://ACCESS:SECRET@host/bucket?region=…`. */
  constructor(url: string) {
    const parsed = new URL(url);
    this.#s3 = new S3mini({
      accessKeyId: decodeURIComponent(parsed.username),
      secretAccessKey: decodeURIComponent(parsed.password),
      endpoint: `${parsed.origin}${parsed.pathname.replace(/\/$/, '')}`,
      region: parsed.searchParams.get('region') ?? 'us-east-1',
    });
  }

  /** Creates the bucket when it is not there, for stores that come empty. Rejects when there is none afterwards. */
  async createBucket(): Promise<void> {
    if (await this.#s3.bucketExists()) return;
    await this.#s3.createBucket();
    if (!(await this.#s3.bucketExists())) {
      throw new Error('the bucket of S3_URL is not there and cannot be created');
    }
  }

  async put(key: FileKey, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StoredFile> {
    const meter = new Meter(maxBytes);
    const parts = inParts(meter.through(bytes));
    const first = await parts.next();
    const second = first.done ? first : await parts.next();
    if (second.done) {
      await this.#s3.putObject(key, first.value ?? Buffer.alloc(0), TYPE);
    } else {
      await this.#putParts(key, [first.value ?? Buffer.alloc(0), second.value], parts);
    }
    return meter.result();
  }

  async open(key: FileKey, range?: ByteRange): Promise<OpenFile | null> {
    const response = await this.#get(key, range).catch(absent);
    if (response === null) return null;
    const whole =
      response.headers.get('content-range')?.split('/')[1] ??
      response.headers.get('content-length');
    const stream = response.body
      ? Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
      : Readable.from([]);
    return { stream, size: Number(whole) };
  }

  async delete(key: FileKey): Promise<void> {
    await this.#s3.deleteObject(key);
  }

  #get(key: FileKey, range?: ByteRange): Promise<Response> {
    // s3mini counts the end of a range as excluded.
    return range
      ? this.#s3.getObjectRaw(key, false, range.start, range.end + 1)
      : this.#s3.getObjectRaw(key);
  }

  async #putParts(
    key: FileKey,
    started: readonly Buffer[],
    rest: AsyncIterable<Buffer>,
  ): Promise<void> {
    const upload = await this.#s3.getMultipartUploadId(key, TYPE);
    const done: UploadPart[] = [];
    const send = async (part: Buffer): Promise<void> => {
      done.push(await this.#s3.uploadPart(key, upload, part, done.length + 1));
    };
    try {
      for (const part of started) await send(part);
      for await (const part of rest) await send(part);
      await this.#s3.completeMultipartUpload(key, upload, done);
    } catch (error) {
      await this.#s3.abortMultipartUpload(key, upload).catch(() => undefined);
      throw error;
    }
  }
}

function absent(error: unknown): null {
  if (error instanceof S3ServiceError && error.status === 404) return null;
  throw error;
}

async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, undefined> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    size += chunk.length;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(chunks);
}
