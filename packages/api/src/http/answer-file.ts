import { Readable } from 'node:stream';
import { type ByteRange, type FileVariant, fileKey } from '@frontdesk/usecases/files/files';
import type { ShownFile } from '@frontdesk/usecases/queries/files';
import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { found } from './refused-request.ts';

/** Types that a browser shows without running anything of them. All others are downloads. */
const SHOWN_INLINE =
  /^(?:image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/(?:mp4|webm|3gpp)|text\/plain)$/;

/** Thumbnails are made by us, as this type. */
const THUMBNAIL_TYPE = 'image/webp';

/**
 * Answers a file that the caller may see, or a part of it. A browser keeps nothing of it: its cache would have the photos of an
 * inbox long after somebody has lost that. Programs may ask by the tag of what they have.
 */
export async function answerFile(
  c: Context<ApiEnv>,
  organizationId: string,
  file: ShownFile,
  variant: FileVariant,
): Promise<Response> {
  const type = variant === 'thumbnail' ? THUMBNAIL_TYPE : file.mimeType;
  const key = fileKey(organizationId, file.id, variant);
  const tag = `"${file.id}.${variant}"`;
  c.header('etag', tag);
  c.header('cache-control', 'private, no-store');
  c.header('vary', 'cookie, authorization');
  if (c.req.header('if-none-match') === tag) return c.body(null, 304);
  const range = variant === 'original' ? rangeOf(c.req.header('range'), file.size) : null;
  if (range === 'unsatisfiable') {
    c.header('content-range', `bytes */${file.size}`);
    return c.body(null, 416);
  }
  const opened = found(await c.var.deps.files.open(key, range ?? undefined), 'file');
  c.header('content-type', type.startsWith('text/') ? `${type}; charset=utf-8` : type);
  c.header('content-disposition', disposition(type, file.fileName));
  c.header('accept-ranges', 'bytes');
  const length = range === null ? opened.size : range.end - range.start + 1;
  c.header('content-length', String(length));
  if (range !== null) c.header('content-range', `bytes ${range.start}-${range.end}/${opened.size}`);
  const body = Readable.toWeb(opened.stream) as ReadableStream;
  return c.body(body, range === null ? 200 : 206);
}

/** The name as ASCII for old readers, and whole as RFC 8187 has it. */
function disposition(type: string, fileName: string): string {
  const how = SHOWN_INLINE.test(type) ? 'inline' : 'attachment';
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${ascii}"; filename*=UTF-8''${whole}`;
}

/** One range of bytes; null for none, for several and for other units: the whole file answers those. */
function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
