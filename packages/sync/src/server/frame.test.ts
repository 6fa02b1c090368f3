import { describe, expect, it } from 'vitest';
import { FRAME_BYTES, isEmptyFrame, nextFrame, toDeltas } from './frame.ts';
import { MemoryLog, gone, grant, left, revoke, row } from './memory-log.ts';
import { transactionsOf } from './log-transaction.ts';
import { heldBefore } from './scope-filter.ts';

const viewer = { userScope: 'me', replicaId: 'replica' };
const held = (...scopes: string[]) => new Set(['workspace', 'me', ...scopes]);

function frames(log: MemoryLog, from: ReadonlySet<string>) {
  return log.read('w', 0, Infinity).then((entries) => {
    let rest = transactionsOf(entries);
    let scopes = from;
    const made = [];
    while (rest.length > 0) {
      const frame = nextFrame(rest, scopes, viewer);
      made.push(frame);
      scopes = frame.held;
      rest = rest.slice(frame.taken);
    }
    return made;
  });
}

const brief = (changes: readonly { op: string; id: string; scopeId: string }[]) =>
  changes.map(({ op, id, scopeId }) => `${op} ${id} in ${scopeId}`);

describe('rule 3: a frame', () => {
  it('holds only rows of scopes that the viewer holds', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'one'), row('b', 'two'), row('other-user', 'three'));
    const [frame] = await frames(log, held('a'));
    expect(brief(frame!.body.changes)).toEqual(['U one in a']);
  });

  it('keeps the last change of each row, in the order of the log', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'one', { n: 1 }));
    log.commit(row('a', 'two'));
    log.commit(row('a', 'one', { n: 2 }));
    const [frame, ...others] = await frames(log, held('a'));
    expect(others).toEqual([]);
    expect(brief(frame!.body.changes)).toEqual(['U two in a', 'U one in a']);
    expect(frame!.body.changes[1]!.row).toMatchObject({ n: 2 });
    expect(frame!).toMatchObject({ to: 3, tag: 'tag-3' });
  });

  it('takes a row from who sees only the scope that it left', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'one'));
    log.commit(left('a', 'one'), row('b', 'one'));
    const [frame] = await frames(log, held('a'));
    expect(brief(frame!.body.changes)).toEqual(['X one in a']);
  });

  it('moves a row at once for who sees both scopes', async () => {
    const log = new MemoryLog();
    log.commit(left('a', 'one'), row('b', 'one'));
    const [frame] = await frames(log, held('a', 'b'));
    expect(brief(frame!.body.changes)).toEqual(['U one in b']);
  });

  it('stands alone where a scope begins or ends, so that a row that moved on before is not forgotten', async () => {
    const log = new MemoryLog();
    log.commit(left('b', 'one'), row('a', 'one'));
    log.commit(revoke('me', 'a'));
    log.commit(row('a', 'one'));
    const made = await frames(log, held('a', 'b'));
    expect(made.map((frame) => brief(frame.body.changes))).toEqual([['U one in a'], [], []]);
    expect(made[1]!.body.revoked).toEqual(['a']);
  });
});

describe('I6: a scope that ends', () => {
  it('shows nothing of its last transaction, and nothing after it', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'one'), revoke('me', 'a'), gone('a', 'two'));
    log.commit(row('a', 'three'));
    const made = await frames(log, held('a'));
    expect(made.flatMap((frame) => frame.body.changes)).toEqual([]);
    expect(made[0]!.body.revoked).toEqual(['a']);
    expect(isEmptyFrame(made[1]!)).toBe(true);
  });

  it('begins anew when it is granted again in the same transaction', async () => {
    const log = new MemoryLog();
    log.commit(revoke('me', 'a'), grant('me', 'a'));
    const [frame] = await frames(log, held('a'));
    expect(frame!.body).toMatchObject({ revoked: ['a'], granted: ['a'] });
  });

  it('is not ended by what befalls another member', async () => {
    const log = new MemoryLog();
    log.commit(revoke('you', 'a'), row('a', 'one'));
    const [frame] = await frames(log, held('a'));
    expect(frame!.body.revoked).toBeUndefined();
    expect(frame!.body.changes).toHaveLength(1);
  });
});

describe('rule 3: the scopes held at an old cursor', () => {
  it('are those of now, with the first marker of each scope undone', async () => {
    const log = new MemoryLog();
    log.commit(grant('me', 'new'), revoke('me', 'again'), revoke('me', 'lost'));
    log.commit(grant('me', 'again'), grant('you', 'kept'));
    const entries = await log.read('w', 0, Infinity);
    expect(heldBefore(held('new', 'again', 'kept'), entries, viewer)).toEqual(
      held('again', 'lost', 'kept'),
    );
  });
});

describe('rule 7: results', () => {
  const result = (mid: number, replicaId = 'replica', scopeId = 'me') =>
    ({
      op: 'result',
      scopeId,
      entityId: `uid-${mid}`,
      replicaId,
      mid,
      row: { mid, uid: `uid-${mid}`, status: 'applied' },
    }) as const;

  it('come with the rows of their transaction and acknowledge the highest mid', async () => {
    const log = new MemoryLog();
    log.commit(row('a', 'one'), result(1));
    log.commit(result(2));
    const [frame] = await frames(log, held('a'));
    expect(frame!.body.ackMid).toBe(2);
    expect(frame!.body.results).toMatchObject([{ uid: 'uid-1' }, { uid: 'uid-2' }]);
  });

  it('of another replica acknowledge nothing', async () => {
    const log = new MemoryLog();
    log.commit(result(1, 'other'));
    const [frame] = await frames(log, held('a'));
    expect(isEmptyFrame(frame!)).toBe(true);
  });
});

describe('rule 16: a transaction beyond the size of a frame', () => {
  it('goes in parts of which only the last acknowledges', async () => {
    const log = new MemoryLog();
    const text = 'x'.repeat(FRAME_BYTES / 3);
    log.commit(...['1', '2', '3', '4', '5'].map((id) => row('a', id, { text })), {
      op: 'result',
      scopeId: 'me',
      entityId: 'u',
      replicaId: 'replica',
      row: { mid: 1, uid: 'u', status: 'applied' },
    });
    const [frame] = await frames(log, held('a'));
    const deltas = toDeltas('epoch-1', 0, frame!);
    expect(deltas.map((delta) => delta.more ?? false)).toEqual([true, true, false]);
    expect(deltas.map((delta) => delta.ackMid)).toEqual([undefined, undefined, 1]);
    expect(deltas.every((delta) => delta.from === 0 && delta.to === 1)).toBe(true);
    expect(deltas.flatMap((delta) => delta.changes.map((change) => change.id))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  it('stands alone: what comes before and after has frames of its own', async () => {
    const log = new MemoryLog();
    log.commit(row('a', '1'));
    log.commit(row('a', '2', { text: 'x'.repeat(FRAME_BYTES) }));
    log.commit(row('a', '3'));
    const made = await frames(log, held('a'));
    expect(made.map((frame) => frame.to)).toEqual([1, 2, 3]);
  });
});
