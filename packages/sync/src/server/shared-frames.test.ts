import { describe, expect, it } from 'vitest';
import { nextFrame } from './frame.ts';
import { transactionsOf } from './log-transaction.ts';
import { type Draft, MemoryLog, grant, row } from './memory-log.ts';
import { sharedDeltas, sharedFrame } from './shared-frames.ts';

const viewerOf = (name: string) => ({ userScope: name, replicaId: `replica of ${name}` });
const heldBy = (name: string, ...scopes: string[]) => new Set(['workspace', name, ...scopes]);

async function transactions(...commits: Draft[][]) {
  const log = new MemoryLog();
  for (const drafts of commits) log.commit(...drafts);
  return transactionsOf(await log.read('w', 0, Infinity));
}

const result = (name: string): Draft => ({
  op: 'result',
  scopeId: name,
  entityId: '',
  entity: 'mutation',
  replicaId: `replica of ${name}`,
  mid: 1,
  row: { mid: 1, uid: 'uid', status: 'applied' },
});

describe('a frame that means the same to many (rule 110)', () => {
  it('is made once for those who hold the same of its scopes', async () => {
    const of = await transactions([row('a', 'one')], [row('b', 'two')]);
    const ann = sharedFrame(of, heldBy('ann', 'a'), viewerOf('ann'));
    const ben = sharedFrame(of, heldBy('ben', 'a', 'c'), viewerOf('ben'));
    expect(ben.frame.body).toBe(ann.frame.body);
    const [first, second] = [ann, ben].map(({ frame }) => sharedDeltas('epoch', 0, frame));
    expect(second).toBe(first);
    expect(sharedDeltas('epoch', 1, ben.frame)).not.toBe(first);
  });

  it('is another one for who holds other scopes of it', async () => {
    const of = await transactions([row('a', 'one'), row('b', 'two')]);
    for (const scopes of [['a'], ['a', 'b'], ['b'], []]) {
      const { frame } = sharedFrame(of, heldBy('ann', ...scopes), viewerOf('ann'));
      expect(frame.body.changes.map(({ scopeId }) => scopeId)).toEqual(scopes);
    }
  });

  it('leaves everybody the scopes that they hold', async () => {
    const of = await transactions([row('a', 'one')]);
    sharedFrame(of, heldBy('ann', 'a'), viewerOf('ann'));
    const held = heldBy('ben', 'a', 'b');
    expect(sharedFrame(of, held, viewerOf('ben')).frame.held).toBe(held);
  });

  it('is each their own for whose results, scopes or membership are in it', async () => {
    const ann = row('workspace', 'ann');
    const of = await transactions([row('a', 'one'), result('cleo')], [grant('ben', 'b')], [ann]);
    for (const name of ['dora', 'cleo', 'ben', 'ann']) {
      const viewer = viewerOf(name);
      const { frame, rest } = sharedFrame(of, heldBy(name, 'a'), viewer);
      expect(frame).toEqual(nextFrame(of, heldBy(name, 'a'), viewer));
      expect(rest).toEqual(of.slice(frame.taken));
    }
    const { frame } = sharedFrame(of, heldBy('cleo', 'a'), viewerOf('cleo'));
    expect(frame.body).toMatchObject({ ackMid: 1 });
    expect(sharedFrame(of, heldBy('ann', 'a'), viewerOf('ann')).frame.touchesViewer).toBe(true);
  });
});
