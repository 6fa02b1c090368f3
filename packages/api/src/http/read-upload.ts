import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Refusal } from '@frontdesk/core/errors';
import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';

export type ReadUpload = {
  /** The parts that stood before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly fileName: string;
  readonly mimeType: string;
  /** At least as large as this, by the announced length of the whole form. */
  readonly leastSize: number;
  /** Ends with an error when the request breaks off. */
  readonly bytes: AsyncIterable<Uint8Array>;
};

const MAX_FIELDS = 5;
const MAX_FIELD_BYTES = 500;
const NAME_CHARS = 255;
/** What a form weighs beside its file, at most: boundaries, headers and the fields. */
const FORM_BYTES = 16_000;

/**
 * Reads a multipart form up to its part `file` and hands the file over as a stream, so that a large one never lies in
 * memory. Fields have to stand before the file: what comes behind it is not read.
 */
export async function readUpload(c: Context<ApiEnv>): Promise<ReadUpload> {
  const type = c.req.header('content-type');
  const { body } = c.req.raw;
  if (type === undefined || !/^multipart\/form-data\s*;.*boundary=/i.test(type) || body === null) {
    throw new RefusedRequest(NOT_A_FORM);
  }
  const announced = Number(c.req.header('content-length') ?? 0);
  const source = Readable.fromWeb(body as ReadableStream);
  const file = await firstFile(source, { 'content-type': type });
  return { ...file, leastSize: Math.max(0, announced - FORM_BYTES) };
}

function firstFile(
  source: Readable,
  headers: BusboyHeaders,
): Promise<Omit<ReadUpload, 'leastSize'>> {
  const form = parserOf(headers);
  const fields: Record<string, string> = {};
  return new Promise((resolve, reject) => {
    let found: Readable | undefined;
    form.on('field', (name, value) => {
      fields[name] = value;
    });
    form.on('file', (name, bytes, fileName, ...[, mimeType]) => {
      if (name !== 'file') return void bytes.resume();
      found = bytes;
      resolve({ fields, fileName: shownName(fileName), mimeType, bytes });
    });
    pipeline(source, form).then(
      () => reject(new RefusedRequest(NO_FILE)),
      (error: Error) => {
        // Whoever reads the file has to learn that it is not whole.
        found?.destroy(error);
        reject(new RefusedRequest(NOT_A_FORM));
      },
    );
  });
}

function parserOf(headers: BusboyHeaders): BusboyInstance {
  try {
    const limits = {
      files: 1,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      parts: MAX_FIELDS + 1,
    };
    return new Busboy({ headers, limits });
  } catch {
    throw new RefusedRequest(NOT_A_FORM);
  }
}

/** Only ever shown, never a path; still without what would turn a name around or break a header. */
export function shownName(fileName: string | undefined): string {
  const clean = (fileName ?? '').replaceAll(/[\p{Cc}\p{Bidi_Control}/\\]/gu, '_').trim();
  return clean.slice(0, NAME_CHARS).toWellFormed() || 'file';
}

const NOT_A_FORM: Refusal = {
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'Send multipart/form-data with a part `file`.',
};

const NO_FILE: Refusal = {
  code: 'VALIDATION_ERROR',
  message: 'There is no part `file`.',
  details: [{ field: 'file', message: 'Is missing' }],
};
