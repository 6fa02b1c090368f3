import { describe, expect, it } from 'vitest';
import { remark, ticket } from '../client/testing/ticket.ts';
import { arrive, EngineScene, live } from './testing/engine-scene.ts';

describe('tabs', () => {
  it('rule 49: get the edits cut to what they hold; a row that they do not hold leaves them', async () => {
    const { scene, engine } = await live();
    const open = scene.listener(engine, ['t1']);
    const other = scene.listener(engine);
    await arrive();
    scene.server.write([['remarks', remark('r2', 't1', { place: 2 })]]);
    await scene.deliver();
    const ops = (tab: typeof open) =>
      tab
        .of('edits')
        .flatMap(({ edits }) =>
          edits.flatMap((edit) => (edit.type === 'frame' ? edit.changes : [])),
        );
    expect(ops(open)).toMatchObject([{ id: 'r2', op: 'U', row: { place: 2 } }]);
    expect(ops(other)).toMatchObject([{ id: 'r2', op: 'X' }]);
    expect(ops(other)[0]).not.toHaveProperty('row');
    await engine.close();
  });

  it('get an image of what is hot, and each window that they hold by itself', async () => {
    const { scene, engine } = await live();
    const tab = scene.listener(engine, ['t1']);
    await arrive();
    expect(tab.of('image').map(({ part }) => part)).toEqual([
      { seq: 3, rows: { tickets: [ticket('t1')] } },
    ]);
    expect(tab.of('image_end')).toMatchObject([{ seq: 3, epoch: 'epoch-1' }]);
    expect(tab.of('window')).toMatchObject([
      { group: 't1', at: { seq: 3, rows: { remarks: [{ id: 'r1' }] } } },
    ]);
    await engine.close();
  });

  it('that attach before there is any row take the load as it comes', async () => {
    const scene = new EngineScene();
    const engine = await scene.lead();
    const tab = scene.tab(engine);
    await arrive();
    const reads = (): number => scene.store.calls.filter((call) => call === 'read').length;
    expect(reads()).toBe(0);
    await scene.deliver();
    expect(tab.client.status.get()).toMatchObject({ usable: true, complete: true });
    expect(tab.client.store.get('tickets', 't1')).toBeDefined();
    expect(reads()).toBe(0);
    await engine.close();
  });

  it('rule 50: run the mutations of all of them, and are told once what came of one', async () => {
    const { scene, engine } = await live();
    const [one, two] = [scene.tab(engine), scene.tab(engine)];
    await arrive();
    const { settled } = one.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    expect(two.client.store.get('tickets', 't1')?.rank).toBe(7);
    expect(two.client.pending.get()).toMatchObject([{ saved: true, sent: true }]);
    await scene.deliver();
    expect(await settled).toMatchObject({ status: 'applied' });
    expect([one.client.pending.get(), two.client.pending.get()]).toEqual([[], []]);
    await engine.close();
  });

  it('rule 50: work that a tab says again to the next leader is done once, and answered', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const { settled, uid } = tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    // The tab hears nothing of this leader any more, which hears of the server that it is done.
    tab.link.end();
    await scene.deliver();
    await engine.close();
    const next = await scene.lead();
    tab.link.lead(next);
    await arrive();
    expect(await settled).toMatchObject({ uid, status: 'applied' });
    await scene.deliver();
    expect(scene.server.effects.get(uid)).toBe(1);
    await next.close();
  });

  it('rule 44: can take back what was not handed over', async () => {
    const scene = new EngineScene();
    const engine = await scene.lead();
    const tab = scene.tab(engine);
    await arrive();
    const first = tab.client.mutate('ticket.make', { id: 'a', scopeId: 'team-1' });
    tab.client.mutate('ticket.make', { id: 'b', scopeId: 'team-1' });
    await arrive();
    tab.client.withdraw(first.uid);
    await arrive();
    expect(tab.client.pending.get()).toMatchObject([{ args: { id: 'b' } }]);
    await scene.deliver();
    expect(scene.server.rows.get('tickets')?.has('a')).toBe(false);
    expect(scene.server.rows.get('tickets')?.has('b')).toBe(true);
    await engine.close();
  });

  it('one that died without a word is told nothing any more', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    tab.link.end();
    scene.server.write([['tickets', ticket('t2')]]);
    await scene.deliver();
    expect(tab.client.store.get('tickets', 't2')).toBeUndefined();
    await engine.close();
  });
});

