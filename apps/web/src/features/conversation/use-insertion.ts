import { useCallback } from 'react';
import type { RefObject } from 'react';
import { useWindowState } from '../../shell/window-state.ts';
import { inserted } from './composing.ts';
import type { Trigger } from './composing.ts';

type OpenList = (what: Trigger['what'], anchor: Element, trigger?: Trigger) => void;

/** Opens a list at the composer; what is picked goes in where the caret was, in place of the sign that asked for it. */
export function useInsertion(
  conversationId: string,
  field: RefObject<HTMLTextAreaElement | null>,
  setText: (text: string) => void,
): OpenList {
  const open = useWindowState((state) => state.open);
  return useCallback(
    (what, anchor, trigger) => {
      const caret = field.current?.selectionStart ?? 0;
      const onPick = (piece: string) => {
        const text = field.current?.value ?? '';
        const next = inserted(text, trigger?.from ?? caret, caret, piece);
        setText(next.text);
        requestAnimationFrame(() => {
          field.current?.focus();
          field.current?.setSelectionRange(next.caret, next.caret);
        });
      };
      const query = trigger?.query ?? '';
      const onClose = () => field.current?.focus();
      open({ kind: 'insert', what, anchor, query, conversationId, onPick, onClose });
    },
    [conversationId, field, open, setText],
  );
}
