import { mimeEssence } from '@frontdesk/connector-kit/media-type';
import type { MessageType } from '@frontdesk/core/entities';
import { fileTypeFromBuffer } from 'file-type';

/** What a file really is, whatever it was said to be. */
export type InspectedFile = {
  /** Found in the bytes; `application/octet-stream` where nothing safe can be said: offered for download only. */
  readonly mimeType: string;
  readonly kind: MessageType;
  readonly width: number | null;
  readonly height: number | null;
  /** WebP; null for what is no picture. */
  readonly thumbnail: Buffer | null;
};

/** Plain text has no signature in its bytes. HTML, SVG and XML are programs when a browser opens them: never these. */
const TRUSTED_TEXT: ReadonlySet<string> = new Set(['text/plain', 'text/csv']);
const ACTIVE: ReadonlySet<string> = new Set([
  'application/xml',
  'text/html',
  'image/svg+xml',
  'application/xhtml+xml',
]);
const UNKNOWN = 'application/octet-stream';

const THUMBNAIL_PX = 320;
/** A small file can claim to be a huge picture; more than this is not unpacked. */
const MAX_PIXELS = 50_000_000;

/** Looks into a file: its type by its first bytes, and a thumbnail where it is a picture. */
export async function inspectFile(
  bytes: Uint8Array,
  declaredMime: string,
  declaredKind: MessageType,
): Promise<InspectedFile> {
  const mimeType = await realMime(bytes, mimeEssence(declaredMime));
  const picture = mimeType.startsWith('image/') ? await shrink(bytes) : null;
  return {
    mimeType,
    kind: kindOf(mimeType, declaredKind),
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    thumbnail: picture?.thumbnail ?? null,
  };
}

async function realMime(bytes: Uint8Array, declared: string): Promise<string> {
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (found !== undefined) return ACTIVE.has(found) ? UNKNOWN : found;
  return TRUSTED_TEXT.has(declared) && !bytes.includes(0) ? declared : UNKNOWN;
}

/** A sticker stays one; what was called a picture and is none becomes a document. */
function kindOf(mimeType: string, declared: MessageType): MessageType {
  const family = mimeType.split('/')[0]?.toUpperCase();
  if (declared === 'STICKER' && family === 'IMAGE') return 'STICKER';
  if (declared === 'DOCUMENT') return 'DOCUMENT';
  // A voice note in a container that pictures could also come in.
  if (declared === 'AUDIO' && family === 'VIDEO') return 'AUDIO';
  return family === 'IMAGE' || family === 'VIDEO' || family === 'AUDIO' ? family : 'DOCUMENT';
}

/** Null when it cannot be read as a picture: it is kept as it is. */
async function shrink(
  bytes: Uint8Array,
): Promise<{ width: number; height: number; thumbnail: Buffer } | null> {
  try {
    // Loaded with the first picture: its library takes some 25 MB.
    const { default: sharp } = await import('sharp');
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient();
    const { autoOrient } = await image.metadata();
    const thumbnail = await image
      .resize(THUMBNAIL_PX, THUMBNAIL_PX, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer();
    return { width: autoOrient.width, height: autoOrient.height, thumbnail };
  } catch {
    return null;
  }
}
