import { hash } from 'node:crypto';
import * as Y from 'yjs';
import { stateBytesOf } from '../state-bytes.ts';
import type { StoredDocument } from './document-store.ts';

export type DocumentState = {
  /** The number of its newest update. */
  readonly n: number;
  /** SHA-256 of `stateBytesOf`, in hexadecimal digits. */
  readonly hash: string;
};

/** What somebody has before them: `n` is the highest number that they were told by an acknowledgement, 0 if by none. */
export type ClaimedState = DocumentState;

/** Throws for what is no Yjs document. */
export function stateOf({
  head,
  updates,
}: Pick<StoredDocument, 'head' | 'updates'>): DocumentState {
  const doc = new Y.Doc();
  try {
    for (const update of updates) Y.applyUpdate(doc, update);
    return { n: head, hash: hash('sha256', stateBytesOf(doc), 'hex') };
  } finally {
    doc.destroy();
  }
}

/** `behind`: nobody has written since, so that the difference is on its way here. `changed`: others have. */
export function compareState(
  there: DocumentState,
  claimed: ClaimedState,
): 'same' | 'behind' | 'changed' {
  if (there.hash === claimed.hash) return 'same';
  return there.n > claimed.n ? 'changed' : 'behind';
}
