import { useCallback, useEffect, useRef, useState } from 'react';
import { UNREACHABLE } from '../../api/request.ts';
import { useConnection } from '../../replica/hooks.ts';
import { ASKED, nextDraft } from './ai-draft.ts';
import type { AiDraft, AiDraftEvent } from './ai-draft.ts';

const OFFLINE: AiDraft = {
  ...ASKED,
  phase: 'failed',
  words: 'Drafting needs the network. Try again when you are back.',
};

/** The code that reads the stream comes when it is first asked for. */
const loadStream = () => import('./ai-draft-stream.ts');

/** Tells the draft's events as they come, until `signal` aborts. */
async function follow(
  conversationId: string,
  signal: AbortSignal,
  tell: (event: AiDraftEvent) => void,
): Promise<void> {
  try {
    const { aiDraftEvents } = await loadStream();
    for await (const event of aiDraftEvents(conversationId, signal)) {
      if (signal.aborted) return;
      tell(event);
    }
  } catch {
    // The code itself could not be fetched.
    if (!signal.aborted) tell({ kind: 'error', why: UNREACHABLE.message });
  }
}

/** A draft that a model writes for this conversation; null while there is none. Leaving the conversation ends it. */
export function useAiDraft(conversationId: string) {
  const [draft, setDraft] = useState<AiDraft | null>(null);
  const running = useRef<AbortController>(undefined);
  const connection = useConnection();
  const end = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
  }, []);
  useEffect(() => end, [end]);

  const ask = useCallback(() => {
    end();
    if (connection === 'offline') return setDraft(OFFLINE);
    const abort = new AbortController();
    running.current = abort;
    setDraft(ASKED);
    void follow(conversationId, abort.signal, (event) =>
      setDraft((now) => now && nextDraft(now, event)),
    );
  }, [end, connection, conversationId]);
  /** What is there stays; nothing more comes. */
  const stop = useCallback(() => {
    end();
    setDraft((now) => now && nextDraft(now, { kind: 'stop' }));
  }, [end]);
  const clear = useCallback(() => {
    end();
    setDraft(null);
  }, [end]);
  return { draft, ask, stop, clear };
}
