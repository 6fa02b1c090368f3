import { beforeEach, describe, expect, it } from 'vitest';
import { SessionDriver as Driver } from '../client/testing/session-driver.ts';
import type { JournalEntry } from './journal.ts';
import { placeOf } from './restore.ts';
import { deadline } from './session.ts';

const HOUR_MS = 3_600_000;
const applied = (mid: number, uid: string) => ({ mid, uid, status: 'applied' as const });
const mutation = (uid: string) => ({
  uid,
  name: 'm',
  version: 1,
  args: {},
  clientAt: '',
  after: [],
});

let session: Driver;
beforeEach(() => {
  session = new Driver();
});

/** An entry as a journal holds it. */
const entry = (mid: number, uid: string, fields: Partial<JournalEntry> = {}): JournalEntry => ({
  ...mutation(uid),
  mid,
  ...fields,
});
const ackedAt = (epoch: string, seq: number) => ({
  acked: { epoch, seq, replicaId: 'replica-0', at: new Date(1_000).toISOString() },
});

const queue = ({ state }: Driver) =>
  state.outbox.queue.map(({ mid, uid, resent }) => `${mid}:${uid}${resent ? ' again' : ''}`);
const image = (driver: Driver) => {
  const { what } = driver.effect('write');
  if (what.kind !== 'renumber') throw new Error('no numbers are written');
  return what.image.entries.map(
    ({ mid, uid, handed }) => `${mid}:${uid}${handed ? ' handed' : ''}`,
  );
};

/** A live session that has had u1 acknowledged, and made u2 when it was offline. */
function acknowledged(): Driver {
  session.live().mutate('u1').pushed({ lastMid: 1 });
  session.delta(10, 11, { ackMid: 1, results: [applied(1, 'u1')] });
  return session.send({ type: 'closed' }).mutate('u2');
}

describe('the journal', () => {
  it('rule 42: what comes while a write is under way goes together with the next', () => {
    for (const uid of ['u1', 'u2', 'u3'])
      session.send({ type: 'mutated', mutation: mutation(uid) });
    expect(session.state.writes.underway?.id).toBe(1);
    session.send({ type: 'written', write: 1 });
    expect(session.effect('write')).toMatchObject({
      write: 2,
      what: {
        kind: 'append',
        entries: [
          { mid: 2, uid: 'u2' },
          { mid: 3, uid: 'u3' },
        ],
      },
    });
  });

  it('rule 48: is tried again when it failed, and says so until it works', () => {
    session.send({ type: 'mutated', mutation: mutation('u1') }, { type: 'not_written', write: 1 });
    expect(session.effect('not_saved').uids).toEqual(['u1']);
    const { retryAt } = session.state.writes;
    expect(retryAt).toBe(session.now + 5_000);
    session.now += 5_000;
    session.send({ type: 'tick' });
    expect(session.effect('write').what).toEqual({ kind: 'append', entries: [] });
    session.written();
    expect(session.state.writes.retryAt).toBeNull();
  });

  it('rule 41: gives back what builds on what it could not take, so that it has no lower number than that (rule 11)', () => {
    const built = { ...mutation('u2'), after: ['u1'] };
    session.send(
      { type: 'mutated', mutation: mutation('u1') },
      { type: 'mutated', mutation: built },
      { type: 'not_written', write: 1 },
    );
    expect(session.effect('not_saved').uids).toEqual(['u1', 'u2']);
    session.mutate('u1');
    session.send({ type: 'mutated', mutation: built });
    session.written();
    expect(queue(session)).toEqual(['1:u1', '2:u2']);
  });

  it('rule 50: a mutation that is said twice is written once', () => {
    session.mutate('u1').mutate('u1');
    expect(queue(session)).toEqual(['1:u1']);
  });

  it('rule 46: keeps acknowledged work for 72 hours', () => {
    acknowledged();
    expect(session.state.archive).toMatchObject([{ uid: 'u1', acked: { epoch: 'e1', seq: 11 } }]);
    session.now += 72 * HOUR_MS;
    session.send({ type: 'tick' });
    expect(session.state.archive).toEqual([]);
    expect(session.effect('forget').uids).toEqual(['u1']);
  });

  it('rule 46, I7: keeps refused work until it is dismissed', () => {
    session.live().mutate('u1');
    const results = [{ ...applied(1, 'u1'), status: 'rejected' as const }];
    session.delta(10, 11, { ackMid: 1, results });
    session.now += 100 * HOUR_MS;
    session.send({ type: 'tick' });
    expect(session.state.refused).toMatchObject([{ uid: 'u1', result: { status: 'rejected' } }]);
    session.send({ type: 'dismissed', uid: 'u1' });
    expect(session.effect('forget').uids).toEqual(['u1']);
    expect(session.state.refused).toHaveLength(1);
    session.send({ type: 'forgotten', uids: ['u1'] });
    expect(session.state.refused).toEqual([]);
  });
});

