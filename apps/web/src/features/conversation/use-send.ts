import type { Conversation } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import { useCallback } from 'react';
import { usePeople } from '../../replica/hooks.ts';
import { useWorkspace } from '../../replica/workspace.ts';
import { useNow } from '../../shell/clock.ts';
import type { ChannelFacts } from './channel-facts.ts';
import { windowEnd } from './composer-head.tsx';
import { mentionedIn } from './composing.ts';
import type { Draft } from './draft-store.ts';
import { sendProblem } from './send-problem.ts';
import { useJournal } from './use-journal.ts';
import type { useUploads } from './use-uploads.ts';

type Sending = {
  conversation: Conversation;
  draft: Draft;
  change: (fields: Partial<Draft>) => void;
  uploads: ReturnType<typeof useUploads>;
  facts: ChannelFacts | undefined;
  seenUpTo: number | null;
};

/** Sends what stands in the composer. It shows in the timeline at once; what becomes of it is shown there. */
export function useSend(sending: Sending) {
  const { mutate } = useWorkspace();
  const people = usePeople();
  const now = useNow();
  const { conversation, draft, change, uploads, facts, seenUpTo } = sending;
  const until = windowEnd(conversation, facts);
  const windowClosed = until !== null && until <= now;
  const blocked = useJournal() === 'failed';
  const problem = sendProblem({
    draft,
    uploads: uploads.uploads,
    facts,
    windowClosed,
    blocked,
    unseen: seenUpTo === null,
  });
  const something =
    draft.mode === 'note'
      ? draft.note.trim() !== ''
      : draft.reply.trim() !== '' || uploads.uploads.length > 0;
  const ready = something && problem === null;
  const send = useCallback(() => {
    if (!ready) return;
    const conversationId = conversation.id;
    if (draft.mode === 'note') {
      mutate('conversation.note', {
        noteId: newId(),
        conversationId,
        text: draft.note,
        mentions: mentionedIn(draft.note, people.values()),
      });
      change({ note: '' });
      return;
    }
    if (seenUpTo === null) return;
    const attachmentIds = uploads.uploads.flatMap((one) => one.fileId ?? []);
    mutate('conversation.reply', {
      messageId: newId(),
      conversationId,
      text: draft.reply,
      attachmentIds,
      seenUpTo,
    });
    change({ reply: '' });
    uploads.clear();
  }, [ready, conversation.id, draft, people, uploads, seenUpTo, mutate, change]);
  return {
    send,
    ready,
    problem: something || windowClosed ? problem : null,
    windowClosed: windowClosed && draft.mode === 'reply',
    /** Nothing new can be kept on this device, so nothing is taken. */
    blocked,
  };
}
