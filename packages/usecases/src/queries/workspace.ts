import type { Tx } from '@frontdesk/db/client';
import type { Member } from '../auth/rights.ts';
import { type Page, type PageRequest, after, idPage } from './page.ts';

const STAMPS = { createdAt: true, updatedAt: true, rev: true } as const;

/** Lists of a workspace are short: they come whole. */

const TAG = { id: true, name: true, color: true, ...STAMPS } as const;

export const listTags = (tx: Tx, organizationId: string) =>
  tx.tag.findMany({ where: { organizationId }, select: TAG, orderBy: { name: 'asc' } });

export const readTag = (tx: Tx, organizationId: string, id: string) =>
  tx.tag.findFirst({ where: { organizationId, id }, select: TAG });

const CANNED_REPLY = { id: true, shortcut: true, title: true, body: true, ...STAMPS } as const;

export const listCannedReplies = (tx: Tx, organizationId: string) =>
  tx.cannedReply.findMany({
    where: { organizationId },
    select: CANNED_REPLY,
    orderBy: { shortcut: 'asc' },
  });

export const readCannedReply = (tx: Tx, organizationId: string, id: string) =>
  tx.cannedReply.findFirst({ where: { organizationId, id }, select: CANNED_REPLY });

const TEAM = {
  id: true,
  name: true,
  color: true,
  ...STAMPS,
  members: { select: { membershipId: true } },
} as const;

type TeamRow = { members: { membershipId: string }[] };

const teamView = <T extends TeamRow>({ members, ...team }: T) => ({
  ...team,
  membershipIds: members.map((one) => one.membershipId),
});

export async function listTeams(tx: Tx, organizationId: string) {
  const rows = await tx.team.findMany({
    where: { organizationId },
    select: TEAM,
    orderBy: { name: 'asc' },
  });
  return rows.map(teamView);
}

export async function readTeam(tx: Tx, organizationId: string, id: string) {
  const row = await tx.team.findFirst({ where: { organizationId, id }, select: TEAM });
  return row === null ? null : teamView(row);
}

const NOTIFICATION = {
  id: true,
  kind: true,
  conversationId: true,
  itemId: true,
  text: true,
  readAt: true,
  createdAt: true,
} as const;

/** The member's own notifications, newest first. */
export async function listNotifications(tx: Tx, member: Member, request: PageRequest) {
  const rows = await tx.notification.findMany({
    where: { scopeId: member.membershipId },
    select: NOTIFICATION,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: request.limit + 1,
    ...after(request.cursor),
  });
  return idPage(rows, request.limit, (row) => row.id);
}

export type AuditView = {
  id: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  resource: string;
  resourceId: string | null;
  data: unknown;
  ip: string | null;
  userAgent: string | null;
  at: Date;
};

/** What was done in the organization, newest first. */
export async function listAudit(
  tx: Tx,
  organizationId: string,
  request: PageRequest,
): Promise<Page<AuditView>> {
  const rows = await tx.auditEntry.findMany({
    where: { organizationId },
    omit: { organizationId: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: request.limit + 1,
    ...after(request.cursor),
  });
  return idPage(rows, request.limit, (row) => row.id);
}