describe('rule 44: taking back', () => {
  it('takes back what no server had, and closes the numbers up in one transaction', () => {
    session.mutate('u1').mutate('u2').mutate('u3').send({ type: 'taken_back', uid: 'u2' });
    expect(image(session)).toEqual(['1:u1', '2:u3']);
    expect(queue(session)).toEqual(['1:u1', '2:u3']);
    expect(session.state.outbox.nextMid).toBe(3);
  });

  it('leaves what was made while connected: the server may have it', () => {
    session.live().mutate('u1').send({ type: 'taken_back', uid: 'u1' });
    expect(queue(session)).toEqual(['1:u1']);
  });

  it('marks what waited before it pushes it', () => {
    session.mutate('u1').page().send({ type: 'opened' });
    const { exchange } = session.state;
    const welcome = { mode: 'resume' as const, epoch: 'e1', head: 10, lastMid: 0 };
    session.send({
      type: 'welcome',
      exchange,
      welcome: { ...welcome, scopes: ['s1'], serverTime: '' },
    });
    expect(image(session)).toEqual(['1:u1 handed']);
    expect(session.kinds).not.toContain('push');
    session.written();
    expect(session.effect('push').mutations).toMatchObject([{ mid: 1, uid: 'u1' }]);
    session.send({ type: 'closed' }, { type: 'taken_back', uid: 'u1' });
    expect(queue(session)).toEqual(['1:u1']);
  });

  it('knows after a restart what was marked', () => {
    const entries = [entry(1, 'u1', { handed: true }), entry(2, 'u2')];
    const next = new Driver({ journal: { nextMid: 3, entries } });
    next.send({ type: 'taken_back', uid: 'u1' }, { type: 'taken_back', uid: 'u2' });
    expect(queue(next)).toEqual(['1:u1']);
  });

  it('one that is not on the disk yet is decided when it is', () => {
    session.send({ type: 'mutated', mutation: mutation('u1') }, { type: 'taken_back', uid: 'u1' });
    expect(queue(session)).toEqual(['1:u1']);
    session.written();
    expect(queue(session)).toEqual([]);
  });
});

describe('a pause between pushes', () => {
  it('is over when its time has come, though nothing is ready to go', () => {
    session.live().mutate('u1').pushed({ lastMid: 0, retryAfter: 200 });
    session.send({ type: 'mutated', mutation: mutation('u2') }, { type: 'taken_back', uid: 'u2' });
    session.send({ type: 'not_written', write: session.state.writes.last });
    session.state = { ...session.state, outbox: { ...session.state.outbox, isRenumbered: true } };
    session.now += 200;
    session.send({ type: 'tick' });
    expect(session.kinds).not.toContain('push');
    expect(deadline(session.state)).toBeGreaterThan(session.now);
  });
});