describe('the store', () => {
  it('I3: one step is one commit, of rows, place and results together', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const { uid } = tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await scene.deliver();
    const last = scene.store.commits.find(({ settled }) => settled.length > 0);
    expect(last).toMatchObject({
      edits: [{ type: 'frame', changes: [{ id: 't1' }] }],
      place: { cursor: { seq: 4 } },
      settled: [{ uid, seq: 4, result: { status: 'applied' } }],
    });
    scene.server.write([['tickets', ticket('t2')]]);
    await scene.deliver();
    expect(scene.store.commits.at(-1)?.noted).toEqual([uid]);
    await engine.close();
  });

  it('rule 20: `applied` waits for the commit, and tabs do not', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const gate = Promise.withResolvers<void>();
    scene.store.gate = gate.promise;
    for (let at = 0; at < 8; at += 1) {
      scene.server.write([['tickets', ticket(`n${at}`)]]);
      await scene.deliver();
    }
    // Four frames are all that the server gives before one is said to be applied.
    expect(tab.client.store.get('tickets', 'n3')).toBeDefined();
    expect(tab.client.store.get('tickets', 'n4')).toBeUndefined();
    gate.resolve();
    await arrive();
    await scene.deliver();
    expect(tab.client.store.get('tickets', 'n7')).toBeDefined();
    await engine.close();
  });

  it('rule 47: one that cannot be opened is done without', async () => {
    const scene = new EngineScene();
    scene.store.failsAt = 'open';
    const engine = await scene.lead();
    const tab = scene.tab(engine);
    await scene.deliver();
    expect(tab.client.status.get()).toMatchObject({ store: 'lite', usable: true, complete: true });
    expect(scene.store.calls).toEqual(['open', 'close']);
    await engine.close();
  });

  it.each(['commit', 'read'] as const)(
    'rule 47: one that fails at a %s is given up; rows come anew, pending work stays',
    async (at) => {
      const { scene, engine } = await live();
      const tab = scene.tab(engine);
      await arrive();
      scene.network.drop();
      tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
      await arrive();
      scene.store.failsAt = at;
      scene.server.write([['tickets', ticket('t2')]]);
      tab.client.hold('t1').subscribe(() => undefined);
      scene.clock.advance();
      await scene.deliver();
      expect(tab.client.status.get()).toMatchObject({
        connection: 'live',
        store: 'lite',
        complete: true,
        pending: 0,
      });
      expect(tab.client.store.get('tickets', 't2')).toBeDefined();
      expect(tab.client.store.get('tickets', 't1')?.rank).toBe(7);
      expect(tab.remarks()).toEqual(['r1']);
      await engine.close();
    },
  );

  it('rule 14: is purged after the commit that ends a scope; archived work on its rows goes too', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await scene.deliver();
    expect(scene.disk.image?.entries).toMatchObject([{ scopes: ['team-1'] }]);
    scene.server.mark({ user: 'ann', scope: 'team-1', op: 'revoke' });
    await scene.deliver();
    expect(scene.store.calls.slice(-2)).toEqual(['commit', 'purge']);
    expect(scene.disk.image?.entries).toEqual([]);
    await engine.close();
  });

  it('rule 43: shows what is stored, without a server', async () => {
    const { scene, engine } = await live();
    await engine.close();
    const next = await scene.lead();
    const tab = scene.tab(next);
    await arrive();
    expect(tab.client.status.get()).toMatchObject({ connection: 'connecting', usable: true });
    expect(tab.client.store.get('tickets', 't1')).toBeDefined();
    tab.client.hold('t1').subscribe(() => undefined);
    await arrive();
    expect(tab.remarks()).toEqual(['r1']);
    await next.close();
  });
});

