import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakes } from '@frontdesk/channels/fakes';
import { channelOf } from '@frontdesk/channels/registry';
import {
  FakeVendors,
  type FakeVendorsOptions,
} from '@frontdesk/connector-kit/fake-vendor/fake-vendors';
import { serveFetch } from '@frontdesk/connector-kit/fake-vendor/serve-fetch';
import { must } from '@frontdesk/core/assert';
import type { ChannelKind } from '@frontdesk/core/entities';
import { newId } from '@frontdesk/core/ids';
import type { JobName } from '@frontdesk/core/jobs';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import { type Role, type Rights } from '@frontdesk/core/roles';
import { readSettings } from '@frontdesk/core/settings';
import type { MutationResult } from '@frontdesk/core/sync-protocol';
import { silentLog } from '@frontdesk/queue/silent-log';
import { createDatabase } from '@frontdesk/testkit/postgres';
import { fetchAttachment } from '../attachments/fetch-attachment.ts';
import { Clock } from '../clock/clock.ts';
import { type OpenedDeps, openDeps } from '../deps.ts';
import { Executor } from '../execute.ts';
import { ingestInbox } from '../inbound/ingest-inbox.ts';
import { receiveDelivery } from '../inbound/receive-delivery.ts';
import { createInbox } from '../inboxes/create-inbox.ts';
import { WebhookInboxes } from '../inboxes/webhook-inboxes.ts';
import type { Actor } from '../mutation-handler.ts';
import { HANDLERS } from '../mutations/handlers.ts';
import { drainConversation } from '../pipeline/drain-conversation.ts';
import { readConversation } from '../pipeline/read-conversation.ts';
import { trainReaderOf } from '../reading/train-reader.ts';

const SYSTEM_RIGHTS: Rights = { role: 'OWNER', inboxIds: new Set() };

const CREDENTIALS: Record<string, (n: string) => Record<string, unknown>> = {
  whatsapp: (n) => ({
    phoneNumberId: `PNID${n}`,
    businessAccountId: `WABA${n}`,
    accessToken: 'EAAtoken',
    appSecret: `app-secret-${n}`,
    verifyToken: 'verify',
    sendToUserIds: true,
  }),
  openphone: (n) => ({
    apiKey: 'op-key',
    phoneNumberId: `PN${n}`,
    webhookSecret: 'whsec_c3RhbmRhcmQtd2ViaG9va3MtdGVzdC1rZXktMzJieXQ=',
    signingKey: 'cXVvLWxlZ2FjeS1rZXk=',
  }),
  webchat: (n) => ({
    widgetKey: `wk_${n}_fairway`,
    signingSecret: 'visitor-signing-secret-0123456789',
  }),
};

export type Inbox = { readonly id: string; readonly kind: ChannelKind; readonly accountId: string };

/**
 * A whole desk for tests: real Postgres, the vendors on real sockets, webhooks coming in over HTTP, and the lanes run
 * by hand, so that a test can stop between any two steps.
 */
export class Desk {
  readonly deps: OpenedDeps;
  readonly vendors: FakeVendors;
  readonly executor: Executor;
  organizationId = '';
  readonly #close: (() => Promise<unknown>)[] = [];
  #webhooks = '';

  private constructor(deps: OpenedDeps, vendors: FakeVendors) {
    this.deps = deps;
    this.vendors = vendors;
    this.executor = new Executor(deps, HANDLERS);
  }

