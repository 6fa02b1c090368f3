import {
  SCHEMA_VERSION,
  type BootstrapPage,
  type Delta,
  type Pushed,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import type { JournalImage } from '../../engine/journal.ts';
import { restore } from '../../engine/restore.ts';
import { deadline, next, start } from '../../engine/session.ts';
import type { SessionEffect, SessionEvent, SessionState } from '../../engine/session-state.ts';
import type { OpenedStore, RowEdit } from '../../store/local-store.ts';

/** A session driven by hand: `random` is 1 minus a hair, so that every backoff is at its bound. */
export class SessionDriver {
  now = 1_000;
  state: SessionState;
  effects: readonly SessionEffect[];
  #ids = 0;

  /** What a leader before left, if there was one. */
  constructor(left: { journal?: Partial<JournalImage>; store?: OpenedStore; now?: number } = {}) {
    this.now = left.now ?? this.now;
    const journal = { replicaId: 'replica-1', term: 1, nextMid: 1, entries: [], ...left.journal };
    const store = left.store ?? { place: null, settled: [] };
    const { state } = restore({ journal, store, build: 'build' }, this.#moment());
    const first = start(state, this.#moment());
    this.state = first.state;
    this.effects = first.effects;
  }

  #moment() {
    return { now: this.now, random: 0.999_999, newId: () => `new-${(this.#ids += 1)}` };
  }

  send(...events: readonly SessionEvent[]): this {
    for (const event of events) {
      const step = next(this.state, event, this.#moment());
      this.state = step.state;
      this.effects = step.effects;
    }
    return this;
  }

  /** Time goes on to the next deadline. */
  wait(): this {
    this.now = Math.max(this.now, deadline(this.state));
    return this.send({ type: 'tick' });
  }

  /** What is to be done, in order; an edit by its own kind. Writing the journal is left out. */
  get kinds(): string[] {
    const seen = this.effects.filter(({ type }) => type !== 'write' && type !== 'archive');
    return seen.map((effect) => (effect.type === 'edit' ? effect.edit.type : effect.type));
  }

  /** Of the step's edits, the one of this kind. */
  edit<T extends RowEdit['type']>(type: T): Extract<RowEdit, { type: T }> {
    const edits = this.effects.flatMap((effect) => (effect.type === 'edit' ? [effect.edit] : []));
    const found = edits.find((edit) => edit.type === type);
    if (!found) throw new Error(`no ${type} among ${this.kinds.join(', ')}`);
    return found as Extract<RowEdit, { type: T }>;
  }

  effect<T extends SessionEffect['type']>(type: T): Extract<SessionEffect, { type: T }> {
    const found = this.effects.find((effect) => effect.type === type);
    if (!found) throw new Error(`no ${type} among ${this.kinds.join(', ')}`);
    return found as Extract<SessionEffect, { type: T }>;
  }

  page(fields: Partial<BootstrapPage> = {}, seq = 10): this {
    const page: BootstrapPage = {
      cursor: { epoch: 'e1', seq, tag: `t${seq}` },
      schemaVersion: SCHEMA_VERSION,
      lastMid: 0,
      results: [],
      scopes: ['s1'],
      rows: {},
      next: null,
      ...fields,
    };
    return this.send({ type: 'page', load: this.state.loads.current?.id ?? 0, page });
  }

  welcome(fields: Partial<Welcome> = {}): this {
    const { outbox, exchange } = this.state;
    const welcome: Welcome = {
      mode: 'resume',
      epoch: 'e1',
      head: 10,
      lastMid: (outbox.queue[0]?.mid ?? outbox.nextMid) - 1,
      scopes: ['s1'],
      serverTime: '',
      ...fields,
    };
    return this.send({ type: 'welcome', exchange, welcome }).written();
  }

  live(): this {
    return this.page().send({ type: 'opened' }).welcome();
  }

  delta(from: number, to: number, fields: Partial<Delta> = {}): this {
    const delta = { epoch: 'e1', from, to, tag: `t${to}`, changes: [], ...fields };
    return this.send({ type: 'delta', delta });
  }

  /** The journal has what it was given, and what it is given then. */
  written(): this {
    for (let { underway } = this.state.writes; underway; { underway } = this.state.writes) {
      const before = this.effects;
      this.send({ type: 'written', write: underway.id });
      this.effects = [...before, ...this.effects];
    }
    return this;
  }

  /** A mutation that the journal has at once. */
  mutate(uid: string, args: unknown = {}): this {
    const mutation = { uid, name: 'm', version: 1, args, clientAt: '', after: [] };
    return this.send({ type: 'mutated', mutation }).written();
  }

  pushed(fields: Partial<Pushed> & { lastMid: number }): this {
    const exchange = this.state.outbox.inFlight?.exchange ?? -1;
    return this.send({ type: 'pushed', exchange, pushed: fields });
  }
}
