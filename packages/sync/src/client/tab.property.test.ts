import { must } from '@frontdesk/core/assert';
import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import assert from 'node:assert/strict';
import { rowKey, type ReplicaRow } from '../store/rows.ts';
import { LiveValue } from './live.ts';
import { createTabClient } from './tab-client.ts';
import { seededRandom } from './testing/chance.ts';
import { DESK_MUTATIONS } from './testing/desk-mutations.ts';
import { ModelLink, ModelServer } from './testing/model-leader.ts';
import { byState, remark, remarksOf, ticket, type Desk } from './testing/ticket.ts';
import { TICKET_RULES } from './testing/ticket-rules.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const TICKETS = 4;
const REMARKS = 10;

const ticketId = fc.nat({ max: TICKETS - 1 });
const remarkId = fc.nat({ max: REMARKS - 1 });
const scopeOf = (n: number): string => (n % 2 === 0 ? 'team-1' : 'team-2');
const ticketRow = (n: number, rank: number) => ticket(`t${n}`, { scopeId: scopeOf(n), rank });
const remarkRow = (n: number, text: string) =>
  remark(`r${n}`, `t${n % TICKETS}`, { scopeId: scopeOf(n), place: n + 1, text });

const written = fc.oneof(
  fc.tuple(ticketId, fc.nat({ max: 3 })).map(([n, rank]) => ({
    entity: 'tickets',
    id: `t${n}`,
    row: ticketRow(n, rank),
  })),
  fc.tuple(remarkId, fc.constantFrom('calm', 'cool', 'urgent')).map(([n, text]) => ({
    entity: 'remarks',
    id: `r${n}`,
    row: remarkRow(n, text),
  })),
  fc.tuple(fc.constantFrom('tickets', 'remarks'), remarkId).map(([entity, n]) => ({
    entity,
    id: `${entity === 'tickets' ? 't' : 'r'}${n}`,
    row: null,
  })),
);

type Op = (scene: Scene) => void | Promise<void>;
const named = (name: string, op: Op): Op => Object.assign(op, { toString: () => name });

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(written, { minLength: 1, maxLength: 3 })
      .map((rows) => named(`write ${JSON.stringify(rows)}`, (w) => w.server.write(rows))),
  },
  { weight: 4, arbitrary: fc.constant(named('catch up', (w) => void w.link.leader?.catchUp())) },
  {
    weight: 6,
    arbitrary: fc.nat({ max: 5 }).map((n) => named(`deliver ${n}`, (w) => w.deliver(n))),
  },
  {
    weight: 4,
    arbitrary: fc.nat({ max: 3 }).map((n) => named(`store ${n}`, (w) => w.store(n))),
  },
  { weight: 3, arbitrary: ticketId.map((n) => named(`hold t${n}`, (w) => w.hold(`t${n}`))) },
  { weight: 2, arbitrary: ticketId.map((n) => named(`let go t${n}`, (w) => w.letGo(`t${n}`))) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(ticketId, fc.nat({ max: 9 }))
      .map(([n, rank]) =>
        named(
          `rank t${n} ${rank}`,
          (w) => void w.client.mutate('ticket.rank', { id: `t${n}`, rank }),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(remarkId, fc.constantFrom('mine', 'urgent'))
      .map(([n, text]) =>
        named(
          `edit r${n} ${text}`,
          (w) => void w.client.mutate('remark.edit', { id: `r${n}`, text }),
        ),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: 2 }).map((n) => named(`execute ${n}`, (w) => w.server.execute(n))),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('team-1', 'team-2').chain((scope) =>
      fc.constantFrom(
        named(`revoke ${scope}`, (w) => w.server.revoke(scope)),
        named(`grant ${scope}`, (w) => w.server.grant(scope)),
      ),
    ),
  },
  { weight: 1, arbitrary: fc.constant(named('another leader', (w) => w.link.lead())) },
  {
    weight: 1,
    arbitrary: fc.constant(named('another epoch', (w) => w.server.restore())),
  },
);

