import { indexOf } from '../index-of.ts';

/** A made-up record: the engine must not care what rows mean. */
export type Ticket = {
  readonly id: string;
  readonly scopeId: string;
  readonly state: 'open' | 'done' | 'hidden';
  readonly owner: string | null;
  readonly rank: number;
};

/** Belongs to a ticket; `place` 0 is not numbered yet. */
export type Remark = {
  readonly id: string;
  readonly scopeId: string;
  readonly ticketId: string;
  readonly place: number;
  readonly text: string;
};

export type Desk = { tickets: Ticket; remarks: Remark };

const index = indexOf<Desk>();

export const byState = index('tickets', {
  keys: (t) => {
    if (t.state === 'hidden') return null;
    return t.owner === null ? t.state : [t.state, `${t.state}|${t.owner}`];
  },
  compare: (a, b) => b.rank - a.rank,
});

const place = (remark: Remark): number => remark.place || Number.POSITIVE_INFINITY;

export const remarksOf = index('remarks', {
  keys: (r) => r.ticketId,
  compare: (a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)),
});

export const ticket = (id: string, fields: Partial<Ticket> = {}): Ticket => ({
  id,
  scopeId: 'team-1',
  state: 'open',
  owner: null,
  rank: 0,
  ...fields,
});

export const remark = (id: string, ticketId: string, fields: Partial<Remark> = {}): Remark => ({
  id,
  scopeId: 'team-1',
  ticketId,
  place: 0,
  text: '',
  ...fields,
});
