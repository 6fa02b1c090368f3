import { newId } from '@frontdesk/core/ids';
import type { Cursor } from '@frontdesk/core/sync-protocol';
import { openChangeLog, stageGrant, stageRevoke } from '@frontdesk/db/change-log';
import { signAccess } from '@frontdesk/usecases/auth/access-token';
import { startSession } from '@frontdesk/usecases/auth/sessions';
import { customerTexts } from '../../texts.ts';
import { fillWorkspace } from '../fill-workspace.ts';
import type { Member } from '../node-replica.ts';
import type { Stage } from './stage.ts';

/** A member with a session; their `url` is for whoever connects to say. */
export type Agent = Omit<Member, 'url'>;

/** A workspace of a scenario's own: one inbox full of conversations, and agents who may see it. */
export type Desk = {
  readonly organizationId: string;
  readonly inboxId: string;
  readonly conversationIds: readonly string[];
  /** As many as a replica gets of conversations, cards and messages. */
  readonly rows: number;
  readonly agents: readonly Agent[];
};

export type DeskSize = {
  readonly conversations: number;
  /** In each of them. */
  readonly messages: number;
  readonly agents: number;
};

export async function openDesk(stage: Stage, size: DeskSize): Promise<Desk> {
  const organizationId = newId();
  await stage.db.system((tx) =>
    tx.organization.create({ data: { id: organizationId, name: 'Acme', slug: organizationId } }),
  );
  const { texts } = customerTexts();
  const { conversations, messages } = size;
  const filling = { conversations, messages, texts };
  const filled = await fillWorkspace(stage.databaseUrl, organizationId, filling);
  const agents: Agent[] = [];
  for (let at = 0; at < size.agents; at += 1) {
    const agent = await newAgent(stage, organizationId);
    agents.push(agent);
    await letIn(stage, agent, filled.inboxId);
  }
  return { organizationId, ...filled, agents };
}

/** Somebody who may see no inbox yet. */
export async function newAgent({ db, keys }: Stage, organizationId: string): Promise<Agent> {
  const [userId, membershipId] = [newId(), newId()];
  const { sessionId } = await db.system(async (tx) => {
    await tx.user.create({ data: { id: userId, email: `${userId}@desk.test`, name: 'Cem' } });
    await tx.membership.create({
      data: {
        id: membershipId,
        organizationId,
        scopeId: organizationId,
        userId,
        displayName: 'Cem Ak',
        role: 'AGENT',
      },
    });
    return startSession(tx, { userId, organizationId }, {}, new Date());
  });
  const claims = { userId, organizationId, sessionId };
  const token = await signAccess({ keys, now: () => new Date() }, claims, 'full');
  return { token, organizationId, userId, membershipId };
}

export async function letIn({ db, bus }: Stage, agent: Agent, inboxId: string): Promise<void> {
  const { organizationId, membershipId } = agent;
  await db.asWorker(async (tx) => {
    await tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
    await stageGrant(tx, { workspaceId: organizationId, membershipId, inboxId });
  });
  await bus.publish('head', { workspaceId: organizationId });
}

export async function putOut({ db, bus }: Stage, agent: Agent, inboxId: string): Promise<void> {
  const { organizationId: workspaceId, membershipId } = agent;
  await db.asWorker(async (tx) => {
    await tx.inboxGrant.deleteMany({ where: { inboxId, membershipId } });
    await stageRevoke(tx, { workspaceId, membershipId, inboxId });
  });
  await bus.publish('head', { workspaceId });
}

export async function headOf({ db }: Stage, { organizationId }: Desk): Promise<Cursor> {
  const { epoch, seq, tag } = await openChangeLog(db).head(organizationId);
  return { epoch, seq, tag };
}
