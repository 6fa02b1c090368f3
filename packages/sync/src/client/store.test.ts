import type { Change } from '@frontdesk/core/sync-protocol';
import { describe, expect, it } from 'vitest';
import { byState, remark, remarksOf, ticket, type Desk, type Ticket } from './testing/ticket.ts';
import { ReplicaStore } from './store.ts';

const put = (row: Ticket, seq: number, idx = 0): Change => ({
  seq,
  idx,
  scopeId: row.scopeId,
  entity: 'tickets',
  id: row.id,
  op: 'U',
  row,
});

const gone = (id: string, seq: number, op: 'D' | 'X' = 'D', idx = 0): Change => ({
  seq,
  idx,
  scopeId: 'team-1',
  entity: 'tickets',
  id,
  op,
});

function storeWith(...rows: readonly Ticket[]): ReplicaStore<Desk> {
  const store = new ReplicaStore<Desk>([byState, remarksOf]);
  apply(store, ...rows.map((row) => put(row, 1)));
  return store;
}

const AT = { seq: 1, epoch: 'e' };
const apply = (store: ReplicaStore<Desk>, ...changes: readonly Change[]): void =>
  store.apply([{ type: 'frame', changes, revoked: [] }], AT);

const settle = (store: ReplicaStore<Desk>, uid: string, ...changes: readonly Change[]): void =>
  store.apply([{ type: 'frame', changes, revoked: [] }], AT, new Set([uid]));

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);

describe('confirmed rows', () => {
  it('rule 9: the second image of a row in one transaction wins, whatever comes first', () => {
    const store = storeWith();
    apply(store, put(ticket('a', { rank: 2 }), 5, 1), put(ticket('a', { rank: 1 }), 5, 0));
    expect(store.queries.get('tickets', 'a')?.rank).toBe(2);
  });

  it('rule 9: a row that leaves one scope and enters another in one transaction stays', () => {
    const store = storeWith(ticket('a'));
    apply(store, gone('a', 7, 'X', 0), put(ticket('a', { scopeId: 'team-2' }), 7, 1));
    expect(store.queries.get('tickets', 'a')?.scopeId).toBe('team-2');
  });

  it('rule 9: a page is newer than every change at its snapshot, and older than the next', () => {
    const store = storeWith();
    store.apply([{ type: 'begin_load', target: { kind: 'replica' } }], AT);
    store.apply(
      [
        {
          type: 'page',
          page: { seq: 10, rows: { tickets: [ticket('a', { rank: 10 })] }, onlyScopes: null },
        },
      ],
      AT,
    );
    apply(store, put(ticket('a', { rank: 9 }), 10, 99));
    expect(store.queries.get('tickets', 'a')?.rank).toBe(10);
    apply(store, put(ticket('a', { rank: 11 }), 11));
    expect(store.queries.get('tickets', 'a')?.rank).toBe(11);
  });

  it('a late page does not bring back what was deleted since', () => {
    const store = storeWith();
    store.apply([{ type: 'begin_load', target: { kind: 'replica' } }], AT);
    apply(store, gone('a', 12));
    store.apply(
      [{ type: 'page', page: { seq: 10, rows: { tickets: [ticket('a')] }, onlyScopes: null } }],
      AT,
    );
    expect(store.queries.get('tickets', 'a')).toBeUndefined();
    store.apply([{ type: 'end_load' }], AT);
    expect(store.queries.list(byState, 'open').get()).toEqual([]);
  });

  it('a load keeps the old rows on the screen and sweeps what it did not bring', () => {
    const store = storeWith(ticket('kept'), ticket('dropped'), ticket('changed'));
    const kept = store.queries.get('tickets', 'kept');
    store.apply([{ type: 'begin_load', target: { kind: 'replica' } }], AT);
    expect(store.queries.count(byState, 'open').get()).toBe(3);
    store.apply(
      [{ type: 'page', page: { seq: 0, rows: { tickets: [ticket('kept')] }, onlyScopes: null } }],
      AT,
    );
    apply(store, put(ticket('changed', { rank: 4 }), 1));
    store.apply([{ type: 'end_load' }], AT);
    expect(ids(store.queries.list(byState, 'open').get())).toEqual(['changed', 'kept']);
    expect(store.queries.get('tickets', 'kept')).toBe(kept);
  });

  it('a load of one scope sweeps rows of that scope only', () => {
    const store = storeWith(
      ticket('mine', { scopeId: 'team-1' }),
      ticket('other', { scopeId: 'team-2' }),
    );
    store.apply([{ type: 'begin_load', target: { kind: 'scope', scope: 'team-1' } }], AT);
    store.apply([{ type: 'end_load' }], AT);
    expect(ids(store.queries.list(byState, 'open').get())).toEqual(['other']);
  });

  it('I6: a revoked scope goes in one step, with what pending mutations made of its rows', () => {
    const store = storeWith(ticket('a'), ticket('b', { scopeId: 'team-2' }));
    store.add('m1', (w) => w.patch('tickets', 'a', { owner: 'ann' }));
    let rounds = 0;
    store.queries.count(byState, 'open').subscribe(() => (rounds += 1));
    store.apply([{ type: 'frame', changes: [], revoked: ['team-1'] }], AT);
    expect(store.queries.get('tickets', 'a')).toBeUndefined();
    expect(ids(store.queries.list(byState, 'open').get())).toEqual(['b']);
    expect(rounds).toBe(1);
  });

  it('rows outside the scopes of the first page go with it', () => {
    const store = storeWith(ticket('a'), ticket('b', { scopeId: 'team-2' }));
    store.apply([{ type: 'begin_load', target: { kind: 'replica' } }], AT);
    store.apply([{ type: 'page', page: { seq: 3, rows: {}, onlyScopes: ['team-2'] } }], AT);
    expect(ids(store.queries.list(byState, 'open').get())).toEqual(['b']);
  });
});

