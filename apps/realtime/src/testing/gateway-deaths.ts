import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { GatewayWorld, TestGateway } from './gateway-world.ts';
import { RealClient } from './real-client.ts';

const CLIENTS = 6;
const MUTATIONS_EACH = 15;
const DEATHS = 6;

/** Clients spread over gateways that are killed at random and started again elsewhere, in the middle of everything. */
export function gatewayDeaths(world: () => GatewayWorld, count: number): void {
  describe('gateways that die', () => {
    const clients: RealClient[] = [];
    afterAll(() => Promise.all(clients.map((client) => client.close())));

    it('cost nobody a change and double none: every replica ends as the server is (I2, I4, I7)', async () => {
      const gateways: TestGateway[] = [];
      for (let n = 0; n < count; n++) gateways.push(await world().gateway());
      const pick = (): TestGateway =>
        must(gateways[Math.floor(Math.random() * gateways.length)], 'a gateway');
      for (let n = 0; n < CLIENTS; n++) {
        const member = await world().member('MANAGER');
        clients.push(await RealClient.open(world(), member, pick));
      }
      const names: string[] = [];
      const settled = clients.flatMap(({ client }, who) =>
        Array.from({ length: MUTATIONS_EACH }, (_, n) => {
          const name = `death ${who} ${n}`;
          names.push(name);
          return client.mutate('tag.create', { tagId: newId(), name, color: '#000000' }).settled;
        }),
      );
      for (let n = 0; n < DEATHS; n++) {
        const victim = Math.floor(Math.random() * gateways.length);
        const successor = await world().gateway();
        const [dead] = gateways.splice(victim, 1, successor);
        await dead?.close();
      }
      const results = await Promise.all(settled);
      expect(results.every(({ status }) => status === 'applied')).toBe(true);
      const tags = await world().db.asWorker((tx) =>
        tx.tag.findMany({ where: { name: { startsWith: 'death ' } }, select: { name: true } }),
      );
      expect(tags.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
      await vi.waitFor(
        async () => {
          // One after another: a process compares few at once, and the others hear that it is busy.
          for (const client of clients) expect(await client.compare()).toBe('same');
        },
        { timeout: 15_000, interval: 50 },
      );
    }, 60_000);
  });
}
