import { newId } from '@frontdesk/core/ids';
import { PROTOCOL_VERSION, SCHEMA_VERSION, type Welcome } from '@frontdesk/core/sync-protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas, subjectsSeen, tagsSeen } from '../testing/replicas.ts';

let world: GatewayWorld;
let gateway: TestGateway;
let owner: TestMember;
let replicas: Replicas;

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
  owner = await world.member('OWNER');
  replicas = new Replicas(world);
});
afterAll(() => world?.close());
afterEach(() => replicas.closeAll());

const tag = (name: string) => ({ tagId: newId(), name, color: '#5b4fd6' });

describe('a socket that says more than it may have waiting (rule 111)', () => {
  it('is told when to push again what was one too many, and loses none of it', async () => {
    const replica = await replicas.atHead(owner, gateway);
    const name = newId();
    const mutations = Array.from({ length: 12 }, (_, n) =>
      replica.mutation('tag.create', tag(`${name} ${n}`)),
    );
    const answers = await Promise.all(mutations.map((mutation) => replica.push(mutation)));
    const later = answers.filter(({ retryAfter }) => retryAfter !== undefined);
    expect(later.length).toBeGreaterThan(0);
    for (const mutation of mutations) {
      expect(await replica.push(mutation)).toMatchObject({ lastMid: expect.any(Number) });
    }
    await replica.until(() => replica.results.length === 12);
    expect(replica.results.map(({ mid, status }) => `${mid} ${status}`)).toEqual(
      mutations.map(({ mid }) => `${mid} applied`),
    );
    expect(tagsSeen(replica)).toEqual(mutations.map((_, n) => `${name} ${n}`));
  });

  it('is sent away for saying hello again and again', async () => {
    const replica = await replicas.connect(owner, gateway);
    const hello = {
      protocol: PROTOCOL_VERSION,
      schemaVersion: SCHEMA_VERSION,
      build: 'test',
      replicaId: replica.replicaId,
      cursor: null,
      nextMid: 1,
    };
    const welcomes: Welcome[] = [];
    for (let n = 0; n < 20; n++) {
      replica.socket.emit('hello', hello, (welcome) => welcomes.push(welcome));
    }
    await replica.until(() => replica.goaways.length > 0 && !replica.socket.connected);
    expect(replica.goaways).toEqual([{ reason: 'drain', spreadMs: expect.any(Number) }]);
    expect(welcomes.length).toBeLessThan(20);
  });
});

describe('what many sockets are sent alike (rule 110)', () => {
  it.each([10, 600, 40_000])(
    'reaches each as it is, also with %i characters more',
    async (size) => {
      const admin = await world.member('ADMIN');
      const [ann, ben] = [
        await replicas.atHead(owner, gateway),
        await replicas.atHead(admin, gateway),
      ];
      // Neither ASCII only nor safe in JSON as it is.
      const subject = `${newId()} "é\u2028日本\\" ${'x'.repeat(size)}`;
      await world.touchConversation(subject);
      for (const replica of [ann, ben]) {
        await replica.until(() => subjectsSeen(replica).length === 1);
        expect(subjectsSeen(replica)).toEqual([subject]);
      }
      expect(ann.deltas).toEqual(ben.deltas);
    },
  );
});
