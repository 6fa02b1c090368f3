import { must } from '@frontdesk/core/assert';
import { notifyAll, subscribeTo, type Live } from './live.ts';
import {
  rowKey,
  type EntityMap,
  type EntityOf,
  type ReplicaRow,
  type RowChange,
} from '../store/rows.ts';
import { SortedBucket, type BucketEdit } from './sorted-bucket.ts';

/**
 * How rows of one entity are kept in sorted buckets. `keys` names the buckets that a row stands in (one,
 * several distinct ones, or null for none) and depends on nothing but the row; rows that `compare` calls
 * equal are ordered by id. Hand the same object to the client and to every query on it.
 *
 * The functions are methods on purpose: TypeScript compares method parameters both ways, so that
 * definitions over different rows fit one list.
 */
export interface IndexDefinition<Row extends ReplicaRow = ReplicaRow> {
  readonly entity: string;
  keys(row: Row): string | readonly string[] | null;
  compare(a: Row, b: Row): number;
}

/** A slice of a sorted bucket: `limit` rows from position `offset` on. */
export type ListWindow = { readonly offset: number; readonly limit: number };

const EVERYTHING: ListWindow = { offset: 0, limit: Number.POSITIVE_INFINITY };
const NO_ROWS: readonly never[] = Object.freeze([]);
const NO_KEYS: readonly string[] = [];
const NOBODY: readonly never[] = [];

type RowReader = (entity: string, id: string) => ReplicaRow | undefined;

/** Reactive queries over what the replica shows. Answers are synchronous and keep identity while unchanged. */
export class Queries<E extends EntityMap> {
  readonly #read: RowReader;
  readonly #buckets = new Map<IndexDefinition, Map<string, SortedBucket>>();
  readonly #byEntity = new Map<string, IndexDefinition[]>();
  readonly #rowListeners = new Map<string, Set<() => void>>();

  constructor(read: RowReader, indexes: readonly IndexDefinition[]) {
    this.#read = read;
    for (const index of indexes) {
      this.#buckets.set(index, new Map());
      const siblings = this.#byEntity.get(index.entity) ?? [];
      this.#byEntity.set(index.entity, [...siblings, index]);
    }
  }

  /** The row as it is shown now; undefined while it is unknown. */
  get<K extends EntityOf<E>>(entity: K, id: string): E[K] | undefined {
    // The map under `entity` holds its rows only.
    return this.#read(entity, id) as E[K] | undefined;
  }

  /** One row, live; undefined while it is unknown. */
  row<K extends EntityOf<E>>(entity: K, id: string): Live<E[K] | undefined> {
    const key = rowKey(entity, id);
    return {
      get: () => this.get(entity, id),
      subscribe: (listener) => {
        const listeners = this.#rowListeners.get(key) ?? new Set();
        this.#rowListeners.set(key, listeners);
        const end = subscribeTo(listeners, listener);
        return () => {
          end();
          if (listeners.size === 0 && this.#rowListeners.get(key) === listeners) {
            this.#rowListeners.delete(key);
          }
        };
      },
    };
  }

  /** The rows under a key, in the index's order: all of them, or a window. Do not change the array. */
  list<Row extends ReplicaRow>(
    index: IndexDefinition<Row>,
    key: string,
    window: ListWindow = EVERYTHING,
  ): Live<readonly Row[]> {
    // A bucket of this index holds rows of its entity only.
    return new ListQuery(this.#bucket(index, key), window) as Live<readonly ReplicaRow[]> as Live<
      readonly Row[]
    >;
  }

  /** How many rows stand under a key. Listeners are called only when the number changed. */
  count(index: IndexDefinition<never>, key: string): Live<number> {
    const bucket = this.#bucket(index, key);
    return {
      get: () => bucket.rows.length,
      subscribe: (listener) => bucket.watchLength(listener),
    };
  }

  /**
   * The ids of the rows under a key, in the index's order. The same array, and nobody is told, while rows change
   * without coming, going or moving: what a long list is drawn by, whose rows follow their own changes.
   */
  ids(index: IndexDefinition<never>, key: string): Live<readonly string[]> {
    return new IdsQuery(this.#bucket(index, key));
  }

  /** A number that is another one after each commit by which a row came to a key or left it. */
  members(index: IndexDefinition<never>, key: string): Live<number> {
    const bucket = this.#bucket(index, key);
    return {
      get: () => bucket.memberVersion,
      subscribe: (listener) => bucket.watchMembers(listener),
    };
  }

  /**
   * For a view that no bucket covers: the rows under a key (take the smallest bucket that holds them
   * all) that match, in order. Runs again only when a touched row matched before or matches now.
   */
  filter<Row extends ReplicaRow>(
    index: IndexDefinition<Row>,
    key: string,
    matches: (row: Row) => boolean,
    window: ListWindow = EVERYTHING,
  ): Live<readonly Row[]> {
    const test = matches as (row: never) => boolean as (row: ReplicaRow) => boolean;
    return new FilterQuery(this.#bucket(index, key), test, window) as Live<
      readonly ReplicaRow[]
    > as Live<readonly Row[]>;
  }

  /** Takes one commit's changes into the buckets, then tells each listener concerned once. */
  commit(changes: readonly RowChange[]): void {
    const listeners = new Set<() => void>();
    const edited = new Map<SortedBucket, BucketEdit[]>();
    for (const change of changes) {
      for (const listener of this.#listenersOf(change)) listeners.add(listener);
      for (const index of this.#byEntity.get(change.entity) ?? []) {
        this.#collect(index, change, edited);
      }
    }
    for (const [bucket, edits] of edited) bucket.commit(edits, listeners);
    notifyAll(listeners);
  }

  #listenersOf({ entity, id }: RowChange): Iterable<() => void> {
    // Of 100,000 rows that come while nobody looks at one no key is made.
    if (this.#rowListeners.size === 0) return NOBODY;
    return this.#rowListeners.get(rowKey(entity, id)) ?? NOBODY;
  }

  #collect(
    index: IndexDefinition,
    change: RowChange,
    edited: Map<SortedBucket, BucketEdit[]>,
  ): void {
    const { before, after } = change;
    const old = before ? keysOf(index, before) : NO_KEYS;
    const now = after ? keysOf(index, after) : NO_KEYS;
    const edit = (key: string, one: BucketEdit): void => {
      const bucket = this.#bucket(index, key);
      const edits = edited.get(bucket);
      if (edits) edits.push(one);
      else edited.set(bucket, [one]);
    };
    for (const key of old) edit(key, { before, after: now.includes(key) ? after : undefined });
    for (const key of now) if (!old.includes(key)) edit(key, { before: undefined, after });
  }

  #bucket(index: IndexDefinition<never>, key: string): SortedBucket {
    const definition = index as IndexDefinition;
    const buckets = must(
      this.#buckets.get(definition),
      `index over ${index.entity} in the client's list`,
    );
    const known = buckets.get(key);
    if (known) return known;
    const bucket = new SortedBucket((a, b) => definition.compare(a, b));
    buckets.set(key, bucket);
    return bucket;
  }
}

function keysOf(index: IndexDefinition, row: ReplicaRow): readonly string[] {
  const keys = index.keys(row);
  if (keys === null) return NO_KEYS;
  return typeof keys === 'string' ? [keys] : keys;
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at]);

class ListQuery implements Live<readonly ReplicaRow[]> {
  readonly #bucket: SortedBucket;
  readonly #window: ListWindow;
  #version = -1;
  #rows: readonly ReplicaRow[] = NO_ROWS;

