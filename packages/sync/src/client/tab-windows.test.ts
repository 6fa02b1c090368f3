import { describe, expect, it } from 'vitest';
import { frame, gone, put, TabScene, turn } from './testing/tab-scene.ts';
import { remark, remarksOf, ticket } from './testing/ticket.ts';

describe('windows', () => {
  it("rule 60: a window's rows are in memory while it is held; hot ones always", async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const urgent = remark('hot', 't1', { text: 'urgent' });
    leader.edits(11, [frame(put('remarks', urgent, 11), put('remarks', remark('r0', 't1'), 11))]);
    await turn();
    expect(scene.remarks()).toEqual(['hot']);
    const state = scene.client.hold('t1');
    expect(state.get()).toBe('loading');
    state.subscribe(() => undefined);
    await turn();
    expect(leader.said('hold')).toEqual([{ type: 'hold', group: 't1' }]);
    leader.window('t1', 11, { remarks: [urgent, remark('r0', 't1')] });
    await turn();
    expect([state.get(), scene.remarks().toSorted()]).toEqual(['ready', ['hot', 'r0']]);
    leader.edits(12, [frame(put('remarks', remark('r1', 't1'), 12))]);
    await turn();
    expect(scene.remarks().toSorted()).toEqual(['hot', 'r0', 'r1']);
  });

  it('rule 60: a row that is not hot any more leaves the memory', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    leader.edits(11, [frame(put('remarks', remark('hot', 't1', { text: 'urgent' }), 11))]);
    leader.edits(12, [frame(put('remarks', remark('hot', 't1'), 12))]);
    await turn();
    expect(scene.remarks()).toEqual([]);
  });

  it('rule 60: fifty windows stay warm; the one let go longest ago leaves first, but for its hot rows', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    for (let n = 0; n <= 51; n += 1) {
      const end = scene.hold(`w${n}`);
      leader.window(`w${n}`, 10, {
        remarks: [remark(`cold${n}`, `w${n}`), remark(`hot${n}`, `w${n}`, { text: 'urgent' })],
      });
      await turn();
      end();
    }
    await turn();
    expect(leader.said('release').map(({ group }) => group)).toEqual(['w0', 'w1']);
    expect([scene.remarks('w0'), scene.remarks('w2').length]).toEqual([['hot0'], 2]);
    expect(scene.client.hold('w2').get()).toBe('ready');
    scene.hold('w0');
    await turn();
    expect(leader.said('hold').filter(({ group }) => group === 'w0')).toHaveLength(2);
  });

  it('rule 60: a window of which nothing is known says so until rows of it come', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.window('t1', 10, {});
    await turn();
    expect(scene.client.hold('t1').get()).toBe('unknown');
    leader.edits(11, [frame(put('remarks', remark('r', 't1'), 11))]);
    await turn();
    expect(scene.client.hold('t1').get()).toBe('ready');
  });

  it('rule 61: a late window brings back nothing that was deleted or revoked since, and sweeps nothing newer', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.edits(20, [
      frame(put('remarks', remark('new', 't1'), 18), gone('remarks', 'old', 19)),
      { type: 'frame', changes: [], revoked: ['team-2'] },
    ]);
    leader.window('t1', 15, {
      remarks: [
        remark('kept', 't1'),
        remark('old', 't1'),
        remark('secret', 't1', { scopeId: 'team-2' }),
      ],
    });
    await turn();
    expect(scene.remarks().toSorted()).toEqual(['kept', 'new']);
  });

  it('rule 61: rows that were taken away and are given out again at the same place are shown', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    leader.edits(10, [{ type: 'frame', changes: [], revoked: ['team-1'] }]);
    await turn();
    expect(scene.client.store.get('tickets', 't1')).toBeUndefined();
    leader.image(10, { tickets: [ticket('t1')] });
    await turn();
    expect(scene.client.store.get('tickets', 't1')).toBeDefined();
  });

  it('rule 61: what a window lacks is gone', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.edits(11, [frame(put('remarks', remark('r', 't1'), 11))]);
    leader.window('t1', 15, { remarks: [remark('s', 't1')] });
    await turn();
    expect(scene.remarks()).toEqual(['s']);
  });

  it('rule 61: an answer of an epoch that is over is asked for again', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.window('t1', 15, { remarks: [remark('old', 't1')] });
    await turn();
    scene.hold('t2');
    leader.enter('');
    leader.edits(-1, [{ type: 'begin_load', target: { kind: 'replica' } }]);
    leader.enter('e1');
    leader.window('t2', 999, { remarks: [remark('late', 't2')] });
    await turn();
    expect(scene.remarks('t2')).toEqual([]);
    expect(leader.said('hold').filter(({ group }) => group === 't2')).toHaveLength(2);
    leader.enter('e2');
    const rows = { remarks: [remark('now', 't2', { place: 1 })] };
    leader.edits(3, [{ type: 'page', page: { seq: 3, rows, onlyScopes: ['team-1'] } }]);
    leader.window('t2', 3, { remarks: [remark('now', 't2', { place: 1 })] });
    leader.edits(4, [frame(put('remarks', remark('now', 't2', { place: 2 }), 4))]);
    leader.edits(4, [{ type: 'end_load' }]);
    await turn();
    expect(scene.client.store.list(remarksOf, 't2').get()).toMatchObject([{ place: 2 }]);
    expect(scene.remarks('t1')).toEqual([]);
  });

  it('rule 62: what was read while a load was under way is asked for again at its end', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.window('t1', 10, { remarks: [remark('swept', 't1')] });
    leader.edits(12, [{ type: 'end_load' }]);
    await turn();
    expect([leader.said('refresh').length, leader.said('hold').length]).toEqual([1, 2]);
    leader.image(12, { tickets: [ticket('t2')] });
    leader.window('t1', 12, {});
    await turn();
    expect([scene.client.store.get('tickets', 't1'), scene.remarks()]).toEqual([undefined, []]);
    leader.edits(13, [{ type: 'begin_load', target: { kind: 'scope', scope: 'team-9' } }]);
    leader.edits(14, [{ type: 'end_load' }]);
    await turn();
    expect([leader.said('refresh').length, leader.said('hold').length]).toEqual([1, 2]);
  });

  it('rule 62: also where the step that ends a load begins the next one', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    scene.hold('t1');
    leader.window('t1', 10, { remarks: [remark('swept', 't1')] });
    const target = { kind: 'entities', entities: ['tickets'] } as const;
    leader.edits(12, [{ type: 'end_load' }, { type: 'begin_load', target }]);
    await turn();
    expect([leader.said('refresh').length, leader.said('hold').length]).toEqual([1, 2]);
    leader.image(12, { tickets: [ticket('t2')] });
    leader.window('t1', 12, {});
    await turn();
    expect(scene.remarks()).toEqual([]);
  });
});
