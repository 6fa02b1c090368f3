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
 * Looks at examples in one training: they bound its time however many examples there are, and give a dozen enough of them.
 * Networks that are only tried out learn a little less: their judgement of other texts is nearly the same.
 */
const LOOKS = 150_000;
const LOOKS_FOR_TRIAL = 90_000;
const MOST_EPOCHS = 60;

export function schoolingFor(
  { texts, intents }: { texts: number; intents: number },
  purpose: 'use' | 'trial',
): Plan {
  const hidden = intents <= FEW_INTENTS ? HIDDEN_FOR_FEW : HIDDEN;
  const looks = purpose === 'use' ? LOOKS : LOOKS_FOR_TRIAL;
  const epochs = Math.max(1, Math.min(MOST_EPOCHS, Math.round(looks / Math.max(1, texts))));
  return { features: Math.floor(FIRST_LAYER_BYTES / hidden), hidden, epochs };
}