  static async open(options: Partial<FakeVendorsOptions> = {}): Promise<Desk> {
    const database = await createDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'frontdesk-desk-'));
    const read = readSettings({
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      FRONTDESK_KEY: 'ab'.repeat(32),
      ALLOW_PRIVATE_NETWORK: '1',
    });
    if (!read.ok) throw new Error(read.problems.join());
    const deps = await openDeps(read.settings, silentLog);
    const vendors = new FakeVendors({
      protocols: fakes,
      retryGapsMs: [5],
      receipts: () => [],
      ...options,
    });
    const desk = new Desk(deps, vendors);
    const listening = await vendors.listen();
    const ours = await serveFetch((request) => desk.#webhook(request));
    desk.#webhooks = ours.url;
    desk.#close.push(
      () => vendors.close(),
      listening.close,
      ours.close,
      () => deps.close(),
      () => database.drop(),
      () => rm(dataDir, { recursive: true }),
    );
    desk.organizationId = await desk.organization();
    return desk;
  }

  async close(): Promise<void> {
    for (const close of this.#close) await close();
  }

  async organization(): Promise<string> {
    const id = newId();
    await this.deps.db.system((tx) =>
      tx.organization.create({ data: { id, name: 'Fairway', slug: id } }),
    );
    return id;
  }

  async member(
    role: Role = 'AGENT',
    inboxIds: readonly string[] = [],
    organizationId = this.organizationId,
  ): Promise<Actor & { userId: string; membershipId: string }> {
    const [userId, membershipId] = [newId(), newId()];
    await this.deps.db.system(async (tx) => {
      await tx.user.create({ data: { id: userId, email: `${userId}@fairway.test`, name: role } });
      await tx.membership.create({
        data: {
          id: membershipId,
          organizationId,
          scopeId: organizationId,
          userId,
          displayName: role,
          role,
        },
      });
      await tx.inboxGrant.createMany({
        data: inboxIds.map((inboxId) => ({ id: newId(), organizationId, inboxId, membershipId })),
      });
    });
    return { kind: 'USER', organizationId, userId, membershipId };
  }

  async inbox(kind: ChannelKind, organizationId = this.organizationId): Promise<Inbox> {
    const n = newId().slice(-8);
    const credentials = must(CREDENTIALS[kind], kind)(n);
    const actor: Actor = { kind: 'SYSTEM', organizationId, userId: null, membershipId: null };
    const channel = must(channelOf(kind), kind);
    const creds = channel.credentials.schema.parse(credentials);
    // Known to its vendor before we ask about it.
    const accountId = this.vendors.connect({
      kind,
      creds,
      webhookUrl: `${this.#webhooks}/${kind}`,
      address: '+15550100009',
    });
    const created = await createInbox(this.deps, actor, SYSTEM_RIGHTS, {
      channel: kind,
      name: kind,
      credentials,
      baseUrl: this.vendors.baseUrl(kind),
    });
    if (!created.ok) throw new Error(created.refusal.message);
    return { id: created.value.id, kind, accountId };
  }

  async mutate<N extends MutationName>(
    actor: Actor,
    name: N,
    args: MutationArguments[N],
  ): Promise<MutationResult> {
    return this.executor.execute({ name, args, actor, uid: newId() });
  }

  /** Every webhook so far has come in, and every lane is empty; lanes that only time can help are left. */
  async settle(): Promise<void> {
    do await this.vendors.idle();
    while (await this.runLanes());
  }

  /** Runs what the outbox has for now; false when that was nothing. */
  async runLanes(): Promise<boolean> {
    const jobs = await this.takeJobs();
    for (const job of jobs) await this.runLane(job.job, job.lane, job.organizationId);
    return jobs.length > 0;
  }

  takeJobs(): Promise<{ job: JobName; lane: string; organizationId: string }[]> {
    return this.deps.db.asWorker(
      (tx) => tx.$queryRaw`
      with taken as (delete from outbox where run_at <= clock_timestamp() returning *)
      select job, lane, organization_id as "organizationId" from taken group by 1, 2, 3 order by min(id)`,
    );
  }

  async runLane(
    job: JobName,
    lane: string,
    organizationId = this.organizationId,
  ): Promise<number | null> {
    switch (job) {
      case 'ingest-inbox':
        return ingestInbox(this.deps, lane);
      case 'drain-conversation':
        return drainConversation(this.deps, lane, organizationId);
      case 'read-conversation':
        return readConversation(this.deps, lane, organizationId);
      case 'train-reader':
        return trainReaderOf(this.deps, lane);
      case 'fetch-attachment':
        return fetchAttachment(this.deps, lane);
      case 'tick':
        return new Clock(this.deps).turn();
    }
  }

  /** Stands where the API will: routes, proves and stores. */
  async #webhook(request: Request): Promise<Response> {
    const kind = new URL(request.url).pathname.slice(1);
    const channel = must(channelOf(kind), kind);
    const raw = {
      headers: Object.fromEntries(request.headers),
      query: {},
      body: new Uint8Array(await request.arrayBuffer()),
    };
    const routing = await new WebhookInboxes(this.deps).routeShared(kind, raw);
    if (routing.kind !== 'deliver')
      return new Response('', { status: routing.kind === 'unknown' ? 404 : 401 });
    for (const inbox of routing.inboxes) {
      await receiveDelivery(this.deps, {
        ...inbox,
        headers: raw.headers,
        body: raw.body,
        dedupeKey: channel.deliveryKey(raw),
      });
    }
    return new Response('');
  }
}
