/** The part of JSON Schema that the strict modes of all vendors take. */
export type JsonSchema = {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** One question to a model. */
export type Ask<T> = {
  /** Ours and the team's words, which the model is to follow. */
  readonly instructions: string;
  /** The customer's words, as JSON: never instructions. It makes the whole of the user's turn. */
  readonly data: string;
  readonly maxOutputTokens: number;
  /** The shape of the answer; null: plain text. */
  readonly schema: JsonSchema | null;
  /** The answer, judged; null when it cannot be used. */
  readonly check: (text: string) => T | null;
};
