import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logAccessChanges } from './access-log.ts';
import { openChangeLog } from './change-log.ts';
import { type Db, type Tx, createDb } from './client.ts';
import { type Workspace, createInbox, createWorkspace } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let workspace: Workspace;
let agent: string;
let team: string;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

beforeEach(async () => {
  workspace = await createWorkspace(db);
  const { id: organizationId } = workspace;
  const scopeId = organizationId;
  [agent, team] = [newId(), newId()];
  await db.system(async (tx) => {
    const user = { id: newId(), email: `${agent}@acme.test`, name: 'Cy' };
    await tx.user.create({ data: user });
    const role = { role: 'AGENT', displayName: 'Cy', userId: user.id };
    await tx.membership.create({ data: { id: agent, organizationId, scopeId, ...role } });
    await tx.team.create({ data: { id: team, organizationId, scopeId, name: 'T', color: 'red' } });
    const member = { teamId: team, membershipId: agent };
    await tx.teamMember.create({ data: { id: newId(), organizationId, scopeId, ...member } });
  });
});

/** The grants and revocations that a change enters into the log. */
async function logged(change: (tx: Tx) => Promise<unknown>): Promise<string[][]> {
  const log = openChangeLog(db);
  const { seq } = await log.head(workspace.id);
  await db.withOrg(workspace.id, (tx) => logAccessChanges(tx, workspace.id, () => change(tx)));
  const entries = await log.read(workspace.id, seq, 1_000);
  return entries
    .filter(({ op }) => op === 'grant' || op === 'revoke')
    .map(({ op, scopeId, entityId }) => [op, scopeId, entityId]);
}

const grant = (to: { membershipId: string } | { teamId: string }) => (tx: Tx) => {
  const { id: organizationId, inboxId } = workspace;
  return tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, ...to } });
};

describe('the log says', () => {
  it('who gains an inbox by a grant, to the member or to a team, and who loses it', async () => {
    const { inboxId } = workspace;
    expect(await logged(grant({ teamId: team }))).toEqual([['grant', agent, inboxId]]);
    expect(await logged(grant({ membershipId: agent }))).toEqual([]);
    const leave = (tx: Tx) => tx.teamMember.deleteMany({ where: { membershipId: agent } });
    expect(await logged(leave)).toEqual([]);
    expect(await logged((tx) => tx.inboxGrant.deleteMany())).toEqual([['revoke', agent, inboxId]]);
  });

  it('that a member who becomes an administrator sees every inbox, and none when deactivated', async () => {
    const where = { id: agent };
    const { inboxId } = workspace;
    const promote = (tx: Tx) => tx.membership.update({ where, data: { role: 'ADMIN' } });
    expect(await logged(promote)).toEqual([['grant', agent, inboxId]]);
    const end = (tx: Tx) => tx.membership.update({ where, data: { active: false } });
    expect(await logged(end)).toEqual([['revoke', agent, inboxId]]);
  });

  it('that a new inbox is there for the owner', async () => {
    const inboxId = newId();
    const created = await logged((tx) => createInbox(tx, workspace.id, inboxId));
    expect(created).toEqual([['grant', workspace.membershipId, inboxId]]);
  });
});
