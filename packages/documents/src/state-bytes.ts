import * as Y from 'yjs';

/**
 * What a document is, in bytes that are the same wherever the same updates were taken, in whatever order and pieces: how far each author
 * has come, and what is deleted. An author's clock stands for one character only, so that the words need not be in it.
 */
export const stateBytesOf = (doc: Y.Doc): Uint8Array => Y.encodeSnapshot(Y.snapshot(doc));
