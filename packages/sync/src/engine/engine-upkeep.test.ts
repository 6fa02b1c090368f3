import type { ChecksumRequest, PresenceSay } from '@frontdesk/core/sync-protocol';
import { describe, expect, it } from 'vitest';
import { LiveValue } from '../client/live.ts';
import { arrive, EngineScene, live } from './testing/engine-scene.ts';

const DAY_MS = 24 * 3_600_000;

describe('rule 51: a lease that is over', () => {
  it('takes the rows out of the tabs, names what waits, and gives the rows back', async () => {
    const { scene, engine } = await live();
    await engine.close();
    const next = await scene.lead();
    const tab = scene.tab(next);
    tab.client.hold('t1').subscribe(() => undefined);
    await arrive();
    tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    expect(tab.remarks()).toEqual(['r1']);
    scene.clock.skip(15 * DAY_MS);
    scene.clock.advance();
    await arrive();
    expect(tab.client.status.get()).toMatchObject({ connection: 'locked', pending: 1 });
    expect(tab.client.store.get('tickets', 't1')).toBeUndefined();
    const late = scene.tab(next);
    await arrive();
    expect(late.client.store.get('tickets', 't1')).toBeUndefined();
    expect(late.client.pending.get()).toMatchObject([{ name: 'ticket.rank' }]);
    while (tab.client.status.get().connection !== 'live') {
      scene.clock.advance();
      await scene.deliver();
    }
    expect(tab.client.pending.get()).toEqual([]);
    for (const { client } of [tab, late]) {
      expect(client.store.get('tickets', 't1')).toMatchObject({ rank: 7 });
    }
    expect(tab.remarks()).toEqual(['r1']);
    await next.close();
  });
});

describe('rule 51: a lease that is over, and nothing new at the server', () => {
  it('gives the same rows back', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    tab.client.hold('t1').subscribe(() => undefined);
    await arrive();
    scene.network.drop();
    scene.network.isAway = true;
    scene.clock.skip(15 * DAY_MS);
    scene.clock.advance();
    await arrive();
    expect([tab.client.store.get('tickets', 't1'), tab.remarks()]).toEqual([undefined, []]);
    scene.network.isAway = false;
    while (tab.client.status.get().connection !== 'live') {
      scene.clock.advance();
      await scene.deliver();
    }
    expect(tab.client.store.get('tickets', 't1')).toBeDefined();
    expect(tab.remarks()).toEqual(['r1']);
    await engine.close();
  });
});

describe('rule 53: presence', () => {
  it('of the tab in front counts, and replying before viewing', async () => {
    const { scene, engine } = await live();
    const said: PresenceSay[] = [];
    scene.network.onPresence = (say) => said.push(say);
    const front = new LiveValue(true);
    const [one, two] = [scene.tab(engine, front), scene.tab(engine, new LiveValue(false))];
    await arrive();
    one.client.presence.say({ conversationId: 'a', activity: 'viewing' });
    two.client.presence.say({ conversationId: 'b', activity: 'replying' });
    await arrive();
    scene.clock.advance();
    expect(said.at(-1)).toMatchObject({ conversationId: 'a' });
    front.set(false);
    await arrive();
    scene.clock.advance();
    expect(said.at(-1)).toMatchObject({ conversationId: 'b' });
    await engine.close('leaving');
    expect(said.at(-1)).toMatchObject({ conversationId: null, leaving: true });
  });

  it('of others stays known for 30 s after the connection was lost', async () => {
    const { scene, engine } = await live();
    const tab = scene.listener(engine);
    const users = [{ userId: 'bob', conversations: [] }];
    scene.network.tell({ users, typing: [] });
    await arrive();
    const start = scene.clock.now();
    scene.network.drop();
    scene.network.isAway = true;
    await arrive();
    expect(tab.of('presence').at(-1)?.state.users).toEqual(users);
    while (tab.of('presence').at(-1)?.state.users.length !== 0) {
      scene.clock.advance();
      await arrive();
    }
    expect(scene.clock.now() - start).toBe(30_000);
    await engine.close();
  });
});

describe('rule 54: checksums', () => {
  it('are compared at the committed place; scopes that differ are loaded again and counted', async () => {
    const scene = new EngineScene();
    scene.server.whole = ['tickets'];
    const asked: ChecksumRequest[] = [];
    const compare = async (request: ChecksumRequest) => {
      asked.push(request);
      return asked.length === 1
        ? ({ result: 'differ', scopes: ['team-1'] } as const)
        : ({ result: 'same' } as const);
    };
    const engine = await scene.lead({ checks: { compare } });
    const tab = scene.tab(engine);
    await scene.deliver();
    scene.clock.advance();
    await arrive();
    expect(asked).toMatchObject([
      { cursor: { seq: 3 }, whole: [{ entity: 'tickets', count: 1 }], changed: { above: 3 } },
    ]);
    expect(tab.client.status.get()).toMatchObject({ mismatches: 1, complete: false });
    await scene.deliver();
    expect(tab.client.status.get()).toMatchObject({ mismatches: 1, complete: true });
    await engine.close();
  });
});
