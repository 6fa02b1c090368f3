import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { USE_REPLY_EVENT } from '../runs/run-events.ts';
import type { ReplyToUse } from '../runs/run-events.ts';
import { DRAFT_EVENT } from './compose-event.ts';
import type { Draft } from './draft-store.ts';
import { ghostFor, mayBecome } from './ghost.ts';
import type { Ghost } from './ghost.ts';
import { useAiDraft } from './use-ai-draft.ts';
import { useSuggestion } from './use-suggestion.ts';

type GhostOf = {
  conversationId: string;
  draft: Draft;
  change: (fields: Partial<Draft>) => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

const TEXT_IS_THERE: Ghost = {
  rest: '',
  words: 'There is text in the composer. Empty it, and a draft can be written in its place.',
  writing: false,
};

/** The grey reply of the composer: where it comes from, and what one does with it. Nothing of it is sent before it is taken. */
export function useGhost({ conversationId, draft, change, field }: GhostOf) {
  const ai = useAiDraft(conversationId);
  const { suggestion, dismiss: dismissSuggestion } = useSuggestion(conversationId);
  const [inTheWay, setInTheWay] = useState(false);
  const typed = draft.reply;
  const ghost =
    draft.mode === 'note'
      ? null
      : inTheWay && typed !== ''
        ? TEXT_IS_THERE
        : ghostFor(typed, ai.draft, suggestion);
  const caretToEnd = useCallback(
    () =>
      requestAnimationFrame(() => {
        field.current?.focus();
        field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
      }),
    [field],
  );
  const take = () => {
    if (ghost === null || ghost.rest === '') return;
    change({ reply: (typed + ghost.rest).trimEnd() });
    if (ai.draft === null && suggestion !== null) dismissSuggestion(suggestion.runId);
    ai.clear();
    caretToEnd();
  };
  const dismiss = () => {
    setInTheWay(false);
    if (ghost?.writing === true) ai.stop();
    else if (ai.draft !== null) ai.clear();
    else if (suggestion !== null) dismissSuggestion(suggestion.runId);
  };
  const ask = () => {
    change({ mode: 'reply' });
    setInTheWay(typed.trim() !== '');
    if (typed.trim() === '') ai.ask();
    caretToEnd();
  };
  /** Other words than the draft's: it gives way. */
  const onTyped = (text: string) => {
    setInTheWay(false);
    if (ai.draft !== null && text !== '' && !mayBecome(text, ai.draft.text)) ai.clear();
  };
  const use = ({ runId, text }: ReplyToUse) => {
    const before = typed.trim() === '' ? '' : `${typed.trimEnd()}\n`;
    change({ mode: 'reply', reply: before + text });
    ai.clear();
    dismissSuggestion(runId);
    caretToEnd();
  };
  useGhostEvents(ask, use);
  return { ghost, take, dismiss, ask, onTyped, onKey: keysOf(ghost, take, dismiss) };
}

/** Tab takes it, Escape dismisses or stops it; without a grey reply both keys are the field's own. True: the key was taken. */
function keysOf(ghost: Ghost | null, take: () => void, dismiss: () => void) {
  return (event: KeyboardEvent): boolean => {
    if (ghost === null || event.nativeEvent.isComposing) return false;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const takes = event.key === 'Tab' && plain && ghost.rest !== '';
    if (!takes && event.key !== 'Escape') return false;
    event.preventDefault();
    if (takes) take();
    else dismiss();
    return true;
  };
}

function useGhostEvents(ask: () => void, use: (reply: ReplyToUse) => void): void {
  const onDraft = useEffectEvent(ask);
  const onUse = useEffectEvent((event: Event) => use((event as CustomEvent<ReplyToUse>).detail));
  useEffect(() => {
    const draftListener = () => onDraft();
    const useListener = (event: Event) => onUse(event);
    document.addEventListener(DRAFT_EVENT, draftListener);
    document.addEventListener(USE_REPLY_EVENT, useListener);
    return () => {
      document.removeEventListener(DRAFT_EVENT, draftListener);
      document.removeEventListener(USE_REPLY_EVENT, useListener);
    };
  }, []);
}
