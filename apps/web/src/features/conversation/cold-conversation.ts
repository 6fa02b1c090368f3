import type { ContactCard, Conversation } from '@frontdesk/core/entities';
import { useEffect, useState } from 'react';
import type { Failure } from '../../api/request.ts';
import { request } from '../../api/request.ts';

/** A conversation that the replica does not hold: closed long ago, found by search or opened by a link. */
export type ColdConversation = {
  readonly conversation: Conversation;
  readonly card: Pick<ContactCard, 'contactId' | 'name'>;
};

type ConversationAnswer = Omit<
  Conversation,
  'scopeId' | 'organizationId' | 'intentId' | 'intentConfidence'
> & {
  readonly contact: { readonly id: string; readonly name: string };
  readonly intent: { readonly id: string | null; readonly confidence: number | null };
};

type Cold = {
  readonly id: string;
  readonly found: ColdConversation | null;
  readonly failure: Failure | null;
};

/** Asks the server for it; null while `wanted` is null or the answer is on its way. */
export function useColdConversation(wanted: string | null, organizationId: string): Cold | null {
  const [cold, setCold] = useState<Cold | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const abort = new AbortController();
    void request<ConversationAnswer>('GET', `/conversations/${encodeURIComponent(wanted)}`, {
      signal: abort.signal,
    }).then((answer) => {
      if (abort.signal.aborted) return;
      if (!answer.ok) return setCold({ id: wanted, found: null, failure: answer.failure });
      const { contact, intent, ...row } = answer.value;
      const conversation = {
        ...row,
        organizationId,
        scopeId: row.inboxId,
        intentId: intent.id,
        intentConfidence: intent.confidence,
      };
      setCold({
        id: wanted,
        found: { conversation, card: { contactId: contact.id, name: contact.name } },
        failure: null,
      });
    });
    return () => abort.abort();
  }, [wanted, organizationId]);
  return cold?.id === wanted ? cold : null;
}