describe('pending mutations', () => {
  it('show at once and give way to the frame that settles them, in one round', () => {
    const store = storeWith(ticket('a'));
    const seen: (string | null | undefined)[] = [];
    const row = store.queries.row('tickets', 'a');
    row.subscribe(() => seen.push(row.get()?.owner));
    store.add('m1', (w) => w.patch('tickets', 'a', { owner: 'ann' }));
    settle(store, 'm1', put(ticket('a', { owner: 'bob' }), 2));
    expect(seen).toEqual(['ann', 'bob']);
  });

  it('a settled mutation without rows takes its effect back', () => {
    const store = storeWith(ticket('a'));
    store.add('m1', (w) => w.remove('tickets', 'a'));
    expect(store.queries.get('tickets', 'a')).toBeUndefined();
    settle(store, 'm1');
    expect(store.queries.get('tickets', 'a')?.id).toBe('a');
  });

  it('run again over a newer confirmed row, and keep the identity of what comes out the same', () => {
    const store = storeWith(ticket('a'), ticket('b'));
    store.add('m1', (w) => w.patch('tickets', 'a', { owner: 'ann' }));
    store.add('m2', (w) => w.patch('tickets', 'b', { owner: 'ann' }));
    const b = store.queries.get('tickets', 'b');
    apply(store, put(ticket('a', { rank: 8 }), 2));
    expect(store.queries.get('tickets', 'a')).toEqual(ticket('a', { rank: 8, owner: 'ann' }));
    expect(store.queries.get('tickets', 'b')).toBe(b);
  });

  it('rule 19: an effect whose row was unknown takes hold when the row comes', () => {
    const store = storeWith();
    store.add('m1', (w) => w.patch('tickets', 'late', { owner: 'ann' }));
    apply(store, put(ticket('late'), 2));
    expect(store.queries.get('tickets', 'late')?.owner).toBe('ann');
  });

  it('an effect that throws shows nothing and stays pending', () => {
    const store = storeWith(ticket('a'));
    store.add('m1', (w) => {
      w.patch('tickets', 'a', { owner: 'ann' });
      throw new Error('a bug of the mutation');
    });
    expect(store.queries.get('tickets', 'a')?.owner).toBeNull();
    expect(store.add('m2', (w) => w.patch('tickets', 'a', { rank: 1 }))).toEqual(['m1']);
  });

  it('rule 11: a mutation names the pending ones that wrote what it touches, and no others', () => {
    const store = storeWith(ticket('a'), ticket('b'));
    expect(store.add('m1', (w) => w.patch('tickets', 'a', { owner: 'ann' }))).toEqual([]);
    expect(store.add('m2', (w) => w.patch('tickets', 'b', { owner: 'ann' }))).toEqual([]);
    const reply = store.add('m3', (w) => {
      if (w.get('tickets', 'a')) w.put('remarks', remark('r', 'a'));
    });
    expect(reply).toEqual(['m1']);
  });

  it('rule 11: a chain of mutations names its last link only, however long it is', () => {
    const store = storeWith(ticket('a'), ticket('b'));
    store.add('other', (w) => w.patch('tickets', 'b', { rank: 1 }));
    for (let n = 1; n <= 300; n += 1)
      store.add(`m${n}`, (w) => w.patch('tickets', 'a', { rank: n }));
    const both = store.add('last', (w) => {
      w.get('tickets', 'a');
      w.patch('tickets', 'b', { rank: 2 });
    });
    expect(both).toEqual(['m300', 'other']);
  });

  it('rows without a place stand last, in the order of their making', () => {
    const store = storeWith(ticket('a'));
    for (const id of ['r8', 'r9']) store.add(id, (w) => w.put('remarks', remark(id, 'a')));
    const numbered = remark('z', 'a', { place: 1 });
    const { scopeId, id } = numbered;
    apply(store, { seq: 2, idx: 0, scopeId, entity: 'remarks', id, op: 'U', row: numbered });
    expect(ids(store.queries.list(remarksOf, 'a').get())).toEqual(['z', 'r8', 'r9']);
  });
});