/** One tab, its leaders and the server, with everything between them on its way. */
class Scene {
  readonly server = new ModelServer();
  readonly link = new ModelLink(this.server);
  readonly client = createTabClient<Desk, typeof DESK_MUTATIONS>({
    link: this.link,
    clock: new VirtualClock(seededRandom(1)),
    mutations: DESK_MUTATIONS,
    indexes: [byState, remarksOf],
    rules: TICKET_RULES,
    identity: { user: 'ann' },
    build: 'test',
    onRefused: () => undefined,
    visible: new LiveValue(true),
  });
  readonly #held = new Map<string, () => void>();
  #before = new Map<string, ReplicaRow>();
  #told = 0;

  constructor() {
    const rows = this.client.store;
    for (let n = 0; n < TICKETS; n += 1) rows.row('tickets', `t${n}`).subscribe(() => this.#tell());
    for (let n = 0; n < REMARKS; n += 1) rows.row('remarks', `r${n}`).subscribe(() => this.#tell());
  }

  #tell(): void {
    this.#told += 1;
  }

  deliver(count: number): void {
    for (let n = 0; n < count; n += 1) {
      this.link.leader?.ports.step('toFar');
      this.link.leader?.ports.step('toNear');
      this.checkIdentity();
    }
  }

  async store(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.link.leader?.work();
  }

  hold(group: string): void {
    if (this.#held.has(group)) return;
    this.#held.set(
      group,
      this.client.hold(group).subscribe(() => undefined),
    );
  }

  letGo(group: string): void {
    this.#held.get(group)?.();
    this.#held.delete(group);
  }

  /** Everything arrives everywhere. */
  async settle(): Promise<void> {
    const leader = must(this.link.leader, 'leader');
    while (leader.catchUp()) await this.store(1);
    for (let isQuiet = false; !isQuiet;) {
      const [far, near] = [leader.ports.step('toFar'), leader.ports.step('toNear')];
      isQuiet = !far && !near && !(await leader.work());
    }
  }

  shown(): Map<string, ReplicaRow> {
    const shown = new Map<string, ReplicaRow>();
    const take = (entity: 'tickets' | 'remarks', id: string): void => {
      const row = this.client.store.get(entity, id);
      if (row) shown.set(rowKey(entity, id), row);
    };
    for (let n = 0; n < TICKETS; n += 1) take('tickets', `t${n}`);
    for (let n = 0; n < REMARKS; n += 1) take('remarks', `r${n}`);
    return shown;
  }

  /** A row is another object exactly when it says something else, and somebody was told then. */
  checkIdentity(): void {
    const now = this.shown();
    const keys = [...new Set([...now.keys(), ...this.#before.keys()])];
    const changed = keys.filter((key) => this.#before.get(key) !== now.get(key));
    for (const key of changed) assert.notDeepEqual(this.#before.get(key), now.get(key));
    assert.equal(this.#told > 0, changed.length > 0, 'who follows rows is told when one changed');
    this.#before = now;
    this.#told = 0;
  }

  /** What must be shown when everything has arrived; what is kept warm may be shown too. */
  check(): void {
    const shown = this.shown();
    const rows = new Map([...this.server.visible()].map(([key, { row }]) => [key, row]));
    for (const [key, { entity, row }] of this.server.visible()) {
      const group = TICKET_RULES.groupOf(entity, row);
      const isWanted = group === null || TICKET_RULES.isHot(entity, row) || this.#held.has(group);
      if (!isWanted && !shown.has(key)) rows.delete(key);
    }
    assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(rows));
    assert.deepEqual(this.client.pending.get(), []);
  }
}

async function play(ops: readonly Op[]): Promise<void> {
  const scene = new Scene();
  for (const one of ops) {
    await one(scene);
    scene.checkIdentity();
  }
  await scene.settle();
  scene.server.execute(Number.POSITIVE_INFINITY);
  await scene.settle();
  scene.check();
}

describe('a tab against recomputation', () => {
  it('I9, rule 61, rule 62, rule 63: whatever comes late, twice or from another leader, in the end it shows the rows that it holds', async () => {
    await fc.assert(fc.asyncProperty(fc.array(op, { maxLength: 60, size: 'max' }), play), {
      numRuns: 500,
    });
  });
});
