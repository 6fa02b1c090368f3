import type { Unsent } from './conversation.ts';

/** What the visitor's browser keeps of a chat: the token that resumes it, what was seen, and what is not sent yet. */
export type Stored = {
  readonly token: string | null;
  readonly seen: number;
  readonly unsent: readonly Unsent[];
};

const NOTHING: Stored = { token: null, seen: 0, unsent: [] };

/** What another page kept for us, whatever it made of it. */
export function parseStored(text: unknown): Stored {
  if (typeof text !== 'string') return NOTHING;
  try {
    const value = JSON.parse(text) as Partial<Stored>;
    return {
      token: typeof value.token === 'string' ? value.token : null,
      seen: typeof value.seen === 'number' ? value.seen : 0,
      unsent: Array.isArray(value.unsent) ? value.unsent : [],
    };
  } catch {
    return NOTHING;
  }
}
