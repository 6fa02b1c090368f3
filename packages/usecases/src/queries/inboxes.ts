import { channelOf } from '@frontdesk/channels/registry';
import { seesEveryInbox } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';

const COLUMNS = {
  id: true,
  channel: true,
  name: true,
  address: true,
  health: true,
  healthReason: true,
  healthAt: true,
  autoResolve: true,
  archivedAt: true,
  createdAt: true,
  updatedAt: true,
  rev: true,
} as const;

const inReach = ({ organizationId, rights }: Member) => ({
  organizationId,
  ...(seesEveryInbox(rights) ? {} : { id: { in: [...rights.inboxIds] } }),
});

/** The inboxes that the member sees, by name. */
export const listInboxes = (tx: Tx, member: Member) =>
  tx.inbox.findMany({
    where: inReach(member),
    select: COLUMNS,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });

/** One of them; null for any other. */
export const readInbox = (tx: Tx, member: Member, id: string) =>
  tx.inbox.findFirst({ where: { AND: [inReach(member), { id }] }, select: COLUMNS });

export type GrantView = { membershipId: string | null; teamId: string | null };

/** Who besides owners and admins sees an inbox. */
export const listGrants = (tx: Tx, organizationId: string, inboxId: string): Promise<GrantView[]> =>
  tx.inboxGrant.findMany({
    where: { organizationId, inboxId },
    select: { membershipId: true, teamId: true },
    orderBy: { createdAt: 'asc' },
  });

/** What a settings form and a composer need to know of a channel. */
export function describeChannel(kind: string) {
  const channel = channelOf(kind);
  if (channel === null) return null;
  const { name, limits, capabilities, credentials } = channel;
  return { kind, name, limits, capabilities, fields: [...credentials.fields] };
}
