/** A reply as a model writes it, from asking to done. Pure: what came in, and what that makes of it. */

export type AiDraftEvent =
  | { readonly kind: 'start'; readonly provider: string }
  | { readonly kind: 'text'; readonly delta: string }
  /** What came so far is void: another provider goes on. */
  | { readonly kind: 'restart'; readonly why: string }
  | { readonly kind: 'end' }
  /** Nobody wrote one; `why` says so in words, with what to do instead. */
  | { readonly kind: 'none' | 'error'; readonly why: string }
  /** A person has enough of it: what is there stays. */
  | { readonly kind: 'stop' };

export type AiDraft = {
  readonly phase: 'writing' | 'ready' | 'none' | 'failed';
  readonly text: string;
  /** Who writes: a provider's name, `BUILT_IN_READER` for the procedure's own words; null before anybody has begun. */
  readonly provider: string | null;
  /** What to say in passing. */
  readonly words: string | null;
};

export const ASKED: AiDraft = { phase: 'writing', text: '', provider: null, words: null };

/** The draft after an event; null: nothing is left to show. One that has ended stays as it is. */
export function nextDraft(draft: AiDraft, event: AiDraftEvent): AiDraft | null {
  if (draft.phase !== 'writing') return draft;
  switch (event.kind) {
    case 'start':
      return { ...draft, provider: event.provider };
    case 'text':
      return { ...draft, text: draft.text + event.delta, words: null };
    case 'restart':
      return { ...ASKED, words: 'Starting over: the answer broke off' };
    case 'end':
      return draft.text.trim() === ''
        ? { ...draft, phase: 'none', text: '', words: 'The answer was empty. Try again.' }
        : { ...draft, phase: 'ready' };
    case 'none':
      return { ...draft, phase: 'none', text: '', words: event.why };
    case 'error':
      return { ...draft, phase: 'failed', text: '', words: event.why };
    case 'stop':
      return draft.text.trim() === '' ? null : { ...draft, phase: 'ready', words: 'Stopped' };
  }
}
