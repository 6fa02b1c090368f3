import type { Entities } from '@frontdesk/core/entity-registry';
import { newId } from '@frontdesk/core/ids';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import {
  type BootstrapPage,
  type ChecksumAnswer,
  SYNC_NAMESPACE,
  type SyncClientEvents,
  type SyncServerEvents,
} from '@frontdesk/core/sync-protocol';
import { compareChecksums } from '@frontdesk/db/checksums';
import { WHOLE_ENTITIES } from '@frontdesk/db/bootstrap-rows';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import type { Clock } from '@frontdesk/sync/engine/clock';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import type { PageSource } from '@frontdesk/sync/engine/page-source';
import type { Connection, Transport } from '@frontdesk/sync/engine/transport';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import { readSyncAccess } from '@frontdesk/usecases/sync-access';
import { type Socket, io } from 'socket.io-client';
import type { GatewayWorld, TestGateway, TestMember } from './gateway-world.ts';

type Client = SyncClient<Entities, typeof MUTATIONS>;

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
    const store = new MemoryStore({
      groupOf: () => null,
      isHot: () => true,
      searchOf: () => null,
    });
    const client = await createSyncClient<Entities, typeof MUTATIONS>({
      transport: transportTo(() => pick().url, member.token),
      pages: pagesOf(() => pick().url, member.token),
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

const transportTo = (url: () => string, token: string): Transport => ({
  connect(listener): Connection {
    const socket: Socket<SyncServerEvents, SyncClientEvents> = io(`${url()}${SYNC_NAMESPACE}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
    });
    socket.on('connect', () => listener.opened());
    socket.on('disconnect', () => listener.closed());
    socket.on('connect_error', () => listener.closed());
    socket.on('delta', (delta) => listener.delta(delta));
    socket.on('goaway', (goaway) => listener.goaway(goaway));
    socket.on('reset', ({ reason }) => listener.reset(reason));
    socket.on('presence', (state) => listener.presence(state));
    return {
      hello: (...args) => void socket.emit('hello', ...args),
      push: (...args) => void socket.emit('push', ...args),
      applied: (...args) => void socket.emit('applied', ...args),
      presence: (...args) => void socket.emit('presence', ...args),
      close: () => void socket.off().disconnect(),
    };
  },
});

const pagesOf = (url: () => string, token: string): PageSource => ({
  async fetch({ replicaId, scope, page }) {
    const query = new URLSearchParams({ replicaId });
    if (scope !== null) query.set('scope', scope);
    if (page !== null) query.set('page', page);
    const headers = { authorization: `Bearer ${token}` };
    try {
      const answer = await fetch(`${url()}/api/v1/sync/bootstrap?${query}`, { headers });
      if (!answer.ok) return { ok: false, failure: { kind: 'unavailable' } };
      return { ok: true, page: (await answer.json()) as BootstrapPage };
    } catch {
      return { ok: false, failure: { kind: 'unavailable' } };
    }
  },
});
