import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Db, type Tx, createDb, rawPool } from './client.ts';
import { type Workspace, createWorkspace, messageData } from './testing/workspace.ts';

let database: TestDatabase;
let db: Db;
let own: Workspace;
let foreign: Workspace;

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url, poolSize: 6 });
  [own, foreign] = await Promise.all([createWorkspace(db), createWorkspace(db)]);
  await db.asWorker((tx) => tx.message.create({ data: messageData(foreign, 1) }));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

type TenantTable = {
  name: string;
  column: string;
  isEnabled: boolean;
  isForced: boolean;
  policies: string[];
};

/** Every table with an organization in it, as the catalogue has it. */
async function tenantTables(): Promise<TenantTable[]> {
  const { rows } = await rawPool(db).query<TenantTable>(`
    select c.relname as name, a.attname as column, c.relrowsecurity as "isEnabled", c.relforcerowsecurity as "isForced",
      array(select polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies
    from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relispartition
      and (a.attname in ('organization_id', 'workspace_id') or (c.relname = 'organizations' and a.attname = 'id'))
    order by 1`);
  return rows;
}

/** Written by triggers only; nobody but the workers' readers may look. */
const LOG_TABLES = ['sync_stage', 'sync_workspace'];

const asRequest = async (org: string | null, text: string): Promise<Record<string, unknown>[]> => {
  const client = await rawPool(db).connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('role', 'frontdesk_request', true)`);
    if (org !== null) await client.query(`select set_config('app.org', $1, true)`, [org]);
    return (await client.query(text)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
};

/** What a request may select from, and of these the tables that hold something. */
const readable = async (): Promise<TenantTable[]> => {
  const tables = (await tenantTables()).filter(({ name }) => name !== 'sync_change');
  const { rows } = await rawPool(db).query<{ name: string }>(
    `select table_name as name from information_schema.role_table_grants
     where grantee = 'frontdesk_request' and privilege_type = 'SELECT'`,
  );
  const granted = new Set(rows.map(({ name }) => name));
  return tables.filter(({ name }) => granted.has(name));
};

describe('every table of a tenant', () => {
  it('has row-level security that its owner cannot skip, and a policy for requests and one for workers', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThan(35);
    const open = tables.filter(
      ({ name, isEnabled, isForced, policies }) =>
        !LOG_TABLES.includes(name) &&
        !(isEnabled && isForced && policies.join() === 'request,worker'),
    );
    expect(open).toEqual([]);
  });

  it('is either granted to requests on purpose or not at all', async () => {
    const granted = new Set((await readable()).map(({ name }) => name));
    const withheld = (await tenantTables())
      .map(({ name }) => name)
      .filter((name) => !granted.has(name));
    expect(withheld).toEqual([
      'ai_providers',
      'inbox_credentials',
      'one_time_tokens',
      'outgoing_webhooks',
      'sessions',
      'sso_connections',
      'sso_domains',
      'sso_identities',
      'sync_stage',
    ]);
  });

  it('shows a request without an organization nothing', async () => {
    for (const { name } of await readable()) {
      expect(await asRequest(null, `select * from ${name}`)).toEqual([]);
      expect(await asRequest('', `select * from ${name}`)).toEqual([]);
    }
  });

  it('shows a request only the rows of its organization', async () => {
    for (const { name, column } of await readable()) {
      const others = await asRequest(
        own.id,
        `select * from ${name} where ${column} <> '${own.id}'`,
      );
      expect([name, others]).toEqual([name, []]);
    }
    expect(await asRequest(own.id, 'select id from conversations')).toEqual([
      { id: own.conversationId },
    ]);
  });
});

describe('a request', () => {
  it('can neither find, change nor delete a row of another organization', async () => {
    const where = { id: foreign.conversationId };
    const touched = await db.withOrg(own.id, async (tx) => ({
      found: await tx.conversation.findUnique({ where }),
      changed: (await tx.conversation.updateMany({ where, data: { subject: 'x' } })).count,
      deleted: (await tx.conversation.deleteMany({ where })).count,
    }));
    expect(touched).toEqual({ found: null, changed: 0, deleted: 0 });
  });

  it('cannot insert a row for another organization', async () => {
    const insert = db.withOrg(own.id, (tx) => tx.message.create({ data: messageData(foreign, 2) }));
    await expect(insert).rejects.toThrow('row-level security');
  });

  it('cannot move a row of its own to another organization', async () => {
    const move = db.withOrg(own.id, (tx) =>
      tx.contact.updateMany({ data: { organizationId: foreign.id } }),
    );
    await expect(move).rejects.toThrow();
  });

  it.each([
    'users where password_hash is not null',
    'user_mfa',
    'sessions',
    'refresh_tokens',
    'one_time_tokens',
    'signing_keys',
    'inbox_credentials',
    'sso_connections',
    'sso_domains',
    'sso_identities',
    'sync_change',
    'sync_stage',
    '_prisma_migrations',
  ])('may not read %s', async (table) => {
    await expect(asRequest(own.id, `select 1 from ${table}`)).rejects.toThrow('permission denied');
  });

  it('sees the names of its own members and of nobody else', async () => {
    const users = await db.withOrg(own.id, (tx) =>
      tx.user.findMany({ select: { id: true, email: true, name: true } }),
    );
    expect(users.map(({ id }) => id)).toEqual([own.userId]);
  });

  it('may add to the audit log and never change it', async () => {
    const entry = { id: newId(), organizationId: own.id, actorKind: 'USER' };
    await db.withOrg(own.id, (tx) =>
      tx.auditEntry.create({ data: { ...entry, action: 'login', resource: 'session' } }),
    );
    const erase = db.withOrg(own.id, (tx) => tx.auditEntry.deleteMany());
    await expect(erase).rejects.toThrow('permission denied');
  });

  it('leaves nothing of itself to the next use of its connection', async () => {
    const single = createDb({ url: database.url, poolSize: 1 });
    await single.withOrg(own.id, (tx) => tx.tag.count());
    const { rows } = await rawPool(single).query(
      `select current_user::text as role, current_setting('app.org', true) as org`,
    );
    expect(rows).toEqual([{ role: 'app', org: '' }]);
    const failing = single.withOrg(own.id, (tx) => tx.$executeRaw`select 1 / 0`);
    await expect(failing).rejects.toThrow();
    const worker = await single.asWorker(
      (tx) => tx.$queryRaw`select current_user::text as role, app_org() as org`,
    );
    expect(worker).toEqual([{ role: 'frontdesk_worker', org: null }]);
    await single.close();
  });

  it('is alone with its organization while five others work on the same connections', async () => {
    const workspaces = await Promise.all(Array.from({ length: 6 }, () => createWorkspace(db)));
    const seen = await Promise.all(
      workspaces.flatMap((workspace) =>
        Array.from({ length: 10 }, async () => {
          const rows = await db.withOrg(workspace.id, (tx) => tx.conversation.findMany());
          return rows.every(({ organizationId }) => organizationId === workspace.id) && rows.length;
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 60 }, () => 1));
  });
});

describe('a worker', () => {
  it.each(['user_mfa', 'sessions', 'refresh_tokens', 'signing_keys', 'sso_connections'])(
    'may not read %s',
    async (table) => {
      const read = db.asWorker((tx) => tx.$queryRawUnsafe(`select 1 from ${table}`));
      await expect(read).rejects.toThrow('permission denied');
    },
  );
});

describe('a reference into another organization', () => {
  const conversation = (tx: Tx, data: object) =>
    tx.conversation.update({ where: { id: own.conversationId }, data });
  const attempts: Record<string, (tx: Tx) => Promise<unknown>> = {
    'conversation of a message': (tx) => {
      const { conversationId } = foreign;
      return tx.message.create({ data: { ...messageData(own, 5), conversationId } });
    },
    'conversation and scope of a message': (tx) => {
      const { conversationId, inboxId: scopeId } = foreign;
      return tx.message.create({ data: { ...messageData(own, 5), conversationId, scopeId } });
    },
    'inbox of a grant': (tx) => {
      const { inboxId } = foreign;
      const { id: organizationId, membershipId } = own;
      return tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
    },
    'member of a grant': (tx) => {
      const { membershipId } = foreign;
      const { id: organizationId, inboxId } = own;
      return tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
    },
    'contact of an identity': (tx) => {
      const { contactId } = foreign;
      return tx.channelIdentity.update({ where: { id: own.identityId }, data: { contactId } });
    },
    'contact of a card': (tx) => {
      const { contactId } = foreign;
      return tx.contactCard.update({ where: { id: own.cardId }, data: { contactId } });
    },
    'conversation of a read state': (tx) => {
      const { conversationId } = foreign;
      const { id: organizationId, membershipId: scopeId } = own;
      const data = { id: newId(), organizationId, scopeId, conversationId, upTo: 1 };
      return tx.readState.create({ data });
    },
    'card of a conversation': (tx) => conversation(tx, { cardId: foreign.cardId }),
    'identity of a conversation': (tx) => conversation(tx, { identityId: foreign.identityId }),
    'assignee of a conversation': (tx) => conversation(tx, { assigneeId: foreign.userId }),
    'inbox of a conversation': (tx) =>
      conversation(tx, { inboxId: foreign.inboxId, scopeId: foreign.inboxId }),
  };

  it.each(Object.entries(attempts))('is refused, even to a worker: %s', async (_, attempt) => {
    await expect(db.asWorker(attempt)).rejects.toThrow(/constraint/i);
  });
});
