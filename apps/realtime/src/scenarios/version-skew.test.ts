import { readFileSync } from 'node:fs';
import { must } from '@frontdesk/core/assert';
import type { Entities } from '@frontdesk/core/entity-registry';
import { newId } from '@frontdesk/core/ids';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import { LATER_VOCABULARY } from '@frontdesk/core/mutations/testing/later-vocabulary';
import {
  type Delta,
  type Hello,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type PresenceSay,
  type PresenceState,
  type Push,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { HelloSchema, PresenceSaySchema, PushSchema } from '@frontdesk/core/sync-schemas';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas, tagsSeen } from '../testing/replicas.ts';

let world: GatewayWorld;
let owner: TestMember;
let replicas: Replicas;

beforeAll(async () => {
  world = await GatewayWorld.open();
  owner = await world.member('OWNER');
  replicas = new Replicas(world);
});
afterAll(() => world?.close());
afterEach(() => replicas.closeAll());

describe('scenario 17: version skew', () => {
  it('fifty mutations that an old client has queued all take effect on a new server (rule 102)', async () => {
    const gateway = await world.gateway({ vocabulary: LATER_VOCABULARY });
    const replica = await replicas.atHead(owner, gateway);
    const queue = Array.from({ length: 50 }, (_, n) =>
      replica.mutation('tag.create', { tagId: newId(), title: `queued ${n}` }),
    );
    expect(await replica.push(...queue)).toEqual({ lastMid: 50 });
    await replica.until(() => replica.results.length === 50);
    expect(new Set(replica.results.map(({ status }) => status))).toEqual(new Set(['applied']));
    expect(tagsSeen(replica)).toEqual(queue.map((_, n) => `queued ${n}`));
  });

  it.each([
    ['of a newer version', { version: 4 }],
    ['that no step leads from', { version: 1, name: 'tag.update' }],
    ['that the server has never heard of', { name: 'tag.paint' }],
  ])(
    'a mutation %s is not consumed: the client keeps it and is told to upgrade (rule 40)',
    async (_, odd) => {
      const gateway = await world.gateway({ vocabulary: LATER_VOCABULARY });
      const replica = await replicas.atHead(owner, gateway);
      const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
      const fine = replica.mutation('tag.create', { tagId: newId(), title: `fine ${newId()}` });
      const strange = { ...replica.mutation('tag.create', { tagId: newId() }), ...odd };
      replica.push(fine, strange).catch(() => undefined);
      await gone;
      expect(replica.goaways).toMatchObject([{ reason: 'upgrade' }]);
      const again = await replicas.connect(owner, gateway, { replicaId: replica.replicaId });
      expect(await again.hello(await replicas.head())).toMatchObject({ lastMid: 1 });
    },
  );

  it('a new client that meets an old server comes back until there is a new one, with its work (rule 101)', async () => {
    const gateway = await world.gateway();
    const replica = await replicas.connect(owner, gateway);
    const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
    replica.hello(null, { protocol: PROTOCOL_VERSION + 1 }).catch(() => undefined);
    await gone;
    expect(replica.goaways).toMatchObject([{ reason: 'drain' }]);
  });
});

type Recorded = {
  readonly hello: Hello;
  readonly push: Push;
  readonly presence: PresenceSay;
  readonly welcome: Welcome;
  readonly delta: Delta;
  readonly state: PresenceState;
};

/** What protocol 1 looked like on the wire, as a client and a server of it wrote it. */
const first = JSON.parse(
  readFileSync(new URL('recorded/protocol-1.json', import.meta.url), 'utf8'),
) as Recorded;

describe('scenario 17: what a client of protocol 1 says (rule 101)', () => {
  it('is understood as it was recorded', () => {
    expect(HelloSchema.safeParse(first.hello).success).toBe(true);
    expect(PushSchema.safeParse(first.push).success).toBe(true);
    expect(PresenceSaySchema.safeParse(first.presence).success).toBe(true);
  });

  it('is served: greeted, told of changes and consumed, in answers of the shape that it knows', async () => {
    const gateway: TestGateway = await world.gateway();
    const replica = await replicas.connect(owner, gateway);
    const { protocol, schemaVersion, build } = first.hello;
    const said = { protocol, schemaVersion, build };
    const welcome = await replica.hello(await replicas.head(), said);
    expect(welcome.mode).toBe('resume');
    expect(Object.keys(welcome).toSorted()).toEqual(Object.keys(first.welcome).toSorted());
    const mutation = replica.mutation('tag.create', {
      tagId: newId(),
      name: `old ${newId()}`,
      color: '#5b4fd6',
    });
    expect(await replica.push(mutation)).toEqual({ lastMid: 1 });
    await replica.until(() => replica.results.length === 1);
    const [delta] = replica.deltas;
    expect(Object.keys(delta ?? {}).toSorted()).toEqual(Object.keys(first.delta).toSorted());
  });
});

describe('scenario 17: what a server of protocol 1 says (rule 101)', () => {
  it('is understood by a client of today, which asks it for nothing that it does not know', async () => {
    const { welcome, delta, state } = first;
    const said: string[] = [];
    const client = await createSyncClient<Entities, typeof MUTATIONS>({
      transport: {
        connect(listener) {
          setImmediate(() => listener.opened());
          return {
            hello(_hello, answer) {
              answer(welcome);
              listener.delta(delta);
              listener.presence(state);
            },
            push: () => void said.push('push'),
            applied: ({ to }) => void said.push(`applied ${to}`),
            presence: () => undefined,
            close: () => undefined,
          };
        },
      },
      pages: {
        fetch: async () => ({
          ok: true,
          page: {
            cursor: must(first.hello.cursor, 'the recorded cursor'),
            // What is old here is the protocol. Columns have a version of their own, by which a client of today is sent on.
            schemaVersion: SCHEMA_VERSION,
            lastMid: 0,
            results: [],
            scopes: welcome.scopes,
            rows: {},
            next: null,
          },
        }),
      },
      checks: {
        compare: () => {
          throw new Error('a server of protocol 1 compares nothing');
        },
      },
      clock: systemClock,
      mutations: MUTATIONS,
      indexes: [],
      identity: { organizationId: '', userId: '', membershipId: '' },
      build: 'test',
      renewSession: async () => 'unreachable',
      onRefused: () => undefined,
      watchNetwork: () => () => undefined,
    });
    const [change] = delta.changes;
    await vi.waitFor(() =>
      expect(client.store.row('tags', must(change, 'the recorded change').id).get()).toMatchObject({
        name: 'VIP',
      }),
    );
    await vi.waitFor(() => expect(said).toEqual([`applied ${delta.to}`]));
    expect(client.status.get()).toMatchObject({ connection: 'live', complete: true });
    await client.close();
  });
});
