import type { SopFields } from '@frontdesk/core/mutations/arguments';
import { type Refusal, done, refuse } from '@frontdesk/core/errors';
import type { SopAction } from '@frontdesk/core/sops/actions';
import type { Tx } from '@frontdesk/db/client';
import type { Actor, MutationHandler } from '../mutation-handler.ts';
import { notFound, staleRow } from './reach.ts';

/** Procedures. A change makes a new version; the one before stays for the runs that began with it. */

/** Each message is matched against all of them, and each replica holds them all. */
const MOST = 2_000;

export const createSop: MutationHandler<'sop.create'> = async (
  { tx, actor },
  { sopId, description = '', steps, actions, ...head },
) => {
  const { organizationId } = actor;
  if ((await tx.sop.count({ where: { id: sopId } })) > 0)
    return refuse('CONFLICT', 'There is a procedure with this id.');
  if ((await tx.sop.count({ where: { organizationId, deletedAt: null } })) >= MOST)
    return refuse('CONFLICT', `There are ${MOST} procedures already. Delete one first.`);
  const broken = await danglingReference(tx, { ...head, actions });
  if (broken) return { ok: false, refusal: broken };
  await tx.sop.create({ data: { id: sopId, organizationId, scopeId: organizationId, ...head } });
  await writeVersion(tx, actor, { sopId, version: 1, ...head, description, steps, actions });
  return done({ sopId, version: 1 });
};

export const updateSop: MutationHandler<'sop.update'> = async (
  { tx, actor },
  { sopId, ifVersion, ...fields },
) => {
  // Two changes at once make two versions, one after the other.
  await tx.$executeRaw`select from sops where id = ${sopId}::uuid for update`;
  const sop = await tx.sop.findFirst({
    where: { id: sopId, deletedAt: null },
    include: { versions: { orderBy: { version: 'desc' }, take: 1 } },
  });
  const last = sop?.versions[0];
  if (!sop || !last) return notFound('procedure');
  const stale = staleRow(sop.version, ifVersion);
  if (stale) return stale;
  const { description, steps, actions, ...head } = fields;
  const broken = await danglingReference(tx, fields);
  if (broken) return { ok: false, refusal: broken };
  const version = sop.version + 1;
  const { title, intentId, keywords, autonomy } = { ...sop, ...head };
  await tx.sop.update({ where: { id: sopId }, data: { ...head, version } });
  await writeVersion(tx, actor, {
    sopId,
    version,
    title,
    description: description ?? last.description,
    intentId,
    keywords,
    autonomy,
    steps: steps ?? last.steps,
    // Written by this file only, from checked arguments.
    actions: actions ?? (last.actions as SopAction[]),
  });
  return done({ sopId, version });
};

export const deleteSop: MutationHandler<'sop.delete'> = async ({ tx, now }, { sopId }) => {
  const { count } = await tx.sop.updateMany({
    where: { id: sopId, deletedAt: null },
    data: { deletedAt: now, enabled: false },
  });
  return count === 0 ? notFound('procedure') : done(null);
};

type Version = Pick<SopFields, 'title' | 'intentId' | 'keywords' | 'steps' | 'actions'> & {
  readonly sopId: string;
  readonly description: string;
  readonly version: number;
  readonly autonomy: string;
};

async function writeVersion(tx: Tx, author: Actor, one: Version): Promise<void> {
  const { organizationId, userId: authorId } = author;
  const { title, description, intentId, keywords, steps, actions, autonomy, sopId, version } = one;
  const pinned = { title, description, intentId, keywords, steps, actions, autonomy };
  await tx.sopVersion.create({ data: { sopId, version, organizationId, authorId, ...pinned } });
}

/** A procedure may name only what is there; each thing that is not is told by its field. */
async function danglingReference(
  tx: Tx,
  { intentId, actions = [] }: Partial<Pick<SopFields, 'intentId' | 'actions'>>,
): Promise<Refusal | null> {
  const details: { field: string; message: string }[] = [];
  if (intentId && (await tx.intent.count({ where: { id: intentId } })) === 0)
    details.push({ field: 'intentId', message: 'There is no such intent.' });
  for (const [index, action] of actions.entries()) {
    const missing = await missingFrom(tx, action);
    if (missing) details.push({ field: `actions.${index}`, message: missing });
  }
  if (details.length === 0) return null;
  return { code: 'VALIDATION_ERROR', message: 'The procedure names what is not there.', details };
}

async function missingFrom(tx: Tx, action: SopAction): Promise<string | null> {
  switch (action.type) {
    case 'add_tag':
      return (await tx.tag.count({ where: { id: action.tagId } })) ? null : 'There is no such tag.';
    case 'assign': {
      const { userId, teamId } = action;
      const found = userId
        ? await tx.membership.count({ where: { userId, active: true } })
        : await tx.team.count({ where: { id: teamId ?? '' } });
      return found ? null : 'There is no such person or team.';
    }
    case 'call_webhook':
    case 'send_reset_link': {
      const { webhookId } = action;
      const found = await tx.outgoingWebhook.findFirst({
        where: { id: webhookId, deletedAt: null },
        select: { id: true },
      });
      return found ? null : 'There is no such webhook.';
    }
    default:
      return null;
  }
}
