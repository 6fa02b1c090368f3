import { associationId, newId } from '@frontdesk/core/ids';
import type { Tx } from '@frontdesk/db/client';
import { hashPassword } from '../auth/password.ts';
import {
  DEMO_CANNED_REPLIES,
  DEMO_ORGANIZATION,
  DEMO_PASSWORD,
  DEMO_PEOPLE,
  DEMO_TAGS,
  DEMO_TEAMS,
} from './cast.ts';

/** Ids that the rest of the workspace refers to, by the cast's own names. */
export type DemoWorkspace = {
  readonly organizationId: string;
  readonly userIds: ReadonlyMap<string, string>;
  readonly membershipIds: ReadonlyMap<string, string>;
  readonly teamIds: ReadonlyMap<string, string>;
  readonly tagIds: ReadonlyMap<string, string>;
};

const byName = <K extends string>(names: readonly K[]): Map<string, string> =>
  new Map(names.map((name) => [name, newId()]));

/** The organization with its people, teams, tags and canned replies. As the system role: it makes users. */
export async function writePeople(tx: Tx): Promise<DemoWorkspace> {
  const organizationId = newId();
  const common = { organizationId, scopeId: organizationId };
  const emails = DEMO_PEOPLE.map((p) => p.email);
  const workspace = {
    organizationId,
    userIds: byName(emails),
    membershipIds: byName(emails),
    teamIds: byName(DEMO_TEAMS.map((t) => t.name)),
    tagIds: byName(DEMO_TAGS.map((t) => t.name)),
  };
  const idOf = (ids: ReadonlyMap<string, string>, name: string): string => ids.get(name) ?? '';
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  await tx.organization.create({ data: { id: organizationId, ...DEMO_ORGANIZATION } });
  await tx.user.createMany({
    data: DEMO_PEOPLE.map(({ email, name }) => ({
      id: idOf(workspace.userIds, email),
      email,
      name,
      passwordHash,
    })),
  });
  await tx.membership.createMany({
    data: DEMO_PEOPLE.map(({ email, name, role }) => ({
      ...common,
      id: idOf(workspace.membershipIds, email),
      userId: idOf(workspace.userIds, email),
      displayName: name,
      role,
    })),
  });
  await tx.team.createMany({
    data: DEMO_TEAMS.map((team) => ({
      ...common,
      ...team,
      id: idOf(workspace.teamIds, team.name),
    })),
  });
  await tx.teamMember.createMany({
    data: DEMO_PEOPLE.flatMap(({ email, team }) => {
      if (team === null) return [];
      const teamId = idOf(workspace.teamIds, team);
      const membershipId = idOf(workspace.membershipIds, email);
      return [{ ...common, id: associationId(teamId, membershipId), teamId, membershipId }];
    }),
  });
  await tx.tag.createMany({
    data: DEMO_TAGS.map((tag) => ({ ...common, ...tag, id: idOf(workspace.tagIds, tag.name) })),
  });
  await tx.cannedReply.createMany({
    data: DEMO_CANNED_REPLIES.map((reply) => ({ ...common, ...reply, id: newId() })),
  });
  return workspace;
}
