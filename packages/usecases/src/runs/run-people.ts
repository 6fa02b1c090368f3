import { knownName } from '@frontdesk/core/contact-name';
import type { TemplateVariable } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';

/** What a procedure's texts may say of a conversation: the only values that ever fill a variable. */
export type RunVariables = { readonly [V in TemplateVariable]: string | null };

/** Read fresh for each plan: a contact's details may have come in since. */
export async function loadVariables(tx: Tx, conversationId: string): Promise<RunVariables> {
  const [row] = await tx.$queryRaw<
    {
      name: string;
      email: string | null;
      phone: string | null;
      subject: string | null;
      inbox: string;
      organization: string;
    }[]
  >`
    select k.name, k.email, k.phone, c.subject, i.name as inbox, o.name as organization
    from conversations c join contact_cards k on k.id = c.card_id join inboxes i on i.id = c.inbox_id
      join organizations o on o.id = c.organization_id
    where c.id = ${conversationId}::uuid`;
  const name = knownName(row?.name ?? '');
  return {
    'contact.name': name,
    'contact.firstName': name?.split(/\s+/)[0] ?? null,
    'contact.email': row?.email ?? null,
    'contact.phone': row?.phone ?? null,
    'conversation.subject': row?.subject ?? null,
    'inbox.name': row?.inbox ?? null,
    'organization.name': row?.organization ?? null,
  };
}
