import { associationId, newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { indexContacts } from '@frontdesk/db/search';
import type { DemoInbox } from './cast.ts';
import type { DemoCustomer } from './customers.ts';

/** The customers' contacts, in the plan's order. Returns their ids. */
export async function writeContacts(
  tx: Tx,
  organizationId: string,
  customers: readonly DemoCustomer[],
): Promise<string[]> {
  const contacts = customers.map(({ name, phone, email, language }) => ({
    id: newId(),
    organizationId,
    name,
    phone,
    email,
    language,
  }));
  await tx.contact.createMany({ data: contacts });
  return contacts.map((contact) => contact.id);
}

/** How a channel names this customer: WhatsApp by the number's digits, SMS by the number, the widget by a visitor. */
function identityKey(channel: DemoInbox['channel'], phone: string, identityId: string): string {
  if (channel === 'whatsapp') return phone.slice(1);
  return channel === 'openphone' ? phone : identityId;
}

export type DemoIdentity = {
  readonly inbox: DemoInbox & { readonly id: string };
  readonly contactId: string;
  readonly customer: DemoCustomer;
};

/** Who writes on a channel, and the contact as that inbox sees it. Returns identity and card ids in order. */
export async function writeIdentities(
  tx: Tx,
  organizationId: string,
  identities: readonly DemoIdentity[],
): Promise<{ identityId: string; cardId: string }[]> {
  const made = identities.map(({ inbox, contactId }) => ({
    identityId: newId(),
    cardId: associationId(inbox.id, contactId),
  }));
  await tx.channelIdentity.createMany({
    data: identities.map(({ inbox, contactId, customer }, i) => {
      const id = made[i]?.identityId ?? '';
      const key = identityKey(inbox.channel, customer.phone, id);
      const phone = inbox.channel === 'webchat' ? null : customer.phone;
      return {
        id,
        organizationId,
        channel: inbox.channel,
        key,
        contactId,
        displayName: customer.name,
        phone,
      };
    }),
  });
  await tx.contactCard.createMany({
    data: identities.map(({ inbox, contactId, customer }, i) => ({
      id: made[i]?.cardId ?? '',
      organizationId,
      scopeId: inbox.id,
      inboxId: inbox.id,
      contactId,
      name: customer.name,
      phone: inbox.channel === 'webchat' ? null : customer.phone,
      email: customer.email,
      language: customer.language,
    })),
  });
  await indexContacts(tx, [...new Set(identities.map(({ contactId }) => contactId))]);
  return made;
}
