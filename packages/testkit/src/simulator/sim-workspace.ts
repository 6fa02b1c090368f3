import type { PostgresSessions } from './postgres-sessions.ts';
import { beginAnew } from './server-schema.ts';
import type { SimMember } from './sim-executor.ts';
import type { SimIds } from './sim-ids.ts';

/** A workspace with a few agents, and inboxes that are the scopes of its items. */
export type SimWorkspace = {
  readonly id: string;
  readonly members: readonly SimMember[];
  readonly inboxes: readonly string[];
  readonly items: readonly string[];
};

const AGENTS = 3;
const INBOXES = 3;
const ITEMS = 8;

/** Every agent begins with every inbox but the last one. */
export async function createSimWorkspace(
  sessions: PostgresSessions,
  ids: SimIds,
): Promise<SimWorkspace> {
  const { control } = sessions;
  const id = ids.next();
  await beginAnew(sessions, id);
  const several = (count: number): string[] => Array.from({ length: count }, () => ids.next());
  const members = several(AGENTS).map((userId) => ({
    workspaceId: id,
    userId,
    membershipId: ids.next(),
  }));
  const inboxes = several(INBOXES);
  const items = several(ITEMS);
  const granted = members.flatMap(({ membershipId }) =>
    inboxes.slice(0, -1).map((inbox) => [ids.next(), inbox, membershipId]),
  );
  const values = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`).join(', ');
  await control.query(`begin;
    insert into organizations (id, name, slug) values ('${id}', 'Sim', '${id}');
    insert into users (id, email, name) values ${values(
      members.map(({ userId }) => [userId, `${userId}@sim.test`, 'Sim']),
    )};
    insert into memberships (id, organization_id, scope_id, user_id, display_name, role) values ${values(
      members.map(({ membershipId, userId }) => [membershipId, id, id, userId, 'Sim', 'AGENT']),
    )};
    insert into inboxes (id, organization_id, scope_id, channel, name) values ${values(
      inboxes.map((inbox) => [inbox, id, inbox, 'whatsapp', 'Sim']),
    )};
    insert into inbox_grants (id, organization_id, inbox_id, membership_id) values ${values(
      granted.map(([grant = '', inbox = '', membership = '']) => [grant, id, inbox, membership]),
    )};
    insert into sim_items (id, organization_id, scope_id, title) values ${values(
      items.map((item, at) => [item, id, inboxes[at % INBOXES] ?? id, `item ${at}`]),
    )};
    commit`);
  return { id, members, inboxes, items };
}
