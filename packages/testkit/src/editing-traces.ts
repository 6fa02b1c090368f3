import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as Y from 'yjs';

/** Sessions of real people, from josephg/editing-traces (CC BY 4.0), which stand beside the repository where they are at hand. */
const FOLDER = join(import.meta.dirname, '../../../../shared/data/traces');

export const hasTraces = existsSync(FOLDER);

type Patch = readonly [at: number, deleted: number, inserted: string];
type Transaction = {
  readonly agent: number;
  /** The transactions that its author had seen, by their place. */
  readonly parents: readonly number[];
  readonly patches: readonly Patch[];
};
type Trace = { readonly endContent: string; readonly transactions: readonly Transaction[] };

/** One person types. */
export function readSequentialTrace(): Trace {
  const { endContent, txns } = JSON.parse(read('seph-blog1-first2000.json').toString()) as {
    endContent: string;
    txns: { patches: Patch[] }[];
  };
  const transactions = txns.map(({ patches }, at) => ({
    agent: 0,
    parents: at === 0 ? [] : [at - 1],
    patches,
  }));
  return { endContent, transactions };
}

/** Two people type at the same time. */
export function readConcurrentTrace(): Trace {
  const packed = gunzipSync(read('friendsforever.concurrent.json.gz'));
  const { endContent, txns } = JSON.parse(packed.toString()) as {
    endContent: string;
    txns: Transaction[];
  };
  return { endContent, transactions: txns };
}

const read = (name: string): Buffer => readFileSync(join(FOLDER, name));

/** One transaction as its author's editor makes it, and how much of each author it builds on. */
export type TracedUpdate = {
  readonly agent: number;
  readonly update: Uint8Array;
  /** State vector of what the author had seen. */
  readonly seen: ReadonlyMap<number, number>;
};

/** A trace as Yjs updates of authors who each see exactly what the trace says that they saw. */
export function updatesOf({ transactions }: Trace): readonly TracedUpdate[] {
  const agents = new Map<number, Author>();
  const made: TracedUpdate[] = [];
  transactions.forEach(({ agent, parents, patches }, at) => {
    const author = agents.get(agent) ?? new Author(agent, transactions, made);
    agents.set(agent, author);
    for (const parent of parents) author.see(parent);
    made.push({ agent, ...author.make(patches, at) });
  });
  return made;
}

class Author {
  readonly #doc = new Y.Doc();
  readonly #seen = new Set<number>();
  readonly #transactions: readonly Transaction[];
  readonly #made: readonly TracedUpdate[];

  /** Words written at one place at the same time stand in the order of their authors' ids: that of the trace's agents. */
  constructor(agent: number, transactions: readonly Transaction[], made: readonly TracedUpdate[]) {
    this.#doc.clientID = agent + 1;
    this.#transactions = transactions;
    this.#made = made;
  }

  /** Takes in a transaction and all that it builds on. */
  see(transaction: number): void {
    const lacking: number[] = [];
    for (const stack = [transaction]; stack.length > 0;) {
      const at = stack.pop() ?? 0;
      if (this.#seen.has(at)) continue;
      this.#seen.add(at);
      lacking.push(at);
      stack.push(...(this.#transactions[at]?.parents ?? []));
    }
    for (const at of lacking.toSorted((a, b) => a - b)) {
      const made = this.#made[at];
      if (made) Y.applyUpdate(this.#doc, made.update);
    }
  }

  make(patches: readonly Patch[], at: number): Pick<TracedUpdate, 'update' | 'seen'> {
    const seen = Y.decodeStateVector(Y.encodeStateVector(this.#doc));
    const updates: Uint8Array[] = [];
    const take = (update: Uint8Array): void => void updates.push(update);
    this.#doc.on('update', take);
    const text = this.#doc.getText('text');
    this.#doc.transact(() => {
      for (const [place, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(place, deleted);
        if (inserted !== '') text.insert(place, inserted);
      }
    });
    this.#doc.off('update', take);
    this.#seen.add(at);
    return { update: Y.mergeUpdates(updates), seen };
  }
}
