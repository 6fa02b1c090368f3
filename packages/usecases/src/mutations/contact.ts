import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { associationId } from '@frontdesk/core/ids';
import { type Permission, can, seesEveryInbox } from '@frontdesk/core/roles';
import { indexContacts } from '@frontdesk/db/search';
import type { MutationContext, MutationHandler } from '../mutation-handler.ts';
import { NOT_ALLOWED, notFound, staleRow } from './reach.ts';

type Contact = { readonly id: string; readonly rev: number };

/**
 * A contact that the actor may know of: one with a card in an inbox of theirs, or with none at all because somebody
 * entered it by hand.
 */
async function reachContact(
  { tx, rights }: MutationContext,
  id: string,
  permission: Permission,
): Promise<Outcome<Contact>> {
  const where = { id, deletedAt: null };
  const contact = await tx.contact.findFirst({ where, select: { id: true, rev: true } });
  if (!contact) return notFound('contact');
  const cards = await tx.contactCard.findMany({
    where: { contactId: id },
    select: { inboxId: true },
  });
  const known =
    cards.length === 0 ||
    seesEveryInbox(rights) ||
    cards.some(({ inboxId }) => rights.inboxIds.has(inboxId));
  if (!known) return notFound('contact');
  return can(rights, permission) ? done(contact) : NOT_ALLOWED;
}

export const createContact: MutationHandler<'contact.create'> = async (
  context,
  { contactId, ...fields },
) => {
  const { tx, actor, rights } = context;
  if (!can(rights, 'contact.write')) return NOT_ALLOWED;
  if ((await tx.contact.count({ where: { id: contactId } })) > 0)
    return refuse('CONFLICT', 'There is a contact with this id.');
  await tx.contact.create({
    data: { id: contactId, organizationId: actor.organizationId, ...fields },
  });
  await indexContacts(tx, [contactId]);
  return done({ contactId });
};

/** Its cards are kept in step: each inbox goes on seeing the contact as it is. */
export const updateContact: MutationHandler<'contact.update'> = async (
  context,
  { contactId, ifRev, ...fields },
) => {
  const { tx } = context;
  const reached = await reachContact(context, contactId, 'contact.write');
  if (!reached.ok) return reached;
  const stale = staleRow(reached.value.rev, ifRev);
  if (stale) return stale;
  await tx.contact.update({ where: { id: contactId }, data: { ...fields, rev: { increment: 1 } } });
  await tx.contactCard.updateMany({ where: { contactId }, data: fields });
  await indexContacts(tx, [contactId]);
  return done(null);
};

/** Marked, not removed: its conversations stay, and it is there again when it writes. */
export const deleteContact: MutationHandler<'contact.delete'> = async (context, { contactId }) => {
  const { tx, now } = context;
  const reached = await reachContact(context, contactId, 'contact.delete');
  if (!reached.ok) return reached;
  await tx.contact.update({
    where: { id: contactId },
    data: { deletedAt: now, rev: { increment: 1 } },
  });
  return done(null);
};

export const tagContact: MutationHandler<'contact.tag'> = async (context, { contactId, tagId }) => {
  const { tx, actor } = context;
  const reached = await reachContact(context, contactId, 'contact.write');
  if (!reached.ok) return reached;
  if ((await tx.tag.count({ where: { id: tagId } })) === 0) return notFound('tag');
  const row = {
    id: associationId(contactId, tagId),
    organizationId: actor.organizationId,
    contactId,
    tagId,
  };
  await tx.contactTag.createMany({ data: [row], skipDuplicates: true });
  return done(null);
};

export const untagContact: MutationHandler<'contact.untag'> = async (
  context,
  { contactId, tagId },
) => {
  const reached = await reachContact(context, contactId, 'contact.write');
  if (!reached.ok) return reached;
  await context.tx.contactTag.deleteMany({ where: { contactId, tagId } });
  return done(null);
};
