import { describe, expect, it } from 'vitest';
import type { RefusedItem } from './sync-client.ts';
import { frame, gone, put, TabScene, turn } from './testing/tab-scene.ts';
import { byState, remark, remarksOf, ticket } from './testing/ticket.ts';

describe('pending work of several tabs', () => {
  it('rule 63: a mutation shows at once and is said to every leader until the journal has it', async () => {
    const scene = new TabScene();
    const { uid } = scene.client.mutate('ticket.make', { id: 'mine', scopeId: 'team-1' });
    expect(scene.client.store.get('tickets', 'mine')).toBeDefined();
    expect(scene.client.pending.get()).toMatchObject([{ uid, saved: false }]);
    expect(scene.client.status.get()).toMatchObject({ pending: 1, unsaved: 1 });
    const first = await scene.lead();
    const [attach] = first.said('attach');
    expect(attach?.unsaved).toMatchObject([{ uid, name: 'ticket.make', after: [] }]);
    const second = await scene.lead();
    expect(second.said('attach')[0]?.unsaved).toMatchObject([{ uid }]);
    second.queue([uid]);
    await turn();
    expect(scene.client.pending.get()).toMatchObject([{ uid, saved: true }]);
    const third = await scene.lead();
    expect(third.said('attach')[0]).toMatchObject({ unsaved: [], awaited: [uid] });
  });

  it("rule 63: other tabs' work is run in the journal's order, own work that it does not name last", async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.rank', { id: 't1', rank: 1 });
    const other = {
      uid: 'other',
      name: 'ticket.rank',
      version: 1,
      args: { id: 't1', rank: 2 },
      clientAt: '2026-11-20T10:00:00.000Z',
      after: [],
    };
    leader.queue(['other'], [other]);
    await turn();
    expect(scene.client.store.get('tickets', 't1')?.rank).toBe(1);
    leader.queue([uid, 'other']);
    await turn();
    expect(scene.client.store.get('tickets', 't1')?.rank).toBe(2);
    leader.edits(11, [frame(put('tickets', ticket('t1', { rank: 1 }), 11))], [uid]);
    leader.queue([]);
    await turn();
    expect(scene.client.store.get('tickets', 't1')?.rank).toBe(1);
    expect(scene.client.pending.get()).toEqual([]);
  });

  it('rule 63: the outcome reaches who waits for it, also from a leader that was not asked', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid, settled } = scene.client.mutate('ticket.rank', { id: 't1', rank: 1 });
    leader.queue([uid]);
    await turn();
    const next = await scene.lead(12);
    next.say({ type: 'outcome', uid, result: { mid: 1, uid, status: 'applied' } });
    expect(await settled).toMatchObject({ uid, status: 'applied' });
    await turn();
    expect(scene.client.pending.get()).toEqual([]);
  });

  it('rule 64: the window of a row that a pending mutation touches stays in memory', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const hot = remark('hot', 't1', { text: 'urgent' });
    leader.edits(11, [frame(put('remarks', hot, 11))]);
    await turn();
    const { uid } = scene.client.mutate('remark.edit', { id: 'hot', text: 'mine' });
    await turn();
    expect(leader.said('hold')).toEqual([{ type: 'hold', group: 't1' }]);
    leader.queue([uid]);
    leader.window('t1', 11, { remarks: [hot] });
    leader.edits(12, [frame(put('remarks', remark('hot', 't1', { text: 'calm' }), 12))]);
    await turn();
    expect(scene.client.store.list(remarksOf, 't1').get()).toMatchObject([{ text: 'mine' }]);
    expect(leader.said('release')).toEqual([]);
  });

  it("rule 65: until a new leader's image is whole, work that its queue does not name stays shown", async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.rank', { id: 't1', rank: 7 });
    leader.queue([uid]);
    await turn();
    const next = scene.link.lead();
    next.queue([]);
    await turn();
    expect(scene.client.store.get('tickets', 't1')?.rank).toBe(7);
    next.image(12, { tickets: [ticket('t1', { rank: 7 })] });
    await turn();
    expect(scene.client.store.get('tickets', 't1')?.rank).toBe(7);
    expect(scene.client.pending.get()).toEqual([]);
  });

  it('rule 66: what the journal could not take stays in sight with its text and is said again', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.make', { id: 'mine', scopeId: 'team-1' });
    const status = { ...scene.client.status.get(), connection: 'live' } as const;
    leader.say({ type: 'not_saved', uid, reason: 'quota' });
    leader.say({ type: 'status', status: { ...status, journal: 'failed' } });
    await turn();
    expect(scene.client.status.get()).toMatchObject({ journal: 'failed', unsaved: 1 });
    expect(scene.client.pending.get()).toMatchObject([{ uid, args: { id: 'mine' }, saved: false }]);
    expect(scene.client.store.get('tickets', 'mine')).toBeDefined();
    leader.say({ type: 'status', status: { ...status, journal: 'kept' } });
    await turn();
    expect(leader.said('mutate').map(({ mutation }) => mutation.uid)).toEqual([uid, uid]);
    leader.queue([uid]);
    await turn();
    expect(scene.client.status.get()).toMatchObject({ journal: 'kept', unsaved: 0 });
  });

  it('rule 66: what the journal could not take is said again ahead of what is made next, which may build on it (rule 11)', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const made = scene.client.mutate('ticket.make', { id: 'mine', scopeId: 'team-1' });
    leader.say({ type: 'not_saved', uid: made.uid, reason: 'quota' });
    await turn();
    const next = scene.client.mutate('ticket.make', { id: 'next', scopeId: 'team-1' });
    await turn();
    const said = leader.said('mutate').map(({ mutation }) => mutation.uid);
    expect(said).toEqual([made.uid, made.uid, next.uid]);
  });

  it('rule 66: what only this tab has can be taken back; what the leader has is for it to decide', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const lost = scene.client.mutate('ticket.make', { id: 'lost', scopeId: 'team-1' });
    leader.say({ type: 'not_saved', uid: lost.uid, reason: 'quota' });
    await turn();
    scene.client.withdraw(lost.uid);
    expect(scene.client.pending.get()).toEqual([]);
    expect(scene.client.store.get('tickets', 'lost')).toBeUndefined();
    const kept = scene.client.mutate('ticket.make', { id: 'kept', scopeId: 'team-1' });
    leader.queue([kept.uid]);
    await turn();
    scene.client.withdraw(kept.uid);
    await turn();
    expect(leader.said('withdraw')).toEqual([{ type: 'withdraw', uid: kept.uid }]);
    expect(scene.client.pending.get()).toHaveLength(1);
    leader.queue([]);
    await turn();
    expect(scene.client.store.get('tickets', 'kept')).toBeUndefined();
  });

  it('rule 66: what another tab took back before the journal had it is pending no more, nor said to the next leader', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.make', { id: 'mine', scopeId: 'team-1' });
    leader.say({ type: 'queue', order: [{ uid, saved: false, sent: false }], added: [] });
    leader.queue([]);
    await turn();
    expect(scene.client.pending.get()).toEqual([]);
    expect(scene.client.store.get('tickets', 'mine')).toBeUndefined();
    const next = await scene.lead();
    expect(next.said('attach')).toMatchObject([{ unsaved: [] }]);
  });

  it('rule 66: what the journal refused after its author took it back is not said again', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.make', { id: 'mine', scopeId: 'team-1' });
    leader.say({ type: 'queue', order: [{ uid, saved: false, sent: false }], added: [] });
    await turn();
    scene.client.withdraw(uid);
    leader.say({ type: 'not_saved', uid, reason: 'quota' });
    await turn();
    expect(scene.client.pending.get()).toEqual([]);
    const next = await scene.lead();
    expect(next.said('attach')).toMatchObject([{ unsaved: [] }]);
  });

  it('rule 68: a refusal is told by the tab that made it, or by the one in front', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const item = (uid: string): RefusedItem => ({
      uid,
      name: 'ticket.make',
      args: {},
      clientAt: '2026-11-20T10:00:00.000Z',
      result: { mid: 1, uid, status: 'rejected' },
    });
    leader.say({ type: 'refused', items: [item('before')] });
    await turn();
    scene.visible.set(false);
    const { uid } = scene.client.mutate('ticket.rank', { id: 't1', rank: 1 });
    leader.say({ type: 'refused', items: [item('before'), item('elsewhere'), item(uid)] });
    await turn();
    expect(scene.told.map((told) => told.uid)).toEqual([uid]);
    scene.visible.set(true);
    leader.say({ type: 'refused', items: [item('before'), item('closed')] });
    await turn();
    expect(scene.told.map((told) => told.uid)).toEqual([uid, 'closed']);
    leader.say({ type: 'refused', items: [item('before'), item('closed')] });
  });

  it('rule 46: shows what is dismissed until a leader says that it is gone, and tells each new one', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const items = ['one', 'two'].map((uid) => ({
      uid,
      name: 'ticket.rank',
      args: {},
      clientAt: '2026-11-20T10:00:00.000Z',
      result: { mid: 1, uid, status: 'rejected' as const },
    }));
    leader.say({ type: 'refused', items });
    await turn();
    scene.client.dismiss('one');
    await turn();
    expect(scene.client.refused.get()).toEqual(items);
    const next = await scene.lead();
    expect(next.said('dismiss')).toEqual([{ type: 'dismiss', uid: 'one' }]);
    next.say({ type: 'refused', items: items.slice(1) });
    await turn();
    expect(scene.client.refused.get()).toEqual(items.slice(1));
    expect((await scene.lead()).said('dismiss')).toEqual([]);
  });
});

