import { newId } from '@frontdesk/core/ids';
import type { Log } from '@frontdesk/core/log';
import type { Role } from '@frontdesk/core/roles';
import { type Settings, readSettings } from '@frontdesk/core/settings';
import { stageGrant, stageRevoke } from '@frontdesk/db/change-log';
import { type Db, createDb } from '@frontdesk/db/client';
import { type Workspace, createWorkspace } from '@frontdesk/db/testing/workspace';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { signAccess } from '@frontdesk/usecases/auth/access-token';
import { startSession } from '@frontdesk/usecases/auth/sessions';
import { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import { Executor } from '@frontdesk/usecases/execute';
import { HANDLERS } from '@frontdesk/usecases/mutations/handlers';
import { SealingKey } from '@frontdesk/usecases/sealing';
import pg from 'pg';
import { type Gateways, openGateways } from '../gateway/open-gateways.ts';
import { HttpServer } from '../http/http-server.ts';
import { MemoryBus } from './memory-bus.ts';

export type TestMember = {
  readonly userId: string;
  readonly membershipId: string;
  readonly sessionId: string;
  readonly token: string;
};

export type TestGateway = {
  readonly url: string;
  readonly gateways: Gateways;
  close(): Promise<void>;
};

const KEY = 'ab'.repeat(32);
const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Real Postgres, real sockets, as many gateways as a test asks for, and a bus that it can silence. */
export class GatewayWorld {
  readonly db: Db;
  readonly workspace: Workspace;
  readonly bus = new MemoryBus();
  readonly #database: TestDatabase;
  readonly #keys: SigningKeys;
  readonly #settings: Settings;
  readonly #open: (() => Promise<void>)[] = [];

  private constructor(database: TestDatabase, db: Db, workspace: Workspace, keys: SigningKeys) {
    this.#database = database;
    this.db = db;
    this.workspace = workspace;
    this.#keys = keys;
    const read = readSettings({ FRONTDESK_KEY: KEY });
    if (!read.ok) throw new Error(read.problems.join());
    this.#settings = read.settings;
  }

  static async open(): Promise<GatewayWorld> {
    const database = await createDatabase();
    const db = createDb({ url: database.url });
    const sealing = new SealingKey(KEY);
    const keys = await SigningKeys.open({ db, sealing, now: () => new Date() });
    return new GatewayWorld(database, db, await createWorkspace(db), keys);
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** A gateway of its own, with its own connections and executor. */
  async gateway(databaseUrl = this.databaseUrl): Promise<TestGateway> {
    const db = createDb({ url: databaseUrl });
    const deps = { db, bus: this.bus, log: quiet, now: () => new Date(), settings: this.#settings };
    const executor = new Executor(deps, HANDLERS);
    const http = new HttpServer({
      api: () => new Response('{}', { status: 404 }),
      pages: undefined,
      metrics: (_, res) => void res.end(),
      knowsHost: () => true,
    });
    const gateways = openGateways(http.server, { deps, keys: this.#keys, executor });
    const port = await http.listen(0, '127.0.0.1');
    let isOpen = true;
    const close = async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      gateways.close();
      await http.close();
      await db.close();
    };
    this.#open.push(close);
    return { url: `http://127.0.0.1:${port}`, gateways, close };
  }

  /** A member with a session, and the inboxes granted to them. */
  async member(role: Role, inboxIds: readonly string[] = []): Promise<TestMember> {
    const userId = newId();
    const membershipId = newId();
    const organizationId = this.workspace.id;
    const session = await this.db.system(async (tx) => {
      await tx.user.create({ data: { id: userId, email: `${userId}@acme.test`, name: 'Cem' } });
      await tx.membership.create({
        data: {
          id: membershipId,
          organizationId,
          scopeId: organizationId,
          userId,
          displayName: 'Cem Ak',
          role,
        },
      });
      return startSession(tx, { userId, organizationId }, {}, new Date());
    });
    for (const inboxId of inboxIds) await this.grant(membershipId, inboxId);
    const claims = { userId, organizationId, sessionId: session.sessionId };
    const token = await signAccess({ keys: this.#keys, now: () => new Date() }, claims, 'full');
    return { userId, membershipId, sessionId: session.sessionId, token };
  }

  async grant(membershipId: string, inboxId: string): Promise<void> {
    const { id: organizationId } = this.workspace;
    await this.db.asWorker(async (tx) => {
      await tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
      await stageGrant(tx, { workspaceId: organizationId, membershipId, inboxId });
    });
    this.hint();
  }

  async revoke(membershipId: string, inboxId: string): Promise<void> {
    const { id: workspaceId } = this.workspace;
    await this.db.asWorker(async (tx) => {
      await tx.inboxGrant.deleteMany({ where: { inboxId, membershipId } });
      await stageRevoke(tx, { workspaceId, membershipId, inboxId });
    });
    this.hint();
  }

  /** Changes the workspace's conversation: a row of its inbox's scope. */
  async touchConversation(subject: string): Promise<void> {
    const { conversationId } = this.workspace;
    await this.db.asWorker((tx) =>
      tx.conversation.update({ where: { id: conversationId }, data: { subject } }),
    );
    this.hint();
  }

  /** As the database's owner, past roles and policies. */
  async sql(statement: string, values: readonly unknown[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    await client.query(statement, [...values]).finally(() => client.end());
  }

  /** What a commit is followed by. */
  hint(): void {
    void this.bus.publish('head', { workspaceId: this.workspace.id });
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((close) => close()));
    await this.db.close();
    await this.#database.drop();
  }
}
