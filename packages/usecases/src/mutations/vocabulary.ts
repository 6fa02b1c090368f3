import { done, refuse } from '@frontdesk/core/errors';
import type { MutationHandler } from '../mutation-handler.ts';
import { notFound, staleRow } from './reach.ts';

/** Tags and canned replies: what a workspace calls things. Who may was checked by the executor; nothing here has an inbox. */

const taken = (what: string, field: string) =>
  refuse('CONFLICT', `There is a ${what} with this ${field} already.`, [
    { field, message: 'taken' },
  ]);

export const createTag: MutationHandler<'tag.create'> = async (
  { tx, actor },
  { tagId, name, color },
) => {
  const { organizationId } = actor;
  if ((await tx.tag.count({ where: { OR: [{ id: tagId }, { name }] } })) > 0)
    return taken('tag', 'name');
  await tx.tag.create({
    data: { id: tagId, organizationId, scopeId: organizationId, name, color },
  });
  return done({ tagId });
};

export const updateTag: MutationHandler<'tag.update'> = async (
  { tx },
  { tagId, ifRev, ...fields },
) => {
  const tag = await tx.tag.findUnique({ where: { id: tagId }, select: { rev: true } });
  if (!tag) return notFound('tag');
  const stale = staleRow(tag.rev, ifRev);
  if (stale) return stale;
  const { name } = fields;
  if (name !== undefined && (await tx.tag.count({ where: { name, id: { not: tagId } } })) > 0)
    return taken('tag', 'name');
  await tx.tag.update({ where: { id: tagId }, data: fields });
  return done(null);
};

export const deleteTag: MutationHandler<'tag.delete'> = async ({ tx }, { tagId }) => {
  const { count } = await tx.tag.deleteMany({ where: { id: tagId } });
  return count === 0 ? notFound('tag') : done(null);
};

export const createCannedReply: MutationHandler<'cannedReply.create'> = async (
  { tx, actor },
  { cannedReplyId, shortcut, title, body },
) => {
  const { organizationId } = actor;
  const known = { OR: [{ id: cannedReplyId }, { shortcut }] };
  if ((await tx.cannedReply.count({ where: known })) > 0) return taken('canned reply', 'shortcut');
  await tx.cannedReply.create({
    data: { id: cannedReplyId, organizationId, scopeId: organizationId, shortcut, title, body },
  });
  return done({ cannedReplyId });
};

export const updateCannedReply: MutationHandler<'cannedReply.update'> = async (
  { tx },
  { cannedReplyId: id, ifRev, ...fields },
) => {
  const cannedReply = await tx.cannedReply.findUnique({ where: { id }, select: { rev: true } });
  if (!cannedReply) return notFound('canned reply');
  const stale = staleRow(cannedReply.rev, ifRev);
  if (stale) return stale;
  const { shortcut } = fields;
  if (
    shortcut !== undefined &&
    (await tx.cannedReply.count({ where: { shortcut, id: { not: id } } })) > 0
  ) {
    return taken('canned reply', 'shortcut');
  }
  await tx.cannedReply.update({ where: { id }, data: fields });
  return done(null);
};

export const deleteCannedReply: MutationHandler<'cannedReply.delete'> = async (
  { tx },
  { cannedReplyId },
) => {
  const { count } = await tx.cannedReply.deleteMany({ where: { id: cannedReplyId } });
  return count === 0 ? notFound('canned reply') : done(null);
};
