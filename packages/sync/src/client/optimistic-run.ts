import {
  rowKey,
  type EntityMap,
  type EntityOf,
  type ReplicaRow,
  type ReplicaWriter,
} from '../store/rows.ts';

/** An optimistic effect, bound to its arguments. Runs again whenever rows that it touched change. */
export type Effect<E extends EntityMap> = (writer: ReplicaWriter<E>) => void;

/** What pending mutations make of one row; null takes it away. */
export type OverlayRow = {
  readonly entity: string;
  readonly id: string;
  readonly row: ReplicaRow | null;
};

/** Rows that an effect read (known or not) and wrote, by {@link rowKey}. */
export type Touched = { readonly reads: ReadonlySet<string>; readonly writes: ReadonlySet<string> };

/**
 * Runs one effect over the rows that `read` shows and returns what it wrote. An effect that throws wrote
 * nothing: the mutation still goes to the server, which decides.
 */
export function runOptimistically<E extends EntityMap>(
  effect: Effect<E>,
  read: (entity: string, id: string) => ReplicaRow | undefined,
): { written: ReadonlyMap<string, OverlayRow>; touched: Touched } {
  const run = new OptimisticRun<E>(read);
  try {
    effect(run);
  } catch {
    run.written.clear();
  }
  return { written: run.written, touched: { reads: run.reads, writes: run.writes } };
}

class OptimisticRun<E extends EntityMap> implements ReplicaWriter<E> {
  readonly written = new Map<string, OverlayRow>();
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  readonly #read: (entity: string, id: string) => ReplicaRow | undefined;

  constructor(read: (entity: string, id: string) => ReplicaRow | undefined) {
    this.#read = read;
  }

  get<K extends EntityOf<E>>(entity: K, id: string): E[K] | undefined {
    const key = rowKey(entity, id);
    this.reads.add(key);
    // The rows under `entity` are of its type.
    return this.#now(entity, id) as E[K] | undefined;
  }

  put<K extends EntityOf<E>>(entity: K, row: E[K]): void {
    this.#write(entity, row.id, row);
  }

  patch<K extends EntityOf<E>>(entity: K, id: string, fields: Partial<E[K]>): void {
    const known = this.#now(entity, id);
    // Marked even if the row is unknown: the effect runs again when it comes.
    this.writes.add(rowKey(entity, id));
    if (known) this.#write(entity, id, { ...known, ...fields });
  }

  remove(entity: EntityOf<E>, id: string): void {
    this.#write(entity, id, null);
  }

  #now(entity: string, id: string): ReplicaRow | undefined {
    const own = this.written.get(rowKey(entity, id));
    return own ? (own.row ?? undefined) : this.#read(entity, id);
  }

  #write(entity: string, id: string, row: ReplicaRow | null): void {
    const key = rowKey(entity, id);
    this.writes.add(key);
    this.written.set(key, { entity, id, row });
  }
}
