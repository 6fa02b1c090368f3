import type { Message } from '@frontdesk/core/entities';
import type { SopRun } from '@frontdesk/core/sops/entities';
import { useMemo, useState } from 'react';
import { derived } from '../../replica/derived.ts';
import { useLive } from '../../replica/hooks.ts';
import { messagesByConversation, runs } from '../../replica/indexes.ts';
import { useTemplateValues } from '../../replica/template-values.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { openReply } from '../runs/open-run.ts';
import { replyText } from '../runs/step-words.ts';
import { useSteps } from '../runs/use-steps.ts';
import { isDismissed, rememberDismissed } from './dismissed-drafts.ts';

const GONE: ReadonlySet<Message['status']> = new Set(['HELD', 'FAILED', 'REVOKED']);

/** The newest run that suggests something, unless we have said something since the message that called for it. */
export function suggestingRun(
  runs: readonly SopRun[],
  messages: readonly Message[],
): SopRun | undefined {
  const run = runs.findLast(({ state }) => state === 'PROPOSED');
  if (run?.autonomy !== 'suggest') return undefined;
  // A line that has no number yet is the newest of all.
  const answered = messages.some(
    ({ direction, status, number }) =>
      direction === 'OUTBOUND' && !GONE.has(status) && (number === 0 || number > run.number),
  );
  return answered ? undefined : run;
}

export type Suggestion = { readonly runId: string; readonly title: string; readonly text: string };

/** The reply that a procedure suggests for what the customer wrote last, whose lines somebody else holds; null once somebody has used or dismissed it. */
export function useSuggestion(conversationId: string) {
  const { store } = useWorkspace();
  const run = useLive(
    useMemo(
      () =>
        derived(
          [store.list(runs, conversationId), store.list(messagesByConversation, conversationId)],
          suggestingRun,
        ),
      [store, conversationId],
    ),
  );
  const values = useTemplateValues(conversationId);
  const reply = openReply(useSteps(run?.id ?? ''));
  // Remembered in the browser; the state only draws again.
  const [dismissedHere, setDismissedHere] = useState<string>();
  const dismiss = (runId: string) => {
    rememberDismissed(runId);
    setDismissedHere(runId);
  };
  const gone = run === undefined || run.id === dismissedHere || isDismissed(run.id);
  const suggestion: Suggestion | null =
    gone || reply === undefined
      ? null
      : { runId: run.id, title: run.title, text: replyText(reply, values) };
  return { suggestion, dismiss };
}
