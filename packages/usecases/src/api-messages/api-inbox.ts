import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import { associationId, newId } from '@frontdesk/core/ids';
import { seesEveryInbox, seesInbox } from '@frontdesk/core/roles';
import { logAccessChanges } from '@frontdesk/db/access-log';
import type { Tx } from '@frontdesk/db/client';
import { recordAudit } from '../auth/audit-entry.ts';
import type { Member } from '../auth/rights.ts';
import type { IngestInbox } from '../inbound/ingest-world.ts';

/** Where messages stand that programs bring over our own API: one inbox for each channel that they name. */

const CHANNEL = 'api';

/** Whoever calls may name channels of their own; each makes an inbox, so there is an end to it. */
const MOST = 20;

/**
 * The inbox of that channel, made when its first message comes. Whoever brings that message may see it, beside those who
 * see every inbox. Refuses with AUTHORIZATION_ERROR where it is not the member's, and with CONFLICT where it is archived.
 */
export async function apiInbox(
  tx: Tx,
  member: Member,
  channel: string,
): Promise<Outcome<IngestInbox>> {
  const { organizationId } = member;
  const id = associationId('api-inbox', organizationId, channel);
  const inbox = { id, organizationId, channel: CHANNEL };
  const where = { id, organizationId };
  const known = await tx.inbox.findFirst({ where, select: { archivedAt: true } });
  if (known?.archivedAt) return refuse('CONFLICT', 'The inbox of this channel is archived.');
  if (known) return seesInbox(member.rights, id) ? done(inbox) : NOT_GRANTED;
  if ((await tx.inbox.count({ where: { organizationId, channel: CHANNEL } })) >= MOST)
    return refuse('CONFLICT', `There are ${MOST} channels already.`, [
      { field: 'channel', message: 'one too many' },
    ]);
  const isMade = await logAccessChanges(tx, organizationId, () => insert(tx, member, id, channel));
  return isMade || seesInbox(member.rights, id) ? done(inbox) : NOT_GRANTED;
}

/** False when somebody else was faster. */
async function insert(tx: Tx, member: Member, id: string, channel: string): Promise<boolean> {
  const { organizationId, membershipId, userId } = member;
  const row = { id, organizationId, scopeId: id, channel: CHANNEL, name: `API · ${channel}` };
  // Nothing of a vendor's can fail.
  const made = await tx.inbox.createMany({
    data: [{ ...row, health: 'ok' }],
    skipDuplicates: true,
  });
  if (made.count === 0) return false;
  if (!seesEveryInbox(member.rights)) {
    const grant = { id: newId(), organizationId, inboxId: id, membershipId };
    await tx.inboxGrant.create({ data: grant });
  }
  const audit = { action: 'inbox.create', resource: 'inbox', resourceId: id };
  await recordAudit(tx, { organizationId, userId, ...audit, data: { channel: CHANNEL } });
  return true;
}

const NOT_GRANTED = refuse('AUTHORIZATION_ERROR', 'The inbox of this channel is not yours to see.');