describe('the journal', () => {
  it('rule 48: that fails gives new work back, and says so until it is written again', async () => {
    const { scene, engine } = await live();
    const tab = scene.listener(engine);
    await arrive();
    scene.disk.failure = new Error('the disk is full');
    const mutation = {
      uid: 'u1',
      name: 'ticket.rank',
      version: 1,
      args: { id: 't1', rank: 7 },
      clientAt: '',
      after: [],
    };
    tab.post({ type: 'mutate', mutation });
    await arrive();
    expect(tab.of('not_saved')).toMatchObject([{ uid: 'u1' }]);
    expect(tab.of('status').at(-1)?.status.journal).toBe('failed');
    scene.disk.failure = null;
    tab.post({ type: 'mutate', mutation });
    await arrive();
    expect(tab.of('status').at(-1)?.status.journal).toBe('kept');
    await scene.deliver();
    expect(scene.server.effects.get('u1')).toBe(1);
    await engine.close();
  });

  it('rule 8: notes what came of work after the commit, from the store at boot if need be', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const { uid } = tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await scene.network.step(() => 0);
    await arrive();
    // The journal takes nothing from here on, as if the browser died between the two.
    const unnoted = scene.disk.copy();
    await scene.deliver();
    await engine.close();
    expect(scene.disk.image?.entries).toMatchObject([{ uid, acked: { seq: 4 } }]);
    Object.assign(scene, { disk: unnoted });
    const next = await scene.lead();
    await arrive();
    expect(unnoted.image?.entries).toMatchObject([{ uid, acked: { seq: 4 } }]);
    await scene.deliver();
    expect(scene.server.effects.get(uid)).toBe(1);
    await next.close();
  });

  it('rule 42: numbers given anew let go of nothing that could not be noted', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const { uid } = tab.client.mutate('ticket.make', { id: 't1', scopeId: 'team-1' });
    await arrive();
    scene.disk.failure = new Error('the disk is full');
    await scene.deliver();
    expect(scene.disk.image?.entries).not.toHaveProperty('[0].acked');
    scene.network.drop();
    scene.disk.failure = null;
    // Made while there is no connection: it is marked, by numbers given anew, when there is one.
    tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    scene.clock.advance();
    await scene.deliver();
    const refused = scene.disk.image?.entries.find((entry) => entry.uid === uid);
    expect(refused).toMatchObject({ acked: {}, result: { status: 'rejected' } });
    await engine.close();
  });

  it('rules 14 and 48: what a full disk could not delete goes with the next write that it takes', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const { uid } = tab.client.mutate('ticket.make', { id: 't1', scopeId: 'team-1' });
    await arrive();
    await scene.deliver();
    scene.disk.failure = new Error('the disk is full');
    tab.client.dismiss(uid);
    await arrive();
    expect(scene.disk.image?.entries).toMatchObject([{ uid }]);
    expect(tab.client.refused.get()).toMatchObject([{ uid }]);
    scene.disk.failure = null;
    const later = tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    expect(scene.disk.image?.entries).toMatchObject([{ uid: later.uid }]);
    expect(tab.client.refused.get()).toEqual([]);
    await engine.close();
  });

  it('rule 52: a leader that closes when it is over already, ends', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const next = await scene.lead();
    tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await Promise.resolve();
    await engine.close();
    expect(await engine.ended).toBe('stood_down');
    await next.close();
  });

  it('rule 52: the leader of an earlier term stops at once and writes nothing more', async () => {
    const { scene, engine } = await live();
    const tab = scene.tab(engine);
    await arrive();
    const commits = scene.store.commits.length;
    const next = await scene.lead({ store: scene.store });
    tab.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    expect(await engine.ended).toBe('stood_down');
    expect(scene.disk.image?.entries).toEqual([]);
    expect(scene.store.commits.length).toBe(commits);
    tab.link.lead(next);
    await scene.deliver();
    expect(scene.server.rows.get('tickets')?.get('t1')).toMatchObject({ rank: 7 });
    await next.close();
    expect(await next.ended).toBe('closed');
  });
});
