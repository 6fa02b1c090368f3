/** Seeds that found something, kept for ever. They mean what they say as long as operations are drawn in this way. */
export const PINNED_SEEDS: readonly {
  readonly seed: number;
  readonly operations: number;
  /** The rule that was broken, and how. */
  readonly what: string;
}[] = [
  {
    seed: 58,
    operations: 200,
    what: 'I4: work taken back behind a number that was consumed in the middle gives that number to nobody else',
  },
];
