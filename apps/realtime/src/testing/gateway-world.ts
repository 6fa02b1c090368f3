import type { Bus } from '@frontdesk/core/bus';
import { newId } from '@frontdesk/core/ids';
import { VOCABULARY, type Vocabulary } from '@frontdesk/core/mutations/upcasters';
import type { Role } from '@frontdesk/core/roles';
import { type Settings, readSettings } from '@frontdesk/core/settings';
import { stageGrant, stageRevoke } from '@frontdesk/db/change-log';
import { type Db, createDb } from '@frontdesk/db/client';
import { type Workspace, createWorkspace } from '@frontdesk/db/testing/workspace';
import { type TestDatabase, createDatabase } from '@frontdesk/testkit/postgres';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { readBootstrapText } from '@frontdesk/db/bootstrap';
import { bootstrapPage } from '@frontdesk/usecases/bootstrap-page';
import { authenticate } from '@frontdesk/usecases/auth/authenticate';
import type { MutationHandlers } from '@frontdesk/usecases/mutation-handler';
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
import { SilenceableBus } from './silenceable-bus.ts';

export type TestMember = {
  readonly userId: string;
  readonly membershipId: string;
  readonly sessionId: string;
  readonly token: string;
};

export type TestGateway = {
  readonly url: string;
  readonly gateways: Gateways;
  /** Its own connections. */
  readonly db: Db;
  /** Ends it as if it had been killed: nobody is told. */
  close(): Promise<void>;
};

export type GatewayOptions = {
  readonly databaseUrl?: string;
  /** Use cases instead of the product's. */
  readonly handlers?: Partial<MutationHandlers>;
  readonly vocabulary?: Vocabulary;
  readonly now?: () => Date;
};

type Private = {
  readonly database: TestDatabase;
  readonly openBus: () => Promise<Bus>;
  readonly keys: SigningKeys;
};

function busOpener(bus: NonNullable<WorldOptions['bus']>, directUrl: string): () => Promise<Bus> {
  if (bus === 'memory') {
    const shared = new MemoryBus();
    return async () => shared;
  }
  const redis = bus === 'postgres' ? {} : bus;
  return () => openBus({ directUrl, ...redis, log: silentLog });
}

const KEY = 'ab'.repeat(32);

export type WorldOptions = {
  /** One bus within the process by default; else each gateway has its own end of a real one. */
  readonly bus?: 'memory' | 'postgres' | { readonly redisUrl: string };
  /** Whose database it is; else one of its own, which goes with it. */
  readonly database?: Pick<TestDatabase, 'url'>;
};

/** Real Postgres, real sockets, as many gateways as a test asks for, and a bus that it can silence. */
export class GatewayWorld {
  readonly db: Db;
  readonly workspace: Workspace;
  readonly bus: SilenceableBus;
  readonly #database: TestDatabase;
  readonly #openBus: () => Promise<Bus>;
  readonly #buses: SilenceableBus[] = [];
  readonly #keys: SigningKeys;
  readonly #settings: Settings;
  readonly #open: (() => Promise<void>)[] = [];

  private constructor(parts: Pick<GatewayWorld, 'db' | 'workspace' | 'bus'> & Private) {
    this.#database = parts.database;
    this.db = parts.db;
    this.workspace = parts.workspace;
    this.bus = parts.bus;
    this.#openBus = parts.openBus;
    this.#buses.push(parts.bus);
    this.#keys = parts.keys;
    const read = readSettings({ FRONTDESK_KEY: KEY });
    if (!read.ok) throw new Error(read.problems.join());
    this.#settings = read.settings;
  }

  static async open(options: WorldOptions = {}): Promise<GatewayWorld> {
    const database = options.database
      ? { url: options.database.url, drop: async () => undefined }
      : await createDatabase();
    const db = createDb({ url: database.url });
    const sealing = new SealingKey(KEY);
    const keys = await SigningKeys.open({ db, sealing, now: () => new Date() });
    const openBus = busOpener(options.bus ?? 'memory', database.url);
    const bus = new SilenceableBus(await openBus());
    const workspace = await createWorkspace(db);
    return new GatewayWorld({ database, db, workspace, bus, openBus, keys });
  }

  get databaseUrl(): string {
    return this.#database.url;
  }

  /** Has every process lose what the bus brings, and what it says. */
  silence(isSilent: boolean): void {
    for (const bus of this.#buses) bus.isSilent = isSilent;
  }

  /** A gateway of its own, with its own connections and executor. */
  async gateway(options: GatewayOptions = {}): Promise<TestGateway> {
    const db = createDb({ url: options.databaseUrl ?? this.databaseUrl });
    const bus = new SilenceableBus(await this.#openBus());
    this.#buses.push(bus);
    const now = options.now ?? ((): Date => new Date());
    const deps = { db, bus, log: silentLog, now, settings: this.#settings };
    const executor = new Executor(
      deps,
      { ...HANDLERS, ...options.handlers },
      options.vocabulary ?? VOCABULARY,
    );
    const http = new HttpServer({
      api: (request) => this.#api(request),
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
      await bus.close();
      await db.close();
    };
    this.#open.push(close);
    return { url: `http://127.0.0.1:${port}`, gateways, db, close };
  }

  /** The one route that replicas need, as the API has it: who asks is who the token says. */
  async #api(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const deps = { db: this.db, keys: this.#keys, now: () => new Date() };
    const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? '';
    const found = await authenticate(deps, token);
    if (!found.ok) return new Response('{}', { status: 401 });
    const query = Object.fromEntries(url.searchParams) as { replicaId: string };
    const page = await bootstrapPage(deps, found.value.member, query, readBootstrapText);
    return page.ok ? new Response(page.value.join('')) : new Response('{}', { status: 400 });
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
    // A hint may be lost.
    this.bus.publish('head', { workspaceId: this.workspace.id }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((close) => close()));
    await this.bus.close();
    await this.db.close();
    await this.#database.drop();
  }
}
