import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { Tx } from '@frontdesk/db/client';
import { closeDocument, lockDocument } from '@frontdesk/db/document-lock';
import {
  type ClaimedState,
  type DocumentState,
  compareState,
  stateOf,
} from '@frontdesk/documents/server/document-state';
import type { DocumentKey } from '@frontdesk/documents/server/document-store';

/** A document that stays as it is until the transaction ends. */
export type DocumentAt = DocumentState & {
  /** Applied in any order they make it. */
  readonly updates: readonly Uint8Array[];
};

/**
 * The document exactly as somebody saw it who publishes, approves or sends it now, locked: nobody's update is taken until the
 * transaction ends. CONFLICT with the field `document` and `behind` (words of theirs are still on their way here: ask again), `changed`
 * (others have written) or `closed` (it was sent). NOT_FOUND.
 */
export async function documentAt(
  tx: Tx,
  key: DocumentKey,
  seen: ClaimedState,
): Promise<Outcome<DocumentAt>> {
  const document = await lockDocument(tx, key);
  if (!document) return refuse('NOT_FOUND', 'There is no such document.');
  if (document.isClosed) return conflict('closed', 'This was sent already.');
  const state = stateOf(document);
  const verdict = compareState(state, seen);
  if (verdict === 'behind') return conflict('behind', 'What you wrote last is not here yet.');
  if (verdict === 'changed') return conflict('changed', 'Somebody has written since. Look again.');
  return done({ ...state, updates: document.updates });
}

/** {@link documentAt}, and nothing is taken any more from then on: whoever comes second is told that it is `closed`. */
export async function closeDocumentAt(
  tx: Tx,
  key: DocumentKey,
  seen: ClaimedState,
): Promise<Outcome<DocumentAt>> {
  const found = await documentAt(tx, key, seen);
  if (found.ok) await closeDocument(tx, key);
  return found;
}

const conflict = (message: string, words: string): ReturnType<typeof refuse> =>
  refuse('CONFLICT', words, [{ field: 'document', message }]);
