/** A document by its organization and its name, such as `sop:<id>`. */
export type DocumentKey = { readonly organizationId: string; readonly name: string };

/** What is there of a document: applied in any order, `updates` make it. */
export type StoredDocument = {
  /** The number of its newest update; 0 before the first. */
  readonly head: number;
  /** The newest snapshot, if there is one, and every update behind it. */
  readonly updates: readonly Uint8Array[];
};

export type NewUpdate = { readonly data: Uint8Array; readonly userId: string };

export type NumberedUpdate = { readonly n: number; readonly data: Uint8Array };

/** What came of appending. Rights are those of the moment at which the numbers were given. */
export type Appended =
  | {
      readonly is: 'taken';
      readonly head: number;
      /** Authors who may not write it (any more): nothing of theirs was taken. */
      readonly denied: ReadonlySet<string>;
      /** Those of the readers who may not read it (any more). */
      readonly blind: ReadonlySet<string>;
    }
  | { readonly is: 'gone' }
  /** It takes no more updates from anybody. */
  | { readonly is: 'closed' };

export type ReadOn = {
  /** Null where some of them are in a snapshot by now. */
  readonly updates: readonly NumberedUpdate[] | null;
  readonly blind: ReadonlySet<string>;
};

/**
 * Documents on disk. Numbers are dense within a document, so that whoever has seen one knows what it lacks. Every call
 * rejects while the database is away, and nothing is known then of what it did.
 */
export interface DocumentStore {
  /** One snapshot of the database: nothing that a compaction moves meanwhile is missing or there twice. Null: no such document. */
  read(key: DocumentKey): Promise<StoredDocument | null>;
  /**
   * Resolves once they are on disk, with consecutive numbers up to `head` for those whose authors may write. `readers` are
   * the members (user ids) who are to be told of them.
   */
  append(
    key: DocumentKey,
    updates: readonly NewUpdate[],
    readers: readonly string[],
  ): Promise<Appended>;
  /** Every update behind `n`, for these readers. */
  after(key: DocumentKey, n: number, readers: readonly string[]): Promise<ReadOn>;
  /** The newest number of each, in the order of the keys; -1: no such document (any more). */
  heads(keys: readonly DocumentKey[]): Promise<readonly number[]>;
}
