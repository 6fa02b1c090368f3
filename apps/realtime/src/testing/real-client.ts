import type { Entities } from '@frontdesk/core/entity-registry';
import { newId } from '@frontdesk/core/ids';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { ChecksumAnswer } from '@frontdesk/core/sync-protocol';
import { compareChecksums } from '@frontdesk/db/checksums';
import { WHOLE_ENTITIES } from '@frontdesk/db/bootstrap-rows';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import type { Clock } from '@frontdesk/sync/engine/clock';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import { readSyncAccess } from '@frontdesk/usecases/sync-access';
import type { GatewayWorld, TestGateway, TestMember } from './gateway-world.ts';

type Client = SyncClient<Entities, typeof MUTATIONS>;

const PAGES = '/api/v1/sync/bootstrap';

/** Waits are this much shorter than a browser's: a test has no half minute. */
const HASTE = 10;

const hasty: Clock = {
  now: () => Date.now() * HASTE,
  after(ms, callback) {
    const timer = setTimeout(callback, ms / HASTE);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  newId,
};

/** The product's own engine over real sockets: each attempt to connect goes to whichever gateway `pick` says. */
export class RealClient {
  readonly client: Client;
  readonly #store: MemoryStore;
  readonly #world: GatewayWorld;
  readonly #member: TestMember;

  private constructor(parts: {
    client: Client;
    store: MemoryStore;
    world: GatewayWorld;
    member: TestMember;
  }) {
    this.client = parts.client;
    this.#store = parts.store;
    this.#world = parts.world;
    this.#member = parts.member;
  }

  static async open(
    world: GatewayWorld,
    member: TestMember,
    pick: () => TestGateway,
  ): Promise<RealClient> {
    const { token } = member;
    const store = new MemoryStore({
      groupOf: () => null,
      isHot: () => true,
      searchOf: () => null,
    });
    const client = await createSyncClient<Entities, typeof MUTATIONS>({
      transport: {
        connect: (listener) => socketTransport({ url: pick().url, token }).connect(listener),
      },
      pages: {
        fetch: (request) => httpPages({ url: `${pick().url}${PAGES}`, token }).fetch(request),
      },
      store,
      clock: hasty,
      mutations: MUTATIONS,
      indexes: [],
      identity: {
        organizationId: world.workspace.id,
        userId: member.userId,
        membershipId: member.membershipId,
      },
      build: 'test',
      renewSession: async () => 'unreachable',
      onRefused: () => undefined,
      watchNetwork: () => () => undefined,
    });
    return new RealClient({ client, store, world, member });
  }

  /** Does the server find that this replica holds what it should? */
  async compare(): Promise<ChecksumAnswer['result'] | 'not loaded'> {
    const { db, workspace } = this.#world;
    const { place } = await this.#store.open();
    const access = await readSyncAccess(db, workspace.id, this.#member.userId);
    if (!place?.cursor || !access) return 'not loaded';
    const whole = await this.#store.sums({ entities: WHOLE_ENTITIES });
    const request = { cursor: place.cursor, whole };
    const scopes = [...access.scopes];
    const answer = await compareChecksums(db, { workspaceId: workspace.id, scopes, request });
    return answer.result;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
