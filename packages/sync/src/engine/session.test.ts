import { SCHEMA_VERSION } from '@frontdesk/core/sync-protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { deadline } from './session.ts';
import type { Phase } from './session-state.ts';
import { SessionDriver as Driver } from '../client/testing/session-driver.ts';

const applied = (mid: number, uid: string) => ({ mid, uid, status: 'applied' as const });

let session: Driver;
beforeEach(() => {
  session = new Driver();
});

describe('connecting', () => {
  it('fetches the first page while the socket opens, and says hello with its cursor', () => {
    expect(session.kinds).toEqual(['begin_load', 'connect', 'fetch_page']);
    session.send({ type: 'opened' });
    expect([session.state.phase, session.kinds]).toEqual(['loading', []]);
    session.page();
    expect(session.effect('hello').hello).toMatchObject({
      replicaId: 'replica-1',
      nextMid: 1,
      cursor: { epoch: 'e1', seq: 10, tag: 't10' },
    });
  });

  it('says hello at once when the page is there before the socket', () => {
    session.page().send({ type: 'opened' });
    expect([session.state.phase, session.kinds]).toEqual(['greeting', ['hello']]);
    session.welcome();
    expect(session.state.phase).toBe('live');
  });

  it('tries again after 0.5 s up to a bound that doubles from 1 s until 30 s', () => {
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      session.send({ type: 'closed' });
      waits.push(Math.round(session.state.wakeAt - session.now));
      session.now = session.state.wakeAt;
      session.send({ type: 'tick' });
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('gives up a socket that does not open and a hello without an answer', () => {
    session.wait();
    expect([session.state.phase, session.kinds]).toEqual(['waiting', ['disconnect']]);
    const greeting = new Driver().page().send({ type: 'opened' }).wait();
    expect([greeting.state.phase, greeting.kinds]).toEqual(['waiting', ['disconnect']]);
  });

  it('does not wait out its backoff when the network is back', () => {
    session.send({ type: 'closed' }, { type: 'online' });
    expect(session.state.phase).toBe('connecting');
  });

  it('does not take the answer to an earlier hello for the answer to the last', () => {
    session.page().send({ type: 'opened' });
    const { exchange } = session.state;
    session.send({ type: 'reset', reason: 'test' }).page({}, 11);
    session.send({
      type: 'welcome',
      exchange,
      welcome: { mode: 'upgrade', epoch: '', head: 0, lastMid: 0, scopes: [], serverTime: '' },
    });
    expect(session.state.phase).toBe('greeting');
  });
});

describe('frames', () => {
  it('I5: a frame that starts at the cursor is applied and acknowledged', () => {
    session.live().delta(10, 14);
    expect(session.kinds).toEqual(['frame', 'applied']);
    expect(session.state.cursor).toEqual({ epoch: 'e1', seq: 14, tag: 't14' });
  });

  it.each([
    ['starts beyond the cursor', 12, 14, 'e1'],
    ['overlaps the cursor', 9, 14, 'e1'],
    ['is of another epoch', 10, 14, 'e2'],
  ])('I5: a frame that %s is not applied: the server is asked again', (_, from, to, epoch) => {
    session.live().delta(from, to, { epoch });
    expect([session.state.phase, session.kinds]).toEqual(['greeting', ['hello']]);
    session.delta(10, 14);
    expect(session.kinds).toEqual([]);
  });

  it('a frame that was applied before changes nothing', () => {
    session.live().delta(10, 14).delta(10, 14);
    expect([session.state.phase, session.kinds]).toEqual(['live', []]);
  });

  it('rule 16: the parts of one transaction are applied in one commit', () => {
    const base = { seq: 11, idx: 0, scopeId: 's1', entity: 'tickets', op: 'D' as const };
    const change = (id: string) => ({ ...base, id });
    session.live().delta(10, 11, { changes: [change('a')], more: true });
    expect(session.kinds).toEqual([]);
    session.delta(10, 11, { changes: [change('b')] });
    expect(session.edit('frame').changes.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('parts without their end are forgotten with the connection', () => {
    session.live().delta(10, 11, { more: true }).send({ type: 'closed' }).wait();
    session.send({ type: 'opened' }).welcome().delta(10, 12);
    expect(session.effect('applied').applied).toEqual({ to: 12 });
  });

  it('is complete only once the head that the welcome told is reached', () => {
    session.page().send({ type: 'opened' }).welcome({ head: 14 });
    expect(session.state.asOf).toBeNull();
    session.delta(10, 14);
    expect(session.state.asOf).toBe(session.now);
  });
});

describe('loading', () => {
  it('goes on page by page, and ends when the cursor has reached its newest snapshot', () => {
    session.page({ next: 'p2' });
    expect(session.effect('fetch_page').request).toMatchObject({ page: 'p2', scope: null });
    session.send({ type: 'opened' }).welcome().page({}, 12);
    expect(session.kinds).toEqual(['page']);
    session.delta(10, 12);
    expect(session.kinds).toEqual(['frame', 'applied', 'end_load']);
  });

  it('rule 21: rows of a scope that is not held, or was granted after the snapshot, are not taken', () => {
    const rows = {
      tickets: ['s1', 's2', 's3'].map((scopeId) => ({ id: `of-${scopeId}`, scopeId })),
    };
    session
      .page({ next: 'p2', scopes: ['s1', 's2'] })
      .send({ type: 'opened' })
      .welcome();
    session.delta(10, 20, { revoked: ['s2'], granted: ['s3'] });
    session.page({ rows }, 15);
    expect(session.edit('page').page.rows).toEqual({ tickets: [rows.tickets[0]] });
  });

  it('rule 21: a page whose snapshot is older than the first is fetched again later', () => {
    session.page({ next: 'p2' }).page({}, 9);
    expect(session.kinds).toEqual([]);
    session.wait();
    expect(session.effect('fetch_page').request.page).toBe('p2');
  });

  it('rule 3: a scope that is granted comes by a load of its own, from a snapshot that has it', () => {
    session.live().delta(10, 20, { granted: ['s2'] });
    expect(session.kinds).toEqual(['frame', 'applied', 'begin_load', 'fetch_page']);
    expect(session.effect('fetch_page').request).toMatchObject({ scope: 's2', page: null });
    session.page({}, 19);
    expect(session.kinds).toEqual([]);
    session.wait().page({}, 20);
    expect(session.kinds).toEqual(['page', 'end_load']);
  });

  it('a load of a scope ends with the scope', () => {
    session
      .live()
      .delta(10, 20, { granted: ['s2'] })
      .delta(20, 21, { revoked: ['s2'] });
    expect(session.kinds).toEqual(['frame', 'end_load', 'applied']);
    expect(session.state.loads.current).toBeNull();
  });

  it('entities that were changed in bulk are loaded again, and only they are taken', () => {
    session.live().delta(10, 20, { refetch: ['tickets'] });
    const row = { id: 'a', scopeId: 's1' };
    session.page({ rows: { tickets: [row], remarks: [row] } }, 20);
    expect(session.edit('page').page.rows).toEqual({ tickets: [row] });
  });

  it.each(['new', 'too_old', 'tag'])('a bootstrap because of "%s" keeps pending work', (reason) => {
    session.live().mutate('u1').send({ type: 'closed' }).wait();
    session.send({ type: 'opened' }).welcome({ mode: 'bootstrap', reason });
    expect([session.state.phase, session.kinds]).toEqual(['loading', ['begin_load', 'fetch_page']]);
    session.page({ cursor: { epoch: 'e1', seq: 30, tag: 't' } }).welcome({ head: 30 });
    expect(session.effect('push').mutations).toMatchObject([{ mid: 1, uid: 'u1' }]);
  });

  it('rule 101: a page with newer columns is taken: a server that does not serve this build says so by itself', () => {
    session.page({ schemaVersion: SCHEMA_VERSION + 1 });
    expect(session.state.cursor).not.toBeNull();
  });

  it('a page token of no use starts the load over', () => {
    session
      .live()
      .delta(10, 20, { granted: ['s2'] })
      .page({ next: 'p2' }, 20);
    const load = session.state.loads.current?.id ?? 0;
    session.send({ type: 'page_failed', load, failure: { kind: 'expired' } });
    expect(session.effect('fetch_page').request).toMatchObject({ scope: 's2', page: null });
  });
});

describe('pushing', () => {
  it('waits until storage has the mutation, and has one push in flight', () => {
    const mutation = { uid: 'u1', name: 'm', version: 1, args: {}, clientAt: '', after: ['u0'] };
    session.live().send({ type: 'mutated', mutation });
    expect(session.effects).toMatchObject([{ type: 'write', what: { kind: 'append' } }]);
    session.written();
    expect(session.effect('push').mutations).toMatchObject([{ mid: 1, uid: 'u1', after: ['u0'] }]);
    session.mutate('u2').mutate('u3');
    expect(session.kinds).toEqual([]);
    session.pushed({ lastMid: 1 });
    expect(session.effect('push').mutations.map(({ uid }) => uid)).toEqual(['u2', 'u3']);
  });

  it('pushes as much at once as a gateway takes in one message, and at least one', () => {
    const args = { text: 'x'.repeat(90_000) };
    for (const uid of ['u1', 'u2', 'u3', 'u4']) session.mutate(uid, args);
    session.live();
    expect(session.effect('push').mutations.map(({ uid }) => uid)).toEqual(['u1', 'u2']);
    session.pushed({ lastMid: 2 });
    expect(session.effect('push').mutations.map(({ uid }) => uid)).toEqual(['u3', 'u4']);
  });

  it('rule 41: a mutation that the journal could not take goes back to its author; the next has its number', () => {
    const mutation = { uid: 'u1', name: 'm', version: 1, args: {}, clientAt: '', after: [] };
    session.live().send({ type: 'mutated', mutation });
    session.send({ type: 'mutated', mutation: { ...mutation, uid: 'u2' } });
    session.send({ type: 'not_written', write: 1 });
    expect(session.effect('not_saved').uids).toEqual(['u1']);
    session.written();
    expect(session.effect('push').mutations).toMatchObject([{ mid: 1, uid: 'u2' }]);
  });

  it('rule 7: a receipt drops nothing; the frame with the result does, in the commit of its rows', () => {
    session.live().mutate('u1').pushed({ lastMid: 1 });
    expect(session.state.outbox.queue).toHaveLength(1);
    session.delta(10, 11, { ackMid: 1, results: [applied(1, 'u1')] });
    expect(session.kinds).toEqual(['frame', 'settled', 'applied']);
    expect(session.effect('settled').settled).toMatchObject([{ uid: 'u1', status: 'applied' }]);
    expect(session.effect('archive').entries).toMatchObject([
      { uid: 'u1', acked: { epoch: 'e1', seq: 11 } },
    ]);
  });

  it('sends again from where the server asks, and after what it asks to wait', () => {
    session.live().mutate('u1').mutate('u2').pushed({ lastMid: 1 });
    session.pushed({ lastMid: 1, resendFrom: 2, retryAfter: 700 });
    expect(session.kinds).toEqual([]);
    expect(deadline(session.state)).toBe(session.now + 700);
    session.wait();
    expect(session.effect('push').mutations.map(({ mid }) => mid)).toEqual([2]);
  });

  it('a push without an answer ends the connection; the next one sends it again', () => {
    session.live().mutate('u1').wait();
    expect([session.state.phase, session.kinds]).toEqual(['waiting', ['disconnect']]);
    session.wait().send({ type: 'opened' }).welcome({ lastMid: 0 });
    expect(session.effect('push').mutations).toMatchObject([{ mid: 1, uid: 'u1' }]);
  });

  it('what the server consumed before the connection was lost is not sent again', () => {
    session.live().mutate('u1').mutate('u2').send({ type: 'closed' }).wait();
    session.send({ type: 'opened' }).welcome({ lastMid: 1 });
    expect(session.effect('push').mutations.map(({ uid }) => uid)).toEqual(['u2']);
  });

  it('rule 7: acknowledgements of a first page count when the load is whole, not before', () => {
    session = new Driver();
    session.mutate('u1').mutate('u2');
    session.page({ next: 'p2', lastMid: 1, results: [applied(1, 'u1')] });
    session.send({ type: 'opened' }).welcome({ lastMid: 1 });
    session.delta(10, 11, { ackMid: 2, results: [applied(2, 'u2')] });
    expect(session.effect('settled').settled).toMatchObject([{ uid: 'u2' }]);
    session.page({}, 11);
    expect(session.effect('settled').settled).toMatchObject([{ uid: 'u1' }]);
  });
});

describe('rule 2: a replica id that is not ours alone', () => {
  const renumbered = (driver: Driver) =>
    driver.state.outbox.queue.map(({ mid, uid }) => `${mid}:${uid}`);

  beforeEach(() => {
    session
      .live()
      .mutate('u1')
      .delta(10, 11, { ackMid: 1, results: [applied(1, 'u1')] });
    session.mutate('u2').mutate('u3');
  });

  it('is given up when the server says so; numbers start anew and uids stay', () => {
    session.pushed({ lastMid: 2, forked: true });
    expect(session.kinds).toEqual(['disconnect']);
    expect(session.effect('write').what.kind).toBe('renumber');
    expect(session.state.outbox.replicaId).toBe('new-1');
    expect(renumbered(session)).toEqual(['1:u2', '2:u3']);
  });

  it.each([
    ['a number that we never gave', { lastMid: 9 }],
    ['the word that it is', { lastMid: 1, forked: true }],
  ])('is given up at a welcome with %s', (_, fields) => {
    session.send({ type: 'closed' }).wait().send({ type: 'opened' }).welcome(fields);
    expect(renumbered(session)).toEqual(['1:u2', '2:u3']);
  });

  it('is given up when the server asks for what we no longer have', () => {
    session.pushed({ lastMid: 0, resendFrom: 1 });
    expect(renumbered(session)).toEqual(['1:u2', '2:u3']);
  });

  it('is given up when a number of ours is acknowledged under another uid', () => {
    session.delta(11, 12, { ackMid: 2, results: [applied(2, 'foreign')] });
    expect(session.kinds).not.toContain('settled');
    expect(renumbered(session)).toEqual(['1:u2', '2:u3']);
  });
});

describe('signing in', () => {
  it('a 401 pauses the queue and asks for a new token; nothing is rejected', () => {
    session.live().mutate('u1').send({ type: 'closed' }).wait().send({ type: 'refused' });
    expect([session.state.phase, session.kinds]).toEqual(['signed_out', ['disconnect', 'renew']]);
    session.send({ type: 'renewed', renewal: 'renewed' });
    expect([session.state.phase, session.kinds]).toEqual(['connecting', ['connect']]);
    session.send({ type: 'opened' }).welcome();
    expect(session.effect('push').mutations).toMatchObject([{ uid: 'u1' }]);
  });

  it('a new token that is refused again and again ends in signed out, until the user signs in', () => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      session.send({ type: 'refused' }, { type: 'renewed', renewal: 'renewed' });
    }
    session.send({ type: 'refused' });
    expect([session.state.phase, session.kinds]).toEqual(['signed_out', ['disconnect']]);
    session.send({ type: 'signed_in' });
    expect(session.state.phase).toBe('connecting');
  });

  it('a server that cannot be asked for a token is tried again later', () => {
    session.send({ type: 'refused' }, { type: 'renewed', renewal: 'unreachable' });
    expect(session.state.phase).toBe('waiting');
  });

  it('rule 14: a membership that has ended takes every row, and keeps work that was not sent', () => {
    session.page().live().mutate('u1').send({ type: 'refused' });
    session.send({ type: 'renewed', renewal: 'removed' });
    expect(session.state).toMatchObject({ phase: 'signed_out', reason: 'removed', cursor: null });
    expect(session.state.scopes.size).toBe(0);
    expect(session.state.outbox.queue.map(({ uid }) => uid)).toEqual(['u1']);
    expect(session.kinds).toEqual(['frame', 'begin_load']);
    session.send({ type: 'signed_in' });
    expect(session.kinds).toEqual(['connect', 'fetch_page']);
  });

  it('a page that answers 401 pauses too, and is fetched again after signing in', () => {
    const load = session.state.loads.current?.id ?? 0;
    session.send({ type: 'page_failed', load, failure: { kind: 'unauthorised' } });
    expect(session.state.phase).toBe('signed_out');
    session.send({ type: 'signed_in' });
    expect(session.kinds).toEqual(['connect', 'fetch_page']);
  });
});

describe('being sent away', () => {
  it('drain: comes back at a random time within the spread', () => {
    session.live().send({ type: 'goaway', goaway: { reason: 'drain', spreadMs: 8_000 } });
    expect(session.state.phase).toBe('waiting');
    expect(Math.round(session.state.wakeAt - session.now)).toBe(8_000);
  });

  it('upgrade: ends, and keeps what is pending', () => {
    session.live().send({ type: 'goaway', goaway: { reason: 'upgrade', spreadMs: 0 } });
    session.mutate('u1');
    expect(session.state).toMatchObject({ phase: 'ended', reason: 'upgrade' });
    expect(session.state.outbox.queue).toMatchObject([{ uid: 'u1', stored: 'stored' }]);
  });

  it('wrong_user: pauses, and asks for no token', () => {
    session.live().send({ type: 'goaway', goaway: { reason: 'wrong_user', spreadMs: 0 } });
    expect([session.state.phase, session.kinds]).toEqual(['signed_out', ['disconnect']]);
    expect(session.state.reason).toBe('wrong_user');
  });
});

describe('in every phase', () => {
  const reach: { readonly [P in Phase]: (driver: Driver) => Driver } = {
    connecting: (driver) => driver,
    waiting: (driver) => driver.send({ type: 'closed' }),
    loading: (driver) => driver.send({ type: 'opened' }),
    greeting: (driver) => driver.page().send({ type: 'opened' }),
    live: (driver) => driver.live(),
    signed_out: (driver) => driver.send({ type: 'refused' }),
    ended: (driver) => driver.send({ type: 'stop' }),
  };

  it.each(Object.entries(reach))('%s: work is taken in, and stop ends it', (phase, go) => {
    const driver = go(session);
    expect(driver.state.phase).toBe(phase);
    driver.mutate('u1');
    expect(driver.state.outbox.queue).toMatchObject([{ mid: 1, uid: 'u1', stored: 'stored' }]);
    driver.send({ type: 'stop' });
    expect(driver.state.phase).toBe('ended');
    expect(deadline(driver.state)).toBe(Number.POSITIVE_INFINITY);
  });
});
