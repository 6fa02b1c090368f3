import type { Delta } from '@frontdesk/core/sync-protocol';
import { describe, expect, it, vi } from 'vitest';
import { CREDIT_FRAMES } from './credit.ts';
import { MemoryLog, grant, revoke, row } from './memory-log.ts';
import { EMPTY_FRAME_MS, ReplicaFeed } from './replica-feed.ts';

const viewer = { userScope: 'me', replicaId: 'replica' };

function start(scopes: string[] = ['a'], atOnce: number = Infinity) {
  const log = new MemoryLog();
  const sent: Delta[] = [];
  const ends: string[] = [];
  const errors: unknown[] = [];
  const state = { now: 0, access: new Set(scopes) as Set<string> | null | undefined };
  const feed = new ReplicaFeed(
    viewer,
    { epoch: 'epoch-1', seq: 0, tag: '', held: new Set(scopes) },
    {
      after: (seq) => log.read('w', seq, atOnce),
      send: (delta) => sent.push(delta),
      access: async () => {
        if (state.access === undefined) throw new Error('the database is away');
        return state.access;
      },
      end: (reason) => ends.push(reason),
      onError: (error) => errors.push(error),
      now: () => state.now,
    },
  );
  return { log, sent, ends, errors, state, feed };
}

const pumped = async ({ feed }: { feed: ReplicaFeed }): Promise<void> => {
  feed.pump();
  await new Promise((resolve) => setImmediate(resolve));
};
const ids = (deltas: readonly Delta[]) =>
  deltas.flatMap((delta) => delta.changes.map((change) => change.id));

describe('a feed', () => {
  it('carries every transaction once, each frame beginning where the last one ended', async () => {
    const world = start(['a'], 3);
    for (let n = 1; n <= 20; n++) world.log.commit(row(n % 2 ? 'a' : 'b', String(n)));
    while (ids(world.sent).length < 10) {
      await pumped(world);
      world.feed.applied(world.sent.at(-1)?.to ?? 0);
    }
    expect(ids(world.sent)).toEqual(['1', '3', '5', '7', '9', '11', '13', '15', '17', '19']);
    world.sent.forEach((delta, index) => expect(delta.from).toBe(world.sent[index - 1]?.to ?? 0));
  });

  it('stops at its credit and goes on once frames are applied, with the log as the buffer', async () => {
    const world = start(['a'], 1);
    for (let n = 1; n <= 20; n++) world.log.commit(row('a', String(n)));
    await pumped(world);
    expect(world.sent).toHaveLength(CREDIT_FRAMES);
    world.feed.applied(2);
    await pumped(world);
    expect(world.sent).toHaveLength(CREDIT_FRAMES + 2);
  });

  it('sends one transaction of any size to a replica that has applied all', async () => {
    const world = start();
    world.log.commit(row('a', 'big', { text: 'x'.repeat(3_000_000) }));
    world.log.commit(row('a', 'next'));
    await pumped(world);
    expect(ids(world.sent)).toEqual(['big']);
    world.feed.applied(1);
    await pumped(world);
    expect(ids(world.sent)).toEqual(['big', 'next']);
  });

  it('moves the cursor by an empty frame while the head moves without it (rule 22)', async () => {
    const world = start();
    world.log.commit(row('b', 'unseen'));
    await pumped(world);
    expect(world.sent).toEqual([]);
    world.state.now = EMPTY_FRAME_MS;
    await pumped(world);
    expect(world.sent).toMatchObject([{ from: 0, to: 1, tag: 'tag-1', changes: [] }]);
    world.state.now *= 2;
    await pumped(world);
    expect(world.sent).toHaveLength(1);
  });

  it('follows grants and revocations in the order of the log (I6)', async () => {
    const world = start([]);
    world.log.commit(row('a', 'before'));
    world.log.commit(grant('me', 'a'));
    world.log.commit(row('a', 'while'));
    world.log.commit(revoke('me', 'a'));
    world.log.commit(row('a', 'after'));
    await pumped(world);
    expect(ids(world.sent)).toEqual(['while']);
    expect(world.sent.flatMap((delta) => delta.granted ?? [])).toEqual(['a']);
    expect(world.sent.flatMap((delta) => delta.revoked ?? [])).toEqual(['a']);
  });

  it('reads rights again before it shows what follows a change of the own membership', async () => {
    const world = start(['a', 'b']);
    world.state.access = new Set(['a']);
    world.log.commit(row('workspace', 'me', { role: 'AGENT' }));
    world.log.commit(row('b', 'secret'), row('a', 'open'));
    await pumped(world);
    expect(ids(world.sent)).toEqual(['open']);
    expect(world.sent[0]).toMatchObject({ to: 1, revoked: ['b'] });
  });

  it('keeps showing nothing while rights cannot be read', async () => {
    const world = start(['a']);
    world.log.commit(row('a', 'one'));
    const away = vi.spyOn(world.log, 'read');
    world.state.access = undefined;
    world.feed.recheckAccess();
    await pumped(world);
    expect(world.errors.length).toBeGreaterThan(0);
    expect(away).not.toHaveBeenCalled();
    expect(world.sent).toEqual([]);
  });

  it('ends when nothing may be seen any more', async () => {
    const world = start();
    world.state.access = null;
    world.feed.recheckAccess();
    world.log.commit(row('a', 'one'));
    await pumped(world);
    expect(world.ends).toEqual(['revoked']);
    expect(world.sent).toEqual([]);
  });

  it('ends before rows that a newer release wrote (rule 23)', async () => {
    const world = start();
    world.log.commit(row('a', 'known'));
    world.log.commit({ ...row('a', 'unknown'), schemaVersion: 1_000 });
    await pumped(world);
    expect(ids(world.sent)).toEqual(['known']);
    expect(world.ends).toEqual(['upgrade']);
  });

  it('survives a database that is away and goes on where it was', async () => {
    const world = start();
    world.log.commit(row('a', 'one'));
    world.log.isAway = true;
    await pumped(world);
    expect(world.errors).toHaveLength(1);
    world.log.isAway = false;
    await pumped(world);
    expect(ids(world.sent)).toEqual(['one']);
  });
});