  constructor(bucket: SortedBucket, window: ListWindow) {
    this.#bucket = bucket;
    this.#window = window;
  }

  readonly get = (): readonly ReplicaRow[] => {
    if (this.#version === this.#bucket.version) return this.#rows;
    this.#version = this.#bucket.version;
    const { offset, limit } = this.#window;
    const rows = this.#bucket.rows.slice(offset, offset + limit);
    if (!sameItems(rows, this.#rows)) this.#rows = rows.length === 0 ? NO_ROWS : rows;
    return this.#rows;
  };

  readonly subscribe = (listener: () => void): (() => void) =>
    this.#bucket.watchRange(
      this.#window.offset,
      this.#window.offset + this.#window.limit,
      listener,
    );
}

class IdsQuery implements Live<readonly string[]> {
  readonly #bucket: SortedBucket;
  #version = -1;
  #ids: readonly string[] = NO_ROWS;

  constructor(bucket: SortedBucket) {
    this.#bucket = bucket;
  }

  readonly get = (): readonly string[] => {
    if (this.#version === this.#bucket.orderVersion) return this.#ids;
    this.#version = this.#bucket.orderVersion;
    const ids = this.#bucket.rows.map(({ id }) => id);
    if (!sameItems(ids, this.#ids)) this.#ids = ids;
    return this.#ids;
  };

  readonly subscribe = (listener: () => void): (() => void) => this.#bucket.watchOrder(listener);
}

class FilterQuery implements Live<readonly ReplicaRow[]> {
  readonly #bucket: SortedBucket;
  readonly #matches: (row: ReplicaRow) => boolean;
  readonly #window: ListWindow;
  #version = -1;
  #watched = 0;
  /** Among the commits since the last scan, did one touch a row that matched or matches? */
  #stale = true;
  #rows: readonly ReplicaRow[] = NO_ROWS;

  constructor(bucket: SortedBucket, matches: (row: ReplicaRow) => boolean, window: ListWindow) {
    this.#bucket = bucket;
    this.#matches = matches;
    this.#window = window;
  }

  readonly get = (): readonly ReplicaRow[] => {
    if (this.#version === this.#bucket.version) return this.#rows;
    this.#version = this.#bucket.version;
    if (this.#watched > 0 && !this.#stale) return this.#rows;
    this.#stale = false;
    const { offset, limit } = this.#window;
    const rows = this.#bucket.rows.filter(this.#matches).slice(offset, offset + limit);
    if (!sameItems(rows, this.#rows)) this.#rows = rows.length === 0 ? NO_ROWS : rows;
    return this.#rows;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.get();
    const end = this.#bucket.watchEdits((edits) => this.#concerns(edits), listener);
    this.#watched += 1;
    return () => {
      this.#watched -= 1;
      end();
    };
  };

  #concerns(edits: readonly BucketEdit[]): boolean {
    const concerned = edits.some(
      ({ before, after }) =>
        (before !== undefined && this.#matches(before)) ||
        (after !== undefined && this.#matches(after)),
    );
    this.#stale ||= concerned;
    return concerned;
  }
}
