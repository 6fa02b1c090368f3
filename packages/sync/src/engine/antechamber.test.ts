import { describe, expect, it } from 'vitest';
import { ticket } from '../client/testing/ticket.ts';
import type { Place } from '../store/local-store.ts';
import { arrive, EngineScene } from './testing/engine-scene.ts';

/** A scene whose store was used, and opens when the test says so; with a glimpse of it as it was then. */
async function reopened() {
  const scene = new EngineScene();
  const first = await scene.lead();
  await scene.deliver();
  await first.close();
  const place = scene.store.commits.at(-1)?.place as Place;
  const gate = Promise.withResolvers<void>();
  scene.store.opens = gate.promise;
  const glimpse = async () => ({ place, parts: [{ tickets: [ticket('t1')] }] });
  return { scene, glimpse, open: gate.resolve };
}

describe('rule 55: while the store is being opened', () => {
  it('tabs see what it held, and pending work on top; what they say waits', async () => {
    const { scene, glimpse, open } = await reopened();
    const engine = await scene.lead({ glimpse });
    const tab = scene.tab(engine);
    await arrive();
    expect(tab.client.status.get()).toMatchObject({ connection: 'connecting', usable: true });
    tab.client.hold('t1').subscribe(() => undefined);
    const { settled } = tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    expect(tab.client.store.get('tickets', 't1')).toMatchObject({ rank: 7 });
    expect(tab.client.pending.get()).toMatchObject([{ saved: false }]);
    open();
    await scene.deliver();
    expect(await settled).toMatchObject({ status: 'applied' });
    expect(tab.remarks()).toEqual(['r1']);
    expect(tab.client.status.get()).toMatchObject({ connection: 'live', complete: true });
    await engine.close();
  });

  it('what the glimpse has and the store has not is gone when it is open', async () => {
    const { scene, glimpse, open } = await reopened();
    const old = async () => ({ ...(await glimpse()), parts: [{ tickets: [ticket('gone')] }] });
    const engine = await scene.lead({ glimpse: old });
    const tab = scene.tab(engine);
    await arrive();
    expect(tab.client.store.get('tickets', 'gone')).toBeDefined();
    open();
    await arrive();
    expect(tab.client.store.get('tickets', 'gone')).toBeUndefined();
    expect(tab.client.store.get('tickets', 't1')).toBeDefined();
    await engine.close();
  });

  it('nothing is shown of a lease that is over, nor without a glimpse', async () => {
    const { scene, glimpse, open } = await reopened();
    scene.clock.skip(15 * 24 * 3_600_000);
    const engine = await scene.lead({ glimpse });
    const tab = scene.tab(engine);
    await arrive();
    expect(tab.client.status.get().usable).toBe(false);
    open();
    await engine.close();
    const bare = await scene.lead();
    const other = scene.tab(bare);
    await arrive();
    expect(other.client.status.get()).toMatchObject({ connection: 'locked', usable: false });
    await bare.close();
  });

  it('closing waits until it is open', async () => {
    const { scene, open } = await reopened();
    const engine = await scene.lead();
    const closed = engine.close();
    open();
    await closed;
    expect(await engine.ended).toBe('closed');
  });
});
