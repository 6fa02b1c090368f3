import { contactQuery } from '@frontdesk/core/contact-search';
import { useEffect, useMemo, useState } from 'react';
import { request } from '../../api/request.ts';
import { derived } from '../../replica/derived.ts';
import { useLive } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { MAX_CUSTOMERS, MAX_MESSAGES, foundIn, foundInMemory, reachedAt } from './hits.ts';
import type { Found } from './hits.ts';

/** How long after the last key the server is asked. */
const PAUSE_MS = 200;
/** How long after an answer that this device could not give it is asked again. */
const AGAIN_MS = 1_000;
/** A pair of characters is the least that the index knows. */
export const MIN_CHARS = 2;

const NOTHING: Found = { customers: [], messages: [] };

type LocalAnswer = { readonly words: string; readonly found: Found };

/** What this device finds, offline too. While an answer is on its way the one before stays, so that nothing flickers. */
export function useLocal(words: string): LocalAnswer {
  const { store, search } = useWorkspace();
  const [answer, setAnswer] = useState<LocalAnswer>({ words: '', found: NOTHING });
  useEffect(() => {
    if (words.length < MIN_CHARS) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const [cards, messages] = await Promise.all([
        search({ text: contactQuery(words), kind: 'contact', limit: MAX_CUSTOMERS }),
        search({ text: words, kind: 'message', limit: MAX_MESSAGES }),
      ]);
      if (over) return;
      const isTold = cards !== null && messages !== null;
      const found = isTold ? foundIn(store, cards, messages) : foundInMemory(store, words);
      setAnswer({ words, found });
      // The store is being opened, or changes hands: it can tell in a moment.
      if (!isTold) timer = setTimeout(ask, AGAIN_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [store, search, words]);
  return words.length < MIN_CHARS ? { words, found: NOTHING } : answer;
}

const ONLY_HERE = 'Only what is on this device was searched.';

type ServerAnswer = {
  readonly words: string;
  readonly found: Found;
  readonly problem: string | null;
};

type SearchAnswer = {
  readonly messages: readonly {
    readonly conversationId: string;
    readonly text: string;
    readonly contactName: string;
    readonly createdAt: string;
  }[];
  readonly contacts: readonly {
    readonly id: string;
    readonly name: string;
    readonly phone: string | null;
    readonly email: string | null;
    readonly conversation: { readonly id: string; readonly lastMessageAt: string | null } | null;
  }[];
};

async function askServer(words: string, signal: AbortSignal): Promise<ServerAnswer> {
  const query = new URLSearchParams({ q: words, limit: String(MAX_MESSAGES) });
  const answer = await request<SearchAnswer>('GET', `/search?${query.toString()}`, { signal });
  if (!answer.ok) {
    const { status, message } = answer.failure;
    return { words, found: NOTHING, problem: status === 0 ? ONLY_HERE : message };
  }
  const messages = answer.value.messages.map(
    ({ conversationId, text, contactName: name, createdAt: at }) => ({
      conversationId,
      text,
      name,
      at,
    }),
  );
  const customers = answer.value.contacts.map(({ id, name, conversation, ...contact }) => ({
    conversationId: conversation?.id ?? null,
    contactId: id,
    name,
    text: reachedAt(contact),
    at: conversation?.lastMessageAt ?? null,
  }));
  return { words, found: { customers, messages }, problem: null };
}

/** What the server finds in everything, older than this device holds as well. Null while it is not known. */
export function useServer(words: string): ServerAnswer | null {
  const { status } = useWorkspace();
  const offline = useLive(
    useMemo(() => derived([status], ({ connection }) => connection === 'offline'), [status]),
  );
  const [answer, setAnswer] = useState<ServerAnswer | null>(null);
  useEffect(() => {
    if (words.length < MIN_CHARS || offline) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const found = await askServer(words, abort.signal);
      if (!abort.signal.aborted) setAnswer(found);
    }, PAUSE_MS);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [words, offline]);
  if (answer?.words === words) return answer;
  return offline ? { words, found: NOTHING, problem: ONLY_HERE } : null;
}
