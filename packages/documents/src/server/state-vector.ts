import * as Y from 'yjs';

/** One author's run of operations in an update: `end` is the clock behind its last. */
type Run = { readonly client: number; readonly clock: number; readonly end: number };

/** What an update brings, as far as whoever keeps no document has to know. */
export type UpdateFacts = {
  /** In the order of the update, which is by clock for each author. */
  readonly runs: readonly Run[];
  /** What it deletes. */
  readonly deleted: readonly Run[];
  /** It inserts nothing: it only deletes, or is empty. */
  readonly bringsNothing: boolean;
};

/** Throws for what is no update in Yjs's first encoding. */
export function factsOf(update: Uint8Array): UpdateFacts {
  const { structs, ds } = Y.decodeUpdate(update);
  const runs = structs.flatMap((struct) =>
    struct instanceof Y.Skip ? [] : [runOf(struct.id.client, struct.id.clock, struct.length)],
  );
  const deleted = [...ds.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => runOf(client, clock, len)),
  );
  return { runs, deleted, bringsNothing: runs.length === 0 };
}

const runOf = (client: number, clock: number, length: number): Run => ({
  client,
  clock,
  end: clock + length,
});

/** Whether everything in an update is there already, deletions too. */
export function isKnown(facts: UpdateFacts, updates: readonly Uint8Array[]): boolean {
  if (facts.bringsNothing && facts.deleted.length === 0) return true;
  if (updates.length === 0) return false;
  // Merged ones name what is deleted in the longest runs.
  const { runs, deleted } = factsOf(Y.mergeUpdates([...updates]));
  return areWithin(facts.runs, runs) && areWithin(facts.deleted, deleted);
}

/** Whether each run is covered by those of the other list, which are in order for each author. */
function areWithin(some: readonly Run[], all: readonly Run[]): boolean {
  const joined = new Map<number, Run[]>();
  for (const run of all) {
    const runs = joined.get(run.client) ?? [];
    const last = runs.at(-1);
    if (last && run.clock <= last.end) runs[runs.length - 1] = { ...last, end: run.end };
    else runs.push(run);
    joined.set(run.client, runs);
  }
  return some.every(({ client, clock, end }) =>
    joined.get(client)?.some((run) => run.clock <= clock && end <= run.end),
  );
}

/**
 * How much of each author's operations is there without a gap, for a document that is not in memory: what a joining client is
 * asked for everything beyond.
 */
export class StateVector {
  readonly #clocks: Map<number, number>;

  constructor(updates: readonly Uint8Array[] = []) {
    this.#clocks =
      updates.length === 0
        ? new Map()
        : Y.decodeStateVector(Y.encodeStateVectorFromUpdate(Y.mergeUpdates([...updates])));
  }

  /** Whether an author's run begins behind what is there of that author: something before it has not come. */
  hasGapBefore({ runs }: UpdateFacts): boolean {
    const ends = new Map<number, number>();
    return runs.some(({ client, clock, end }) => {
      const known = ends.get(client) ?? this.#clocks.get(client) ?? 0;
      ends.set(client, Math.max(known, end));
      return clock > known;
    });
  }

  add({ runs }: UpdateFacts): void {
    for (const { client, clock, end } of runs) {
      const known = this.#clocks.get(client) ?? 0;
      if (clock <= known && end > known) this.#clocks.set(client, end);
    }
  }

  encode(): Uint8Array {
    return Y.encodeStateVector(this.#clocks);
  }
}
