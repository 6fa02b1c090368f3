import { associationId } from '@frontdesk/core/ids';

/**
 * The attachment id, and so the file key, of what a web-chat visitor uploads. It is derived from who uploaded it: the
 * id that a visitor's message names can only ever lead to that visitor's own files.
 */
export const visitorUploadId = (inboxId: string, identityKey: string, fileId: string): string =>
  associationId('visitor-upload', inboxId, identityKey, fileId);
