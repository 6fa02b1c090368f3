import type { MessageTemplate } from '@frontdesk/core/message-template';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { request } from '../../api/request.ts';

type Listed = {
  readonly data: readonly MessageTemplate[];
  /** Approved too, but they need a picture, a code or a flow. */
  readonly others: number;
  /** Why the vendor could not be asked. */
  readonly problem: string | null;
};

/** By inbox; null while they are asked for. What was seen once stays at hand without a network. */
const answers = new Map<string, Listed | null>();
const listeners = new Set<() => void>();

function put(inboxId: string, answer: Listed | null): void {
  answers.set(inboxId, answer);
  for (const listener of listeners) listener();
}

async function ask(inboxId: string, refresh: boolean): Promise<void> {
  const known = answers.get(inboxId);
  if (refresh || known === undefined) put(inboxId, null);
  const path = `/inboxes/${inboxId}/templates${refresh ? '?refresh=true' : ''}`;
  const got = await request<Listed>('GET', path);
  const before = known ?? { data: [], others: 0 };
  put(inboxId, got.ok ? got.value : { ...before, problem: got.failure.message });
}

/** The approved templates of an inbox, asked for when somebody looks. */
export function useTemplates(inboxId: string) {
  const subscribe = useCallback(
    (listener: () => void) => {
      listeners.add(listener);
      void ask(inboxId, false);
      return () => listeners.delete(listener);
    },
    [inboxId],
  );
  const get = () => answers.get(inboxId) ?? null;
  const answer = useSyncExternalStore(subscribe, get, get);
  return useMemo(() => ({ answer, refresh: () => void ask(inboxId, true) }), [answer, inboxId]);
}
