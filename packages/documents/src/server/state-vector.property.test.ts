import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { compact } from './compact.ts';
import { StateVector, factsOf, isKnown } from './state-vector.ts';

const Edit = fc.record({
  author: fc.nat(2),
  at: fc.nat(),
  /** Nothing: it deletes. */
  words: fc.string({ maxLength: 6 }),
  /** Whether the author has seen by then what the others wrote. */
  isCaughtUp: fc.boolean(),
});

/** One update for each edit, of authors who may or may not know of each other. */
function updatesOf(
  edits: readonly (typeof Edit extends fc.Arbitrary<infer T> ? T : never)[],
): Uint8Array[] {
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }));
  const made: Uint8Array[] = [];
  for (const { author, at, words, isCaughtUp } of edits) {
    const doc = docs[author];
    if (!doc) continue;
    if (isCaughtUp) for (const update of made) Y.applyUpdate(doc, update);
    const before = Y.snapshot(doc);
    const text = doc.getText('text');
    const updates: Uint8Array[] = [];
    const take = (update: Uint8Array): void => void updates.push(update);
    doc.on('update', take);
    if (words !== '') text.insert(at % (text.length + 1), words);
    else if (text.length > 0) text.delete(at % text.length, 1);
    doc.off('update', take);
    if (!Y.equalSnapshots(before, Y.snapshot(doc))) made.push(...updates);
  }
  return made;
}

const snapshotOf = (updates: readonly Uint8Array[]): Y.Snapshot => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return Y.snapshot(doc);
};

const History = fc.array(Edit, { maxLength: 30 }).map(updatesOf);

it('what is there is known, and what is known changes nothing, deletions included (rule 5)', () => {
  fc.assert(
    fc.property(History, fc.nat(), (updates, cut) => {
      const at = cut % (updates.length + 1);
      const there = updates.slice(0, at);
      for (const update of there) expect(isKnown(factsOf(update), [compact(there)])).toBe(true);
      for (const update of updates.slice(at)) {
        const isSame = Y.equalSnapshots(snapshotOf(there), snapshotOf([...there, update]));
        if (isKnown(factsOf(update), there)) expect(isSame).toBe(true);
      }
    }),
    { seed: 5, numRuns: 150 },
  );
});

it('the vector of a room grows as that of the document does, and says where something is missing (rule 6)', () => {
  fc.assert(
    fc.property(History, fc.array(fc.nat(), { maxLength: 8 }), (updates, left) => {
      const vector = new StateVector();
      const doc = new Y.Doc();
      for (const [at, update] of updates.entries()) {
        if (left.includes(at)) continue;
        const facts = factsOf(update);
        const ends = Y.decodeStateVector(Y.encodeStateVector(doc));
        const lacks = facts.runs.some(({ client, clock }) => clock > (ends.get(client) ?? 0));
        expect(vector.hasGapBefore(facts)).toBe(lacks);
        // What builds on others' words that have not come waits in Yjs; its author's own are all there.
        if (lacks) continue;
        vector.add(facts);
        Y.applyUpdate(doc, update);
        if (!doc.store.pendingStructs)
          expect(Y.decodeStateVector(vector.encode())).toEqual(
            Y.decodeStateVector(Y.encodeStateVector(doc)),
          );
        else return;
      }
    }),
    { seed: 5, numRuns: 150 },
  );
});

it('compacted in any pieces it is the same document (rule 1)', () => {
  fc.assert(
    fc.property(History, fc.nat(), (updates, cut) => {
      const at = cut % (updates.length + 1);
      const inPieces = [compact(updates.slice(0, at)), ...updates.slice(at)];
      expect(Y.equalSnapshots(snapshotOf([compact(inPieces)]), snapshotOf(updates))).toBe(true);
    }),
    { seed: 5, numRuns: 150 },
  );
});
