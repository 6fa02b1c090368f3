import { NAMELESS } from '@frontdesk/core/contact-name';
import { indexContacts } from '@frontdesk/db/search';
import type { Tx } from '@frontdesk/db/client';
import type { KnownIdentity } from './ingest-world.ts';

type Renamed = { readonly identity: KnownIdentity; readonly displayName: string };

/**
 * Remembers what a vendor calls its customers now. A contact goes by that only as long as nobody here has given it a
 * name of its own: while it is called as the vendor called it before, by its number, or not at all.
 */
export async function renameCustomers(tx: Tx, renamed: readonly Renamed[]): Promise<void> {
  for (const { identity, displayName } of renamed) {
    await tx.channelIdentity.update({
      where: { id: identity.id },
      data: { displayName },
      select: { id: true },
    });
    const { contactId, name } = identity;
    if (name !== identity.displayName && name !== identity.phone && name !== NAMELESS) continue;
    await tx.contact.update({
      where: { id: contactId },
      data: { name: displayName, rev: { increment: 1 } },
      select: { id: true },
    });
    await tx.contactCard.updateMany({ where: { contactId }, data: { name: displayName } });
    await indexContacts(tx, [contactId]);
  }
}
