import { openChangeLog } from '@frontdesk/db/change-log';
import { type Db, rawPool } from '@frontdesk/db/client';
import { CREDIT_BYTES, CREDIT_FRAMES } from '@frontdesk/sync/server/credit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWorld, type TestMember } from '../testing/gateway-world.ts';
import { Replicas, subjectsSeen } from '../testing/replicas.ts';
import type { TestReplica } from '../testing/test-replica.ts';

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

describe('scenario 18: a slow consumer', () => {
  it('of 30 is sent no more than its credit, holds up nobody, and then gets what is left collapsed (rule 20)', async () => {
    const gateway = await world.gateway();
    const others = await Promise.all(
      Array.from({ length: 29 }, () => replicas.atHead(owner, gateway)),
    );
    const slow = await replicas.atHead(owner, gateway, { isSlow: true });
    const text = (n: number): string => `${n} ${'x'.repeat(50_000)}`;
    const has = (n: number) => (replica: TestReplica) =>
      subjectsSeen(replica).some((subject) => String(subject).startsWith(`${n} `));
    const [witness] = others;
    for (let n = 0; n < 30; n++) {
      await world.touchConversation(text(n));
      await witness!.until(has(n), 15_000);
    }
    await Promise.all(others.map((replica) => replica.until(has(29), 15_000)));
    expect(slow.deltas.length).toBeLessThanOrEqual(CREDIT_FRAMES);
    expect(JSON.stringify(slow.deltas).length).toBeLessThan(CREDIT_BYTES + 256 * 1024);
    slow.isSlow = false;
    slow.socket.emit('applied', { to: slow.cursor!.seq });
    await slow.until(has(29), 15_000);
    expect(slow.faults).toEqual([]);
    // Thirty versions of one row are one change in a frame.
    expect(subjectsSeen(slow).length).toBeLessThan(CREDIT_FRAMES + 4);
  }, 60_000);
});

/** Counts the statements of a database's own connections, by what they are. */
function countStatements(db: Db): Map<string, number> {
  const counts = new Map<string, number>();
  const named = (query: unknown): string => {
    if (typeof query !== 'object' || query === null) return String(query);
    if ('name' in query && /^(log|greet)-/.test(String(query.name))) return String(query.name);
    return 'text' in query ? String(query.text) : '';
  };
  rawPool(db).on('connect', (client) => {
    const run = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const name = named(args[0]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return run(...args);
    }) as typeof client.query;
  });
  return counts;
}

describe('scenario 18: a herd', () => {
  const [HERD, MEMBERS] = [500, 25];

  it('of 500 sockets that come back to a cold gateway reads the log once, and rights once a member (rule 106)', async () => {
    const members = await Promise.all(
      Array.from({ length: MEMBERS }, () => world.member('MANAGER', [world.workspace.inboxId])),
    );
    const { epoch, seq, tag } = await openChangeLog(world.db).head(world.workspace.id);
    for (let n = 0; n < 50; n++) await world.touchConversation(`missed ${n}`);
    const gateway = await world.gateway();
    const counts = countStatements(gateway.db);
    const herd: TestReplica[] = [];
    // All at once their handshakes would wait for connections longer than they may; who is refused comes again.
    while (herd.length < HERD)
      herd.push(...(await Promise.all(members.map((member) => replicas.connect(member, gateway)))));
    const handshakes = new Map(counts);
    const welcomes = await Promise.all(herd.map((replica) => replica.hello({ epoch, seq, tag })));
    expect(new Set(welcomes.map(({ mode }) => mode))).toEqual(new Set(['resume']));
    await Promise.all(
      herd.map((replica) =>
        replica.until(() => subjectsSeen(replica).includes('missed 49'), 60_000),
      ),
    );
    const of = (what: RegExp, before?: Map<string, number>): number =>
      [...counts].reduce(
        (sum, [name, count]) => (what.test(name) ? sum + count - (before?.get(name) ?? 0) : sum),
        0,
      );
    expect(of(/^log-read$/)).toBe(1);
    expect(of(/^log-tag$/)).toBe(0);
    expect(of(/from inbox_access a where/)).toBe(MEMBERS);
    expect(of(/^greet-replicas$/)).toBeLessThan(HERD / 5);
    // The handshakes ask for each session; all the rest of 500 resumes together is a fraction of that.
    const resumes = of(/./, handshakes) - of(/^log-head$/, handshakes);
    expect(resumes).toBeLessThan(HERD / 2);
  }, 120_000);
});