describe('rule 45: a server that was set back', () => {
  it('of another epoch is told again what it may have forgotten, ahead of what waits', () => {
    acknowledged().mutate('u3').wait().send({ type: 'opened' });
    session.welcome({ mode: 'bootstrap', reason: 'epoch', epoch: 'e2', lastMid: 1 });
    expect(session.state.outbox.replicaId).toBe('new-1');
    expect(queue(session)).toEqual(['1:u1 again', '2:u2', '3:u3']);
    session.page({ cursor: { epoch: 'e2', seq: 3, tag: 't' } }).wait();
    session.send({ type: 'opened' }).welcome({ epoch: 'e2', head: 3, lastMid: 0 });
    expect(session.effect('push').mutations).toMatchObject([
      { mid: 1, uid: 'u1', resent: true },
      { mid: 2, uid: 'u2' },
      { mid: 3, uid: 'u3' },
    ]);
    expect(session.effect('push').mutations[1]).not.toHaveProperty('resent');
    expect(session.state.archive).toEqual([]);
  });

  it('that knows fewer of our numbers is told again too', () => {
    acknowledged().wait().send({ type: 'opened' }).welcome({ lastMid: 0 });
    expect(queue(session)).toEqual(['1:u1 again', '2:u2']);
  });

  it('may have done what it was handed and never answered: that says so', () => {
    session.live().mutate('u1').send({ type: 'closed' }).mutate('u2').wait();
    session.send({ type: 'opened' }).welcome({ mode: 'bootstrap', epoch: 'e2', lastMid: 0 });
    expect(queue(session)).toEqual(['1:u1 again', '2:u2']);
  });

  it.each([
    ['had written the new numbers', 'r2', entry(1, 'u1', { handed: true, resent: true }), 'e1'],
    ['had not, and has rows of the new log', 'r1', entry(1, 'u1', { handed: true }), 'e2'],
  ])(
    'is told again what the store still takes for settled, by a leader after one that %s',
    (_, replicaId, unsettled, epoch) => {
      const { state } = session.live();
      const place = placeOf({
        ...state,
        workEpoch: epoch,
        cursor: { epoch, seq: 10, tag: 't10' },
        outbox: { ...state.outbox, replicaId },
      });
      const settled = [{ uid: 'u1', result: applied(1, 'u1'), seq: 9, replicaId }];
      const next = new Driver({
        journal: { replicaId, nextMid: 2, entries: [unsettled] },
        store: { place, settled },
      });
      expect(queue(next)).toEqual([]);
      next.send({ type: 'opened' }).welcome({ epoch: 'e2', lastMid: 0 });
      expect(queue(next)).toEqual(['1:u1 again']);
      next.wait().send({ type: 'opened' }).welcome({ epoch: 'e2', lastMid: 0 });
      expect(next.effect('push').mutations).toMatchObject([{ uid: 'u1', resent: true }]);
    },
  );

  it('is known by the archive when the store has lost its place', () => {
    const entries = [entry(1, 'u1', { ...ackedAt('e1', 11), result: applied(1, 'u1') })];
    const next = new Driver({ journal: { nextMid: 2, entries } });
    next.page({ cursor: { epoch: 'e2', seq: 3, tag: 't' }, lastMid: 0 }).send({ type: 'opened' });
    next.welcome({ epoch: 'e2', head: 3, lastMid: 1 });
    expect(queue(next)).toEqual(['1:u1 again']);
  });

  it('stands behind what was made before it and still waits for a load', () => {
    const entries = [
      entry(1, 'u1', { made: 1, handed: true }),
      entry(2, 'u2', { made: 2, handed: true }),
    ];
    const next = new Driver({ journal: { nextMid: 3, entries } });
    next.page({ next: 'p2', lastMid: 1, results: [applied(1, 'u1')] });
    next.send({ type: 'opened' }).welcome({ lastMid: 1 });
    next.delta(10, 11, { ackMid: 2, results: [applied(2, 'u2')] });
    expect([queue(next), next.state.archive.length]).toEqual([['1:u1'], 1]);
    next.send({ type: 'closed' }).wait().send({ type: 'opened' });
    next.welcome({ epoch: 'e2', lastMid: 0 });
    expect(queue(next)).toEqual(['1:u1 again', '2:u2 again']);
  });

  it('a server of the same log is told nothing again', () => {
    acknowledged().wait().send({ type: 'opened' }).welcome({ lastMid: 1, head: 11 });
    expect(queue(session)).toEqual(['2:u2']);
    expect(session.state.outbox.replicaId).toBe('replica-1');
  });
});

describe('rule 8: after a restart', () => {
  /** Where the store stood at 11. */
  const stored = (driver = session) => ({ place: placeOf(driver.state), settled: [] });

  it('work that the store knows to be settled is noted, and neither run nor pushed', () => {
    session.live().delta(10, 11);
    const settled = [{ uid: 'u1', result: applied(1, 'u1'), seq: 11, replicaId: 'replica-1' }];
    const journal = { nextMid: 2, entries: [entry(1, 'u1', { handed: true })] };
    const next = new Driver({ journal, store: { ...stored(), settled } });
    expect(queue(next)).toEqual([]);
    expect([next.state.behind, next.state.archive.length]).toEqual([[], 1]);
  });

  it('rule 10: work that waits again since its server was set back is not settled by what came of it before', () => {
    session.live().delta(10, 11);
    const settled = [{ uid: 'u2', result: applied(2, 'u2'), seq: 11, replicaId: 'replica-1' }];
    const again = { handed: true, resent: true } as const;
    const entries = [entry(1, 'u1', again), entry(2, 'u2', again)];
    const journal = { replicaId: 'replica-2', nextMid: 3, entries };
    const next = new Driver({ journal, store: { ...stored(), settled } });
    expect(queue(next)).toEqual(['1:u1 again', '2:u2 again']);
  });

  it('noted work whose rows are lost again is run until they have come, and never pushed', () => {
    session.live().delta(10, 11);
    const entries = [
      entry(1, 'u1', { ...ackedAt('e1', 11), result: applied(1, 'u1') }),
      entry(2, 'u2', { ...ackedAt('e1', 13), result: applied(2, 'u2') }),
    ];
    const next = new Driver({ journal: { nextMid: 3, entries }, store: stored() });
    expect(next.state.behind.map(({ uid }) => uid)).toEqual(['u2']);
    next.send({ type: 'opened' }).welcome({ head: 14, lastMid: 2 });
    expect(next.kinds).not.toContain('push');
    next.delta(11, 12);
    expect(next.state.behind).toHaveLength(1);
    next.delta(12, 14, { ackMid: 2, results: [applied(2, 'u2')] });
    expect(next.effect('settled').reached).toEqual(['u2']);
    expect(next.state.behind).toEqual([]);
  });
});

