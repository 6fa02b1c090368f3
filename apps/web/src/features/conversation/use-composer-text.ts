import type { Conversation } from '@frontdesk/core/entities';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChangeEvent, KeyboardEvent, RefObject } from 'react';
import { useWorkspace } from '../../replica/workspace.ts';
import { sends, triggerAt } from './composing.ts';
import type { Draft } from './draft-store.ts';
import { useInsertion } from './use-insertion.ts';

type Text = {
  conversation: Conversation;
  draft: Draft;
  change: (fields: Partial<Draft>) => boolean;
  field: RefObject<HTMLTextAreaElement | null>;
  onSend: () => void;
};

/** How long after the last key one still counts as replying. */
const REPLYING_MS = 8_000;

/** Tells colleagues that I am replying, and that I stopped. */
function useReplyingSignal(conversationId: string) {
  const { presence } = useWorkspace();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = useCallback(() => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    presence.say({ conversationId, activity: 'viewing' });
  }, [presence, conversationId]);
  const typed = useCallback(() => {
    if (timer.current === undefined) presence.say({ conversationId, activity: 'replying' });
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, REPLYING_MS);
  }, [presence, conversationId, stop]);
  useEffect(() => () => clearTimeout(timer.current), [conversationId]);
  return { typed, stop };
}

/** Typing, the keys that send, and the lists that a slash, an at sign or a colon opens. */
export function useComposerText({ conversation, draft, change, field, onSend }: Text) {
  const [saved, setSaved] = useState(true);
  const composedAt = useRef(Number.NEGATIVE_INFINITY);
  const replying = useReplyingSignal(conversation.id);
  const { mode } = draft;
  const setText = useCallback(
    (text: string) => setSaved(change(mode === 'note' ? { note: text } : { reply: text })),
    [change, mode],
  );
  const openList = useInsertion(conversation.id, field, setText);

  const onChange = ({ target }: ChangeEvent<HTMLTextAreaElement>) => {
    const before = mode === 'note' ? draft.note : draft.reply;
    setText(target.value);
    if (mode === 'reply') replying.typed();
    // Only a sign that is typed asks for a list, not one that is pasted or come upon by deleting.
    if (target.value.length !== before.length + 1) return;
    const trigger = triggerAt(target.value, target.selectionStart, mode);
    if (trigger !== null && (trigger.query === '' || trigger.what === 'emoji'))
      openList(trigger.what, target, trigger);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const press = {
      key: event.key,
      shift: event.shiftKey,
      composing: event.nativeEvent.isComposing,
      keyCode: event.keyCode,
      at: event.timeStamp,
    };
    if (event.key === 'Escape') field.current?.blur();
    if (!sends(press, composedAt.current)) return;
    event.preventDefault();
    replying.stop();
    onSend();
  };
  const handlers = {
    onChange,
    onKeyDown,
    onBlur: replying.stop,
    onCompositionEnd: (event: { timeStamp: number }) => {
      composedAt.current = event.timeStamp;
    },
  };
  return { handlers, saved, openList };
}
