import type { PhoneFile, PhoneItem } from '@frontdesk/connector-kit/fake-vendor/phone-journal';
import type { VisitorMessage } from '@frontdesk/core/visitor-protocol';
import type { Tx } from '@frontdesk/db/client';

export type PhoneMessage = {
  id: string;
  from: 'customer' | 'business';
  text: string;
  at: string;
  media: { url: string; mime: string; fileName: string | null } | null;
  status: 'sent' | 'delivered' | 'read' | null;
};

/** What a customer's phone shows of one thing that was said or received. */
export function phoneMessage(item: PhoneItem, mediaUrl: (file: PhoneFile) => string): PhoneMessage {
  const file = item.direction === 'said' ? item.media[0] : item.media;
  const status = item.direction === 'said' ? 'sent' : item.status;
  return {
    id: item.externalId,
    from: item.direction === 'said' ? 'customer' : 'business',
    text: item.text,
    at: new Date(item.at).toISOString(),
    media: file ? { url: mediaUrl(file), mime: file.mime, fileName: file.fileName } : null,
    status: status === 'failed' ? null : status,
  };
}

export type PhoneCustomer = { customer: string; name: string };

const MOST_CUSTOMERS = 100;

/** Who wrote to an inbox last, by the key that their channel knows them by. */
export const listPhoneCustomers = (
  tx: Tx,
  organizationId: string,
  inboxId: string,
): Promise<PhoneCustomer[]> =>
  tx.$queryRaw<PhoneCustomer[]>`
    select i.key as customer, k.name
    from conversations c
    join channel_identities i on i.id = c.identity_id
    join contact_cards k on k.id = c.card_id
    where c.organization_id = ${organizationId}::uuid and c.inbox_id = ${inboxId}::uuid
    order by c.last_message_at desc nulls last limit ${MOST_CUSTOMERS}`;

/** The same of a web chat, as its own page would show it. */
export function chatMessage(message: VisitorMessage): PhoneMessage {
  const [file] = message.attachments;
  return {
    id: message.id,
    from: message.from === 'visitor' ? 'customer' : 'business',
    text: message.text,
    at: message.at,
    media: file
      ? { url: `/api/v1/files/${file.id}`, mime: file.mimeType, fileName: file.fileName }
      : null,
    status: message.from === 'visitor' ? 'sent' : 'read',
  };
}
