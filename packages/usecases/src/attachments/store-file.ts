import { type Files, fileKey } from '../files/files.ts';

type Stored = {
  readonly organizationId: string;
  readonly attachmentId: string;
  readonly bytes: Uint8Array;
  readonly thumbnail: Uint8Array | null;
};

/** Puts a file and its thumbnail where their attachment's id says. */
export async function storeFile(
  files: Files,
  { organizationId, attachmentId, bytes, thumbnail }: Stored,
): Promise<void> {
  await files.put(fileKey(organizationId, attachmentId), once(bytes), bytes.length);
  if (thumbnail)
    await files.put(
      fileKey(organizationId, attachmentId, 'thumbnail'),
      once(thumbnail),
      thumbnail.length,
    );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
