import { knownName } from '@frontdesk/core/contact-name';
import type { ContactCard, Conversation, Inbox } from '@frontdesk/core/entities';
import type { TemplateVariable } from '@frontdesk/core/sops/actions';
import { useMemo } from 'react';
import { useConversation, useMe, useRow } from './hooks.ts';
import type { Workspace } from './workspace.ts';

/** What this replica can fill a text's variables with; null where it knows nothing. The server fills them by the same rules. */
export type TemplateValues = { readonly [V in TemplateVariable]: string | null };

type Known = {
  readonly conversation: Conversation | undefined;
  readonly card: ContactCard | undefined;
  readonly inbox: Inbox | undefined;
  readonly organizationName: string;
};

function valuesFrom({ conversation, card, inbox, organizationName }: Known): TemplateValues {
  const name = knownName(card?.name ?? '');
  return {
    'contact.name': name,
    'contact.firstName': name?.split(/\s+/)[0] ?? null,
    'contact.email': card?.email ?? null,
    'contact.phone': card?.phone ?? null,
    'conversation.subject': conversation?.subject ?? null,
    'inbox.name': inbox?.name ?? null,
    'organization.name': organizationName,
  };
}

/** For a conversation as it stands at this moment. */
export function templateValues({ store, me }: Workspace, conversationId: string): TemplateValues {
  const conversation = store.get('conversations', conversationId);
  return valuesFrom({
    conversation,
    card: conversation && store.get('contact_cards', conversation.cardId),
    inbox: conversation && store.get('inboxes', conversation.inboxId),
    organizationName: me.organizationName,
  });
}

export function useTemplateValues(conversationId: string): TemplateValues {
  const { organizationName } = useMe();
  const conversation = useConversation(conversationId);
  const card = useRow('contact_cards', conversation?.cardId ?? null);
  const inbox = useRow('inboxes', conversation?.inboxId ?? null);
  return useMemo(
    () => valuesFrom({ conversation, card, inbox, organizationName }),
    [conversation, card, inbox, organizationName],
  );
}
