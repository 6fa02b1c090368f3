import type { MediaUpload } from './channel.ts';
import { sha256Hex } from './signatures.ts';

/** A `multipart/form-data` body: the texts first, the file last, its bytes not copied. */
export function multipartBody(
  texts: Readonly<Record<string, string>>,
  upload: MediaUpload,
): { contentType: string; body: readonly Uint8Array[] } {
  // No file contains its own checksum, so the boundary needs no randomness and the request stays reproducible.
  const boundary = `frontdesk-${sha256Hex(upload.bytes).slice(0, 40)}`;
  const parts = Object.entries(texts).map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(upload.fileName)}"\r\ncontent-type: ${headerSafe(upload.mime)}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: [
      Buffer.from(parts.join('') + file),
      upload.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ],
  };
}

/** As browsers write it (HTML, "multipart/form-data encoding algorithm"): these three would end the header. */
const quoted = (name: string): string =>
  name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const headerSafe = (value: string): string => value.replace(/[^\x20-\x7e]/g, '');
