import type { Reading } from '../reader/reader.ts';
import type { Ask } from './ask.ts';

/** `compatible` is any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, llama.cpp. */
export type ProviderKind = 'openai' | 'anthropic' | 'compatible';

export type ProviderConfig = {
  readonly id: string;
  readonly kind: ProviderKind;
  /** What people call it: the team's own name for it. */
  readonly name: string;
  /** Null: the vendor's own address. A `compatible` one has none of its own. */
  readonly baseUrl: string | null;
  readonly model: string;
  readonly apiKey: string | null;
  /** For one whole answer; of a draft, for its first words and for every pause between later ones. */
  readonly timeoutMs: number;
  /** Does this `compatible` server take a JSON schema? The others always do. */
  readonly jsonSchema: boolean;
  /** US dollars per million tokens. */
  readonly inputPrice: number;
  readonly outputPrice: number;
};

export type ProviderCall = {
  readonly purpose: 'read' | 'draft' | 'test';
  readonly outcome:
    | 'ok'
    /** The answer to the very same question, kept for an hour. Costs nothing. */
    | 'cached'
    | 'timeout'
    /** It could not be reached, or answered with an error. */
    | 'error'
    /** The model would not answer this. */
    | 'refused'
    /** It answered something that cannot be used: not the shape, cut off, an intent that nobody has. */
    | 'invalid'
    /** Not asked: it failed before and is left alone for a while. */
    | 'breaker'
    /** Not asked: today's money is spent. */
    | 'limit'
    /** We let go of it: the person left, or the time for all providers together was over. */
    | 'aborted';
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar, from the vendor's own count; estimated where it told none. */
  readonly microUsd: number;
  readonly ms: number;
  /** Why there was no answer, in words for people; never the customer's text nor a part of the key. */
  readonly error: string | null;
  /** What {@link Spend.reserve} had granted for this call, to be given back; 0 when it was not asked. */
  readonly reservedMicroUsd: number;
};

/** An organization's daily money and the record of its calls; a port that the use cases fulfil. */
export interface Spend {
  /** May a call that costs at most this much be made? A grant is held until `settle`. */
  reserve(providerId: string, microUsd: number): Promise<boolean>;
  /** Every attempt ends here exactly once, those too that never left the house. */
  settle(providerId: string, call: ProviderCall): Promise<void>;
}

/** One message of a conversation as a model is shown it. */
export type Said = { readonly from: 'customer' | 'us'; readonly text: string };

export type ReadRequest = {
  readonly organizationId: string;
  readonly text: string;
  readonly intents: readonly { readonly name: string; readonly description: string | null }[];
  /** What was said before, oldest first; only the latest part is shown to the model. */
  readonly recent: readonly Said[];
  readonly signal?: AbortSignal;
};

export type ReadAnswer = {
  /** Its confidence is the model's own claim; no model is asked for alternatives. */
  readonly reading: Reading;
  /** The provider's name for people, and its id. */
  readonly provider: string;
  readonly providerId: string;
};

export type DraftRequest = {
  readonly organizationId: string;
  /** The procedure that fits, as plain texts; empty when none does. The team wrote it, so it is trusted. */
  readonly steps: readonly string[];
  readonly sopTitle: string | null;
  /** The conversation, oldest first; its last message is the one to answer. */
  readonly recent: readonly Said[];
  readonly customerName: string | null;
  /** ISO 639-1; null: the language that the customer writes. */
  readonly language: string | null;
};

export type DraftEvent =
  | { readonly kind: 'start'; readonly provider: string; readonly providerId: string }
  | { readonly kind: 'text'; readonly delta: string }
  /** What came so far is void; a `start` or `none` follows. */
  | { readonly kind: 'restart'; readonly why: string }
  | { readonly kind: 'end'; readonly provider: string; readonly providerId: string }
  | { readonly kind: 'none'; readonly why: string };

export type Usage = { readonly inputTokens: number; readonly outputTokens: number };

/** One vendor's protocol. Both ways of asking reject only with a `ProviderFault`. */
export interface Provider {
  /** Resolves with a value that the question's own check has passed. */
  answer<T>(ask: Ask<T>, signal: AbortSignal): Promise<{ value: T; usage: Usage | null }>;
  /** Plain text as it comes; returns the usage, null where the vendor does not tell. */
  stream(ask: Ask<string>, signal: AbortSignal): AsyncGenerator<string, Usage | null>;
}
