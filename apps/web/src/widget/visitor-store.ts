import type { Unsent } from './conversation.ts';

/** What the visitor's browser keeps of a chat: the token that resumes it, what was seen, and what is not sent yet. */
export type Stored = { readonly token: string | null; readonly seen: number; readonly unsent: readonly Unsent[] };

const NOTHING: Stored = { token: null, seen: 0, unsent: [] };
const keyOf = (inboxId: string) => `frontdesk.visitor.${inboxId}`;

export function readStored(inboxId: string): Stored {
  try {
    return { ...NOTHING, ...(JSON.parse(localStorage.getItem(keyOf(inboxId)) ?? '{}') as Partial<Stored>) };
  } catch {
    return NOTHING;
  }
}

export function store(inboxId: string, stored: Stored): void {
  try {
    localStorage.setItem(keyOf(inboxId), JSON.stringify(stored));
  } catch {
    // A browser that keeps nothing for frames of other sites: the chat then lasts as long as the page.
  }
}
