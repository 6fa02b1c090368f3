import { done, refuse } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type { Mutation } from '@frontdesk/core/sync-protocol';
import { openChangeLog } from '@frontdesk/db/change-log';
import { HANDLERS } from '@frontdesk/usecases/mutations/handlers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas } from '../testing/replicas.ts';
import type { TestReplica } from '../testing/test-replica.ts';

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

/** The uids of results in the log since a seq, in its order. */
async function resultsSince(seq: number): Promise<string[]> {
  const entries = await openChangeLog(world.db).read(world.workspace.id, seq, 100_000);
  return entries.flatMap(({ op, uid }) => (op === 'result' && uid !== null ? uid : []));
}

const tagNames = async (): Promise<string[]> => {
  const tags = await world.db.asWorker((tx) => tx.tag.findMany({ select: { name: true } }));
  return tags.map(({ name }) => name);
};

describe('scenario 3: the answer is lost after the commit', () => {
  const [REPLICAS, EACH] = [20, 50];

  /** Pushes what may not have arrived, and a few that did, over sockets that end as something is committed. */
  async function pushThroughDeaths(mutations: readonly Mutation[]): Promise<number> {
    const replicaId = newId();
    for (let deaths = 0; ; deaths += 1) {
      const replica = await replicas.connect(owner, gateway, { replicaId, isSlow: true });
      const { lastMid } = await replica.hello(await replicas.head());
      if (lastMid === EACH) return deaths;
      const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
      // After some ten commits of its own, as many of the others come by meanwhile.
      const stop = world.bus.subscribe('head', () => {
        if (Math.random() < 0.1 / REPLICAS) replica.socket.io.engine.close();
      });
      const unsure = mutations.slice(Math.max(0, lastMid - 3));
      replica.socket.emit('push', { mutations: unsure }, () => replica.close());
      await gone;
      stop();
    }
  }

  it('of 1,000 mutations: each has one effect and one result, whatever is pushed again (I4)', async () => {
    const { seq } = await replicas.head();
    const all = await Promise.all(
      Array.from({ length: REPLICAS }, async () => {
        const writer = await replicas.connect(owner, gateway);
        const mutations = Array.from({ length: EACH }, () =>
          writer.mutation('tag.create', tag(`lost ${newId()}`)),
        );
        return { mutations, deaths: await pushThroughDeaths(mutations) };
      }),
    );
    const pushed = all.flatMap(({ mutations }) => mutations);
    expect(pushed).toHaveLength(1_000);
    expect(all.reduce((sum, { deaths }) => sum + deaths, 0)).toBeGreaterThan(20);
    expect((await resultsSince(seq)).toSorted()).toEqual(pushed.map(({ uid }) => uid).toSorted());
    const names = pushed.map(({ args }) => (args as { name: string }).name);
    const made = (await tagNames()).filter((name) => name.startsWith('lost '));
    expect(made.toSorted()).toEqual(names.toSorted());
  }, 300_000);
});

describe('scenario 7: what became of A is not known when C is made', () => {
  it('A, B, C stand in the log in that order, each once (rule 26)', async () => {
    const replica = await replicas.atHead(owner, gateway);
    const { seq } = await replicas.head();
    const [a, b, c] = ['a', 'b', 'c'].map((name) =>
      replica.mutation('tag.create', tag(`${name} ${newId()}`)),
    );
    const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
    const stop = world.bus.subscribe('head', () => replica.socket.io.engine.close());
    replica.socket.emit('push', { mutations: [a!, b!] }, () => undefined);
    await gone;
    stop();
    const again = await replicas.connect(owner, gateway, { replicaId: replica.replicaId });
    await again.hello(replica.cursor);
    // Not even a client that has lost its mind gets C in before B; the first push may still be running B.
    const known = await again.push(c!);
    expect([
      { lastMid: 0, resendFrom: 1 },
      { lastMid: 1, resendFrom: 2 },
      { lastMid: 3 },
    ]).toContainEqual(known);
    expect(await again.push(a!, b!, c!)).toEqual({ lastMid: 3 });
    expect(await resultsSince(seq)).toEqual([a!.uid, b!.uid, c!.uid]);
  });
});

describe('scenario 6: a poison mutation', () => {
  const poisoned = (fails: (name: string) => 'refuses' | 'breaks' | null) =>
    world.gateway({
      handlers: {
        'tag.create': async (context, args) => {
          const how = fails(args.name);
          if (how === 'breaks') throw new Error('a bug of ours');
          if (how === 'refuses') return refuse('CONFLICT', 'Not this one.');
          return (await HANDLERS['tag.create'](context, args)) ?? done(null);
        },
      },
    });

  const push = (replica: TestReplica, mutations: readonly Mutation[]) => replica.push(...mutations);

  it('at the third place of ten is refused visibly, and the others take effect (rule 35)', async () => {
    const third = `third ${newId()}`;
    const sick = await poisoned((name) => (name === third ? 'refuses' : null));
    const replica = await replicas.atHead(owner, sick);
    const mutations = Array.from({ length: 10 }, (_, n) =>
      replica.mutation('tag.create', tag(n === 2 ? third : `well ${newId()}`)),
    );
    expect(await push(replica, mutations)).toEqual({ lastMid: 10 });
    await replica.until(() => replica.results.length === 10);
    expect(replica.results.map(({ status }) => status).join(' ')).toBe(
      'applied applied rejected applied applied applied applied applied applied applied',
    );
    expect(replica.results[2]).toMatchObject({ code: 'CONFLICT', message: 'Not this one.' });
  });

  it('that breaks the server is set aside after five failures between which others went through (rule 13)', async () => {
    const poison = `poison ${newId()}`;
    const sick = await poisoned((name) => (name === poison ? 'breaks' : null));
    const [replica, well] = [
      await replicas.atHead(owner, sick),
      await replicas.atHead(owner, sick),
    ];
    const [bad, good] = [
      replica.mutation('tag.create', tag(poison)),
      replica.mutation('tag.create', tag(`behind ${newId()}`)),
    ];
    let waited = 0;
    for (let tries = 1; ; tries += 1) {
      const answer = await push(replica, [bad, good]);
      if (answer.retryAfter === undefined) {
        expect(answer).toEqual({ lastMid: 2 });
        expect(tries).toBe(6);
        break;
      }
      expect(answer.lastMid).toBe(0);
      waited += answer.retryAfter;
      await push(well, [well.mutation('tag.create', tag(`well ${newId()}`))]);
    }
    // So long the client would have been asked to wait in all.
    expect(waited).toBeLessThan(120_000);
    await replica.until(() => replica.results.length === 2);
    expect(replica.results.map(({ status }) => status)).toEqual(['quarantined', 'applied']);
  });
});
