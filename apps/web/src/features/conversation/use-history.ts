import type { Attachment, Message, Note, TimelineEvent } from '@frontdesk/core/entities';
import type { Classification, SopRun, SopRunStep } from '@frontdesk/core/sops/entities';
import { createContext, useCallback, useState } from 'react';
import { request } from '../../api/request.ts';

type Rows = {
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
  readonly events: readonly TimelineEvent[];
  readonly attachments: readonly Attachment[];
  readonly classifications: readonly Classification[];
  readonly runs: readonly SopRun[];
  readonly steps: readonly SopRunStep[];
};

/** Files of fetched messages, by message: what the replica does not hold. */
export const HistoryFiles = createContext<ReadonlyMap<string, readonly Attachment[]>>(new Map());

type Loaded = { readonly conversationId: string; readonly rows: Rows; readonly complete: boolean };

const NOTHING: Rows = {
  messages: [],
  notes: [],
  events: [],
  attachments: [],
  classifications: [],
  runs: [],
  steps: [],
};

/** Another page in front of what is known. */
const joined = (page: Rows, known: Rows): Rows => ({
  messages: [...page.messages, ...known.messages],
  notes: [...page.notes, ...known.notes],
  events: [...page.events, ...known.events],
  attachments: [...page.attachments, ...known.attachments],
  classifications: [...page.classifications, ...known.classifications],
  runs: [...page.runs, ...known.runs],
  steps: [...page.steps, ...known.steps],
});
const PAGE = 50;

/** What is older than the replica holds, fetched page by page from the server. It is a copy: nothing of it changes live. */
export function useHistory(conversationId: string) {
  const [loaded, setLoaded] = useState<Loaded>({ conversationId, rows: NOTHING, complete: false });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const mine = loaded.conversationId === conversationId;
  const fetchBefore = useCallback(
    async (number: number) => {
      setBusy(true);
      const answer = await request<Partial<Rows>>(
        'GET',
        `/conversations/${conversationId}/timeline?limit=${PAGE}${number > 0 ? `&before=${number}` : ''}`,
      );
      setBusy(false);
      if (!answer.ok)
        return setProblem(
          answer.failure.status === 0
            ? 'Earlier messages are not on this device. Connect to see them.'
            : answer.failure.message,
        );
      const page: Rows = { ...NOTHING, ...answer.value };
      setProblem(null);
      setLoaded((before) => {
        const known = before.conversationId === conversationId ? before.rows : NOTHING;
        const rows = joined(page, known);
        return {
          conversationId,
          rows,
          complete: page.messages.length + page.notes.length + page.events.length < PAGE,
        };
      });
    },
    [conversationId],
  );
  return {
    rows: mine ? loaded.rows : NOTHING,
    complete: mine && loaded.complete,
    busy,
    problem,
    fetchBefore,
  };
}
