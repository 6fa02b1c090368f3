/** Refusals that each vendor words in its own way. */
export type VendorRefusal =
  | 'bad-key'
  | 'forbidden'
  | 'no-model'
  | 'no-credit'
  | 'slow-down'
  | 'overloaded'
  | 'server-error';

/** What a fake vendor does with one request. The pieces of an answer are its events, or two halves of its JSON. */
export type Turn =
  /** The model says this, whatever it was asked. */
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'refusal' }
  /** It has no tokens left in the middle of what it says. */
  | { readonly kind: 'incomplete' }
  | {
      readonly kind: 'refuse';
      readonly as: VendorRefusal;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Somebody else's answer: a proxy's error page, a redirect, an empty 200. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The headers come late; the answer is right. */
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'hang' }
  /** So long between two pieces. */
  | { readonly kind: 'slow'; readonly gapMs: number }
  /** Nothing comes after so many pieces, and the connection stays. */
  | { readonly kind: 'stall'; readonly afterPieces: number }
  /** The socket is destroyed. */
  | { readonly kind: 'cut'; readonly afterPieces: number }
  /** An error event after so many pieces, of an answer with status 200. */
  | { readonly kind: 'error-event'; readonly afterPieces: number }
  /** The connection ends in order, the answer does not. */
  | { readonly kind: 'end-early'; readonly afterPieces: number }
  /** Status 200, the right content type, and bytes that are nothing. */
  | { readonly kind: 'garbage' }
  /** The model says so many characters. */
  | { readonly kind: 'huge'; readonly chars: number };

/** What the model was asked, whichever protocol carried it. */
export type Question = {
  readonly instructions: string;
  readonly data: string;
  readonly schema: unknown;
  readonly stream: boolean;
};

export type End = 'done' | 'refusal' | 'incomplete';

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly string[];
};

export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  /** The port of the client's end: the same for requests on one connection. */
  readonly clientPort: number;
  /** Resolves when the connection is over; true where the client left before the end of the answer. */
  readonly left: Promise<boolean>;
};

/** One vendor's protocol, from its own side. */
export interface Dialect {
  /** What it answers without asking its model: a request that is not in order, the list of models. */
  immediate(request: RecordedRequest): Reply | null;
  question(request: RecordedRequest): Question;
  answer(request: RecordedRequest, text: string, end: End): Reply;
  refusal(as: VendorRefusal, request: RecordedRequest): Reply;
  /** One event of a stream. */
  errorEvent(request: RecordedRequest): string;
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply => {
  const text = JSON.stringify(body);
  const half = Math.ceil(text.length / 2);
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    pieces: [text.slice(0, half), text.slice(half)],
  };
};

export const eventStream = (
  pieces: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers },
  pieces,
});

/** Text as a model says it: a few characters at a time. */
export const wordsOf = (text: string): readonly string[] => text.match(/[\s\S]{1,12}/gu) ?? [];
