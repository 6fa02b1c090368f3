/** Seeds that found something, kept for ever. They mean what they say as long as operations are drawn in this way. */
export const PINNED_SEEDS: readonly {
  readonly seed: number;
  readonly operations: number;
  /** The rule that was broken, and how. */
  readonly what: string;
}[] = [
  {
    seed: 13,
    operations: 200,
    what: "I9: a tab whose image was being read when the store failed gets the next store's image",
  },
  {
    seed: 29,
    operations: 200,
    what: 'I2: a scope granted between the reading of rights and the first page is in that page or in the log behind it (rule 21)',
  },
  {
    seed: 210,
    operations: 194,
    what: 'a member who is removed as the world comes to rest is readmitted behind that, not before',
  },
  {
    seed: 255,
    operations: 181,
    what: 'what another tab took back before the journal had it is not pending in the tab that made it',
  },
  {
    seed: 337,
    operations: 196,
    what: 'I2: pages ahead of the cursor are of the log that it goes on in, or come anew (rule 10)',
  },
  {
    seed: 45,
    operations: 166,
    what: 'I9: what was read during a load is asked for again where the step that ends it begins the next (rule 62)',
  },
  {
    seed: 112,
    operations: 167,
    what: 'archived work that goes with a revoked scope goes from a full disk too, once that takes writes again (rule 14)',
  },
  {
    seed: 406,
    operations: 181,
    what: 'order: what waits again since the server was set back is not settled by what the store knows of it from before (rule 10)',
  },
  {
    seed: 158,
    operations: 46,
    what: 'order: what is sent again goes behind what was made before it and still waits for a load (rule 10)',
  },
  {
    seed: 158,
    operations: 47,
    what: 'I2: a gateway that lived through a restore gives out nothing that it read before (rule 10)',
  },
  {
    seed: 158,
    operations: 69,
    what: 'order: what is sent again stands where it was made, though numbers were given anew twice (rule 10)',
  },
];
