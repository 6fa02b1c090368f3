/** Time, chance and ids of the shell around the pure machines. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  /** A new UUIDv7. */
  newId(): string;
}
