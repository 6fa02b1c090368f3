/** How large a network and how long a training a workspace's examples deserve. */
export type Plan = {
  /** Most features that the vocabulary may keep. */
  readonly features: number;
  readonly hidden: number;
  readonly epochs: number;
};

/** Above this many intents the hidden layer must tell more apart. */
const FEW_INTENTS = 20;
const HIDDEN_FOR_FEW = 64;
const HIDDEN = 128;

/** Bytes of the first layer, nearly all of a model's file and memory. */
const FIRST_LAYER_BYTES = 9_000_000;

/**
 * Looks at examples in one training. What an intent needs is bounded from below, so that many examples are each looked at
 * often enough; and all from above, so that a training ends however many there are.
 * Networks that are only tried out learn a little less: their judgement of other texts is nearly the same.
 */
const LOOKS_PER_INTENT = 2_000;
const LEAST_EPOCHS = 8;
const MOST_EPOCHS = 60;
const MOST_LOOKS = 150_000;
const SHARE_FOR_TRIAL = 0.6;

export function schoolingFor(
  { texts, intents }: { texts: number; intents: number },
  purpose: 'use' | 'trial',
): Plan {
  const hidden = intents <= FEW_INTENTS ? HIDDEN_FOR_FEW : HIDDEN;
  const share = (purpose === 'use' ? 1 : SHARE_FOR_TRIAL) / Math.max(1, texts);
  const wanted = Math.max(LEAST_EPOCHS, LOOKS_PER_INTENT * intents * share);
  const epochs = Math.max(1, Math.round(Math.min(MOST_EPOCHS, MOST_LOOKS * share, wanted)));
  return { features: Math.floor(FIRST_LAYER_BYTES / hidden), hidden, epochs };
}