describe('queries', () => {
  const counted = (store: ReplicaStore<Desk>, offset: number, limit: number) => {
    const list = store.queries.list(byState, 'open', { offset, limit });
    const box = { calls: 0, list };
    list.subscribe(() => (box.calls += 1));
    return box;
  };

  it('tell only the windows whose positions a commit touched', () => {
    const store = storeWith(
      ...Array.from({ length: 30 }, (_, i) => ticket(`t${i}`, { rank: 100 - i })),
    );
    const top = counted(store, 0, 10);
    const middle = counted(store, 10, 10);
    const bottom = counted(store, 20, 10);
    apply(store, put(ticket('t15', { rank: 85, owner: 'ann' }), 2));
    expect([top.calls, middle.calls, bottom.calls]).toEqual([0, 1, 0]);
    apply(store, put(ticket('t15', { rank: 200 }), 3));
    expect([top.calls, middle.calls, bottom.calls]).toEqual([1, 2, 0]);
    apply(store, gone('t25', 4));
    expect([top.calls, middle.calls, bottom.calls]).toEqual([1, 2, 1]);
  });

  it('tell counts only when the number changes', () => {
    const store = storeWith(ticket('a'), ticket('b'));
    let calls = 0;
    store.queries.count(byState, 'open').subscribe(() => (calls += 1));
    apply(store, put(ticket('a', { rank: 9 }), 2));
    expect(calls).toBe(0);
    apply(store, put(ticket('c'), 3), put(ticket('d'), 3, 1));
    expect(calls).toBe(1);
  });

  it('answer the same array until it changes, and one frozen array for nothing', () => {
    const store = storeWith(ticket('a', { rank: 1 }), ticket('b'));
    const first = store.queries.list(byState, 'open', { offset: 0, limit: 1 });
    const before = first.get();
    apply(store, put(ticket('b', { owner: 'ann' }), 2));
    expect(first.get()).toBe(before);
    expect(store.queries.list(byState, 'none').get()).toBe(
      store.queries.list(remarksOf, 'x').get(),
    );
  });

  it('a filter runs again only when a touched row matched before or matches now', () => {
    const store = storeWith(ticket('a', { rank: 1 }), ticket('b', { rank: 2 }));
    let scans = 0;
    const high = store.queries.filter(byState, 'open', (row) => {
      scans += 1;
      return row.rank >= 2;
    });
    let calls = 0;
    const end = high.subscribe(() => (calls += 1));
    expect(ids(high.get())).toEqual(['b']);
    scans = 0;
    apply(store, put(ticket('a', { rank: 0 }), 2));
    expect([ids(high.get()), calls, scans]).toEqual([['b'], 0, 2]);
    apply(store, put(ticket('a', { rank: 3 }), 3));
    expect([ids(high.get()), calls]).toEqual([['a', 'b'], 1]);
    end();
    apply(store, gone('b', 4));
    expect([ids(high.get()), calls]).toEqual([['a'], 1]);
  });

  it('one listener that throws keeps nobody else from being told', async () => {
    const store = storeWith(ticket('a'));
    const uncaught = new Promise((resolve) => {
      process.prependOnceListener('uncaughtException', resolve);
    });
    const others = process.listeners('uncaughtException').slice(1);
    for (const other of others) process.off('uncaughtException', other);
    let told = false;
    store.queries.row('tickets', 'a').subscribe(() => {
      throw new Error('a bug of the screen');
    });
    store.queries.row('tickets', 'a').subscribe(() => (told = true));
    apply(store, put(ticket('a', { rank: 1 }), 2));
    expect(told).toBe(true);
    await expect(uncaught).resolves.toMatchObject({ message: 'a bug of the screen' });
    for (const other of others) process.on('uncaughtException', other);
  });
});

describe('the order of a key', () => {
  it('tells nobody of a row that changes where it stands', () => {
    const store = storeWith(ticket('a', { rank: 1 }), ticket('b', { rank: 2 }));
    const order = store.queries.ids(byState, 'open');
    let told = 0;
    order.subscribe(() => (told += 1));
    const before = order.get();
    apply(store, put(ticket('a', { rank: 1, owner: 'ann' }), 2));
    expect([told, order.get() === before]).toEqual([0, true]);
    apply(store, put(ticket('a', { rank: 3 }), 3));
    expect([told, order.get()]).toEqual([1, before.toReversed()]);
  });
});
