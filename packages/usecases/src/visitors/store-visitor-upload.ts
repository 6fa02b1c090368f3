import { channelOf } from '@frontdesk/channels/registry';
import { mediaKindFor, refuseDraft } from '@frontdesk/connector-kit/limits';
import { mimeEssence } from '@frontdesk/connector-kit/media-type';
import { must } from '@frontdesk/core/assert';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { VisitorUpload } from '@frontdesk/core/visitor-protocol';
import { visitorUploadId } from '../attachments/visitor-upload-id.ts';
import type { Deps } from '../deps.ts';
import { FileTooLarge, fileKey } from '../files/files.ts';
import type { Visitor } from './visitor.ts';

type Given = {
  readonly fileName: string;
  readonly mimeType: string;
  /** As announced, bytes; the real size is checked on the way. */
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
};

/**
 * Keeps a file of a web-chat visitor until a message names it. Refused before a byte is stored when the chat does not
 * take its type or size. What it really is, is looked at when the message comes in.
 */
export async function storeVisitorUpload(
  { files }: Pick<Deps, 'files'>,
  { organizationId, inboxId, identityKey }: Visitor,
  { fileName, mimeType, size, bytes }: Given,
): Promise<Outcome<VisitorUpload>> {
  const { limits } = must(channelOf('webchat'), 'channel');
  const mime = mimeEssence(mimeType);
  const kind = mediaKindFor(limits, mime);
  const maxBytes = kind === null ? undefined : limits.media[kind]?.maxBytes;
  const refused = refuseDraft(limits, { text: '', media: { mime, size } });
  if (refused !== null || maxBytes === undefined) {
    const code = refused?.code === 'media-size' ? 'PAYLOAD_TOO_LARGE' : 'UNSUPPORTED_MEDIA_TYPE';
    return refuse(code, refused?.why ?? 'This chat does not take this file.');
  }
  const id = newId();
  const key = fileKey(organizationId, visitorUploadId(inboxId, identityKey, id));
  try {
    const stored = await files.put(key, bytes, maxBytes);
    return done({ id, fileName, mimeType: mime, size: stored.size });
  } catch (error) {
    if (!(error instanceof FileTooLarge)) throw error;
    return refuse('PAYLOAD_TOO_LARGE', 'This file is larger than this chat takes.');
  }
}
