import { channelOf } from '@frontdesk/channels/registry';
import type { Limits } from '@frontdesk/connector-kit/channel';
import { mediaKindFor, refuseDraft } from '@frontdesk/connector-kit/limits';
import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { isAcceptableId } from '@frontdesk/core/ids';
import { can } from '@frontdesk/core/roles';
import type { Deps } from '../deps.ts';
import { FileTooLarge, fileKey, readFile } from '../files/files.ts';
import { hintCommitted } from '../hints.ts';
import type { By } from '../mutation-handler.ts';
import { notFound } from '../mutations/reach.ts';
import { inspectFile } from './inspect-file.ts';
import { storeFile } from './store-file.ts';

type UploadDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now' | 'files'>;

export type Upload = {
  /** Made by the caller, UUIDv7. */
  readonly attachmentId: string;
  readonly conversationId: string;
  readonly fileName: string;
  readonly mimeType: string;
  /** As announced, bytes; the real size is checked on the way. */
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
};

export type StoredUpload = {
  readonly id: string;
  readonly mimeType: string;
  readonly size: number;
};

/**
 * Takes a file that an agent wants to send: refused before a byte is stored when the channel would not take its type
 * or size, and again when its bytes turn out to be something else. It goes out with the reply that names its id.
 */
export async function storeUpload(
  deps: UploadDeps,
  { actor, rights }: By,
  upload: Upload,
): Promise<Outcome<StoredUpload>> {
  const { attachmentId, conversationId } = upload;
  const { organizationId } = actor;
  if (!isAcceptableId(attachmentId, deps.now().getTime()))
    return refuse('VALIDATION_ERROR', 'The id of a new row is a UUIDv7 of the present time.');
  const conversation = await deps.db.withOrg(organizationId, (tx) =>
    tx.conversation.findUnique({
      where: { id: conversationId },
      select: { inboxId: true, channel: true },
    }),
  );
  if (!conversation || !can(rights, 'conversation.read', conversation.inboxId))
    return notFound('conversation');
  if (!can(rights, 'conversation.reply', conversation.inboxId))
    return refuse('AUTHORIZATION_ERROR', 'Your role does not allow this.');
  const limits = channelOf(conversation.channel)?.limits;
  const maxBytes = limits && maxBytesFor(limits, upload.mimeType);
  const refusal = limits
    ? refused(limits, upload.mimeType, upload.size)
    : refuse('VALIDATION_ERROR', 'This channel carries text only.');
  if (refusal || !limits || maxBytes === undefined)
    return refusal ?? refuse('VALIDATION_ERROR', 'This channel does not take this file.');
  const known = await deps.db.withOrg(organizationId, (tx) =>
    tx.attachment.count({ where: { id: attachmentId } }),
  );
  if (known > 0) return refuse('CONFLICT', 'There is a file with this id.');
  const stored = await receive(deps, organizationId, upload, maxBytes);
  if (!stored.ok) return stored;
  return finish(deps, { organizationId, inboxId: conversation.inboxId, limits }, upload);
}

const maxBytesFor = (limits: Limits, mimeType: string): number | undefined => {
  const kind = mediaKindFor(limits, mimeType);
  return kind === null ? undefined : limits.media[kind]?.maxBytes;
};

function refused(limits: Limits, mime: string, size: number) {
  const error = refuseDraft(limits, { text: '', media: { mime, size } });
  if (!error) return null;
  return refuse(
    error.code === 'media-size' ? 'PAYLOAD_TOO_LARGE' : 'UNSUPPORTED_MEDIA_TYPE',
    error.why,
    [{ field: error.code, message: error.why }],
  );
}

async function receive(
  deps: UploadDeps,
  organizationId: string,
  { attachmentId, bytes, mimeType }: Upload,
  maxBytes: number,
): Promise<Outcome<null>> {
  try {
    await deps.files.put(fileKey(organizationId, attachmentId), bytes, maxBytes);
    return done(null);
  } catch (error) {
    if (!(error instanceof FileTooLarge)) throw error;
    return refuse(
      'PAYLOAD_TOO_LARGE',
      `This file is larger than this channel takes for ${mimeType}.`,
    );
  }
}

type Place = { readonly organizationId: string; readonly inboxId: string; readonly limits: Limits };

async function finish(
  deps: UploadDeps,
  { organizationId, inboxId, limits }: Place,
  upload: Upload,
): Promise<Outcome<StoredUpload>> {
  const { attachmentId, conversationId, fileName } = upload;
  const key = fileKey(organizationId, attachmentId);
  const bytes = (await readFile(deps.files, key)) ?? Buffer.alloc(0);
  const declared = mediaKindFor(limits, upload.mimeType) ?? 'DOCUMENT';
  const inspected = await inspectFile(bytes, upload.mimeType, declared);
  const refusal = refused(limits, inspected.mimeType, bytes.length);
  if (refusal) {
    await deps.files.delete(key);
    return refusal;
  }
  await storeFile(deps.files, {
    organizationId,
    attachmentId,
    bytes,
    thumbnail: inspected.thumbnail,
  });
  const { mimeType, width, height, thumbnail } = inspected;
  await deps.db.withOrg(organizationId, (tx) =>
    tx.attachment.create({
      data: {
        id: attachmentId,
        organizationId,
        scopeId: inboxId,
        conversationId,
        kind: mediaKindFor(limits, mimeType) ?? 'DOCUMENT',
        fileName,
        mimeType,
        size: bytes.length,
        width,
        height,
        hasThumbnail: thumbnail !== null,
        state: 'READY',
      },
    }),
  );
  hintCommitted(deps, organizationId);
  return done({ id: attachmentId, mimeType, size: bytes.length });
}
