import * as Y from 'yjs';

/**
 * Updates as one, without the words that were deleted. What still waits for an update that has not come is kept too.
 * Throws for what is no update.
 */
export function compact(updates: readonly Uint8Array[]): Uint8Array {
  const doc = new Y.Doc();
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    return Y.encodeStateAsUpdate(doc);
  } finally {
    doc.destroy();
  }
}