describe('a tab', () => {
  it('rule 67: takes a page in slices and gives the page its turn between them, a frame at once', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const rows = Array.from({ length: 1_200 }, (_, n) => ticket(`p${n}`));
    const counts: number[] = [];
    const count = scene.client.store.count(byState, 'open');
    count.subscribe(() => counts.push(count.get()));
    leader.edits(11, [
      { type: 'page', page: { seq: 11, rows: { tickets: rows }, onlyScopes: null } },
    ]);
    await turn();
    expect(counts).toEqual([501, 1_001, 1_201]);
    leader.edits(12, [frame(...rows.map(({ id }) => gone('tickets', id, 12)))]);
    await turn();
    expect(counts).toEqual([501, 1_001, 1_201, 1]);
  });

  it('is usable as soon as the first part of the image is there', async () => {
    const scene = new TabScene();
    const leader = scene.link.lead();
    const status = { ...scene.client.status.get(), usable: true, complete: true };
    leader.say({ type: 'status', status });
    await turn();
    expect(scene.client.status.get()).toMatchObject({ usable: false, complete: false });
    leader.say({ type: 'image', part: { seq: 5, rows: { tickets: [ticket('a')] } }, epoch: 'e1' });
    await turn();
    expect(scene.client.status.get()).toMatchObject({ usable: true, complete: false });
    leader.say({ type: 'image_end', seq: 5, epoch: 'e1' });
    await turn();
    expect(scene.client.status.get()).toMatchObject({ usable: true, complete: true });
  });

  it('rule 69: asks the next leader what the last one did not answer, and waits 3 s at most', async () => {
    const scene = new TabScene();
    await scene.lead();
    const asked = scene.client.search({ text: 'a', kind: 'remark', limit: 5 });
    const late = scene.client.search({ text: 'b', kind: 'remark', limit: 5 });
    const next = await scene.lead();
    const [first] = next.said('search');
    next.say({ type: 'found', id: first?.id ?? 0, hits: { rows: [] } });
    expect(await asked).toEqual({ rows: [] });
    scene.clock.advance();
    expect(await late).toBeNull();
  });

  it('says goodbye when it is closed, once the journal has its work', async () => {
    const scene = new TabScene();
    const leader = await scene.lead();
    const { uid } = scene.client.mutate('ticket.rank', { id: 't1', rank: 1 });
    const closed = scene.client.close();
    await turn();
    expect(leader.said('leave')).toEqual([]);
    leader.queue([uid]);
    await closed;
    await turn();
    expect(leader.said('leave')).toEqual([{ type: 'leave' }]);
  });
});
