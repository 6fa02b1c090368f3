import {
  SCHEMA_VERSION,
  type BootstrapPage,
  type Delta,
  type Pushed,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { openOutbox } from '../../engine/outbox.ts';
import { deadline, next, start } from '../../engine/session.ts';
import type { SessionEffect, SessionEvent, SessionState } from '../../engine/session-state.ts';

/** A session driven by hand: `random` is 1 minus a hair, so that every backoff is at its bound. */
export class SessionDriver {
  now = 1_000;
  state: SessionState;
  effects: readonly SessionEffect[];
  #ids = 0;

  constructor() {
    const stored = { replicaId: 'replica-1', nextMid: 1, mutations: [] };
    const first = start(
      openOutbox(stored, () => 'unused'),
      'build',
      this.#moment(),
    );
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

  get kinds(): string[] {
    return this.effects.map((effect) => effect.type);
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
    return this.send({ type: 'welcome', exchange, welcome });
  }

  live(): this {
    return this.page().send({ type: 'opened' }).welcome();
  }

  delta(from: number, to: number, fields: Partial<Delta> = {}): this {
    const delta = { epoch: 'e1', from, to, tag: `t${to}`, changes: [], ...fields };
    return this.send({ type: 'delta', delta });
  }

  /** A mutation that storage has at once. */
  mutate(uid: string, args: unknown = {}): this {
    const mutation = { uid, name: 'm', version: 1, args, clientAt: '', after: [] };
    return this.send({ type: 'mutated', mutation }, { type: 'stored', uid, stored: 'stored' });
  }

  pushed(fields: Partial<Pushed> & { lastMid: number }): this {
    const exchange = this.state.outbox.inFlight?.exchange ?? -1;
    return this.send({ type: 'pushed', exchange, pushed: fields });
  }
}