describe('rule 43: going on', () => {
  /** The session as the next leader finds it. */
  const next = (driver: Driver, journal = {}) =>
    new Driver({ store: { place: placeOf(driver.state), settled: [] }, journal });

  it('says hello with the stored cursor, and loads nothing', () => {
    session.live().delta(10, 14);
    const again = next(session);
    expect(again.kinds).toEqual(['connect']);
    expect(again.state).toMatchObject({ hasRows: true, asOf: session.now });
    again.send({ type: 'opened' });
    expect(again.effect('hello').hello.cursor).toEqual({ epoch: 'e1', seq: 14, tag: 't14' });
  });

  it('a bootstrap goes on with its next page, and with what its first page said', () => {
    const journal = { nextMid: 2, entries: [entry(1, 'u1', { handed: true })] };
    session = new Driver({ journal });
    session.page({ next: 'p2', lastMid: 1, results: [applied(1, 'u1')] });
    const again = next(session, journal);
    expect(again.kinds).toEqual(['connect', 'fetch_page']);
    expect(again.effect('fetch_page').request.page).toBe('p2');
    expect(queue(again)).toEqual(['1:u1']);
    again.page();
    expect(again.kinds).toEqual(['page', 'end_load', 'settled']);
    expect(queue(again)).toEqual([]);
  });

  it('one that awaited its first page asks for it again, with what is there shown', () => {
    session.live().send({ type: 'reset', reason: 'test' });
    const again = next(session);
    expect(again.kinds).toEqual(['connect', 'fetch_page']);
    expect(again.state).toMatchObject({ hasRows: true, cursor: null });
  });

  it('a place of other columns begins with everything', () => {
    session.live();
    const { cursor, session: kept } = placeOf(session.state);
    const place = { cursor, session: { ...(kept as object), schemaVersion: 0 } };
    const again = new Driver({ store: { place, settled: [] } });
    expect(again.kinds).toEqual(['begin_load', 'connect', 'fetch_page']);
  });
});

describe('rows', () => {
  it('rule 47: a lost store is loaded anew, with what is pending kept', () => {
    session.live().mutate('u1').send({ type: 'store_lost' });
    expect(session.kinds).toEqual(['begin_load', 'fetch_page']);
    expect([session.state.phase, queue(session)]).toEqual(['loading', ['1:u1']]);
    session.page({}, 12);
    expect(session.kinds).toContain('hello');
  });

  it('rule 54: scopes that differ are loaded again, each once', () => {
    session.live().send({ type: 'differs', scopes: ['s1', 's9'] });
    expect(session.edit('begin_load').target).toEqual({ kind: 'scope', scope: 's1' });
    session.send({ type: 'differs', scopes: ['s1'] });
    expect(session.state.loads.queued).toEqual([]);
    expect(session.state.mismatches).toBe(2);
  });

  it('rule 14: archived work on rows of a revoked scope is forgotten with it', () => {
    session.live();
    for (const [uid, scopes] of [
      ['u1', ['s1', 's2']],
      ['u2', ['s2']],
    ] as const) {
      session.send({ type: 'mutated', mutation: { ...mutation(uid), scopes } }).written();
    }
    const results = [applied(1, 'u1'), applied(2, 'u2')];
    session.delta(10, 11, { ackMid: 2, results, granted: ['s2'] });
    session.delta(11, 12, { revoked: ['s1'] });
    expect(session.effect('forget').uids).toEqual(['u1']);
    expect(session.state.archive.map(({ uid }) => uid)).toEqual(['u2']);
    session.send({ type: 'reset', reason: 'test' }).page({ scopes: ['s9'] }, 13);
    expect(session.state.archive).toEqual([]);
  });
});
