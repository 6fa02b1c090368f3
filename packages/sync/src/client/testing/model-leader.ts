import type { Change } from '@frontdesk/core/sync-protocol';
import type { NewMutation } from '../../engine/journal.ts';
import { editsForTab } from '../../engine/tab-edits.ts';
import type { RowEdit, RowsAt, StoreCommit } from '../../store/local-store.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import { rowKey, type ReplicaRow, type ReplicaWriter } from '../../store/rows.ts';
import type { EngineLink, EnginePort } from '../../tabs/engine-link.ts';
import { SteppedPorts } from '../../tabs/port-pair.ts';
import type { QueuedItem, ToEngine, ToTab } from '../../tabs/tab-protocol.ts';
import { DESK_MUTATIONS, type Actor } from './desk-mutations.ts';
import type { Desk } from './ticket.ts';
import { TICKET_RULES } from './ticket-rules.ts';

export type Known = { readonly entity: string; readonly row: ReplicaRow };
type Rows = Map<string, Known>;

/** What the log holds of one transaction. */
type Entry = {
  readonly seq: number;
  readonly changes: readonly Change[];
  readonly revoked: readonly string[];
  readonly granted: string | null;
  readonly settled: readonly string[];
};

/** The server as far as a tab can tell: rows, the scopes that the user holds, and the order of it all. */
export class ModelServer {
  readonly rows: Rows = new Map();
  readonly scopes = new Set(['team-1', 'team-2']);
  readonly log: Entry[] = [];
  epoch = 'e1';
  /** Saved and not yet executed, in order. */
  journal: NewMutation[] = [];
  readonly settled = new Map<string, NewMutation>();

  get seq(): number {
    return this.log.at(-1)?.seq ?? 0;
  }

  visible(): Rows {
    return new Map([...this.rows].filter(([, { row }]) => this.scopes.has(row.scopeId)));
  }

  write(rows: readonly { entity: string; id: string; row: ReplicaRow | null }[]): void {
    this.#append(rows, []);
  }

  /** Executes the next mutations of the journal. */
  execute(count: number): void {
    for (const mutation of this.journal.splice(0, count)) {
      const written = new Map<string, { entity: string; id: string; row: ReplicaRow | null }>();
      run(mutation, (key) => written.get(key)?.row ?? this.rows.get(key)?.row, written);
      this.settled.set(mutation.uid, mutation);
      this.#append([...written.values()], [mutation.uid]);
    }
  }

  /** The database is restored somewhere else: the log is another one, and shorter. */
  restore(): void {
    this.epoch = `${this.epoch}+`;
    this.log.length = 0;
  }

  revoke(scope: string): void {
    if (this.scopes.delete(scope)) this.#note({ revoked: [scope] });
  }

  grant(scope: string): void {
    if (this.scopes.has(scope)) return;
    this.scopes.add(scope);
    this.#note({ granted: scope });
  }

  #append(
    rows: readonly { entity: string; id: string; row: ReplicaRow | null }[],
    settled: readonly string[],
  ): void {
    const seq = this.seq + 1;
    const changes = rows.flatMap(({ entity, id, row }, idx): Change[] => {
      const key = rowKey(entity, id);
      const scopeId = row?.scopeId ?? this.rows.get(key)?.row.scopeId;
      if (scopeId === undefined) return [];
      if (row) this.rows.set(key, { entity, row });
      else this.rows.delete(key);
      if (!this.scopes.has(scopeId)) return [];
      const base = { seq, idx, scopeId, entity, id };
      return [row ? { ...base, op: 'U', row } : { ...base, op: 'D' }];
    });
    this.#note({ changes, settled });
  }

  #note(entry: Partial<Entry>): void {
    const nothing = { changes: [], revoked: [], granted: null, settled: [] };
    this.log.push({ ...nothing, ...entry, seq: this.seq + 1 });
  }
}

function run(
  mutation: NewMutation,
  read: (key: string) => ReplicaRow | undefined,
  written: Map<string, { entity: string; id: string; row: ReplicaRow | null }>,
): void {
  const get = (entity: string, id: string) => read(rowKey(entity, id)) as never;
  const put = (entity: string, row: ReplicaRow) =>
    void written.set(rowKey(entity, row.id), { entity, id: row.id, row });
  const writer: ReplicaWriter<Desk> = {
    get,
    put,
    patch: (entity, id, fields: Partial<ReplicaRow>) => {
      const row = read(rowKey(entity, id));
      if (row) put(entity, { ...row, ...fields });
    },
    remove: (entity, id) => void written.set(rowKey(entity, id), { entity, id, row: null }),
  };
  const { optimistic } = DESK_MUTATIONS[mutation.name as keyof typeof DESK_MUTATIONS];
  const actor: Actor = { user: 'ann', now: mutation.clientAt };
  (optimistic as (writer: unknown, args: unknown, meta: unknown) => void)(
    writer,
    mutation.args,
    actor,
  );
}

/** What a store outlives: a leader goes on from it. */
export class ModelDisk {
  readonly store = new MemoryStore(TICKET_RULES);
  seq = 0;
  epoch = '';
  isWhole = false;
  scopes: readonly string[] = [];
}

/**
 * A leader as a tab knows it: edits go to the tab at once and to the store later; answers are read when their turn
 * comes in the store's queue.
 */
export class ModelLeader {
  readonly ports = new SteppedPorts<ToEngine, ToTab>();
  readonly #server: ModelServer;
  readonly #disk: ModelDisk;
  /** The store's calls, in order. */
  readonly #calls: (() => Promise<void>)[] = [];
  readonly #groups = new Set<string>();
  #seq: number;
  #epoch: string;
  /** Executed, but above the store that this leader went on from. */
  #acked: string[] = [];
  #isAttached = false;
  #granted: Map<string, number>;
  #jobs: Generator<void>[] = [];
  #isEnding = false;

  constructor(server: ModelServer, disk: ModelDisk) {
    this.#server = server;
    this.#disk = disk;
    this.#seq = disk.isWhole ? disk.seq : -1;
    this.#epoch = disk.isWhole ? disk.epoch : '';
    this.#granted = new Map([...disk.scopes].map((scope) => [scope, 0]));
    const above = server.log.filter(({ seq }) => disk.isWhole && seq > disk.seq);
    this.#acked = above.flatMap(({ settled }) => [...settled]);
    this.ports.far.listen((message) => this.#hear(message));
  }

  /** The next call to the store is made. */
  async work(): Promise<boolean> {
    const call = this.#calls.shift();
    await call?.();
    return call !== undefined;
  }

  /** Brings what the server has done since, and goes on with what is to be loaded by one step; false: nothing is left. */
  catchUp(): boolean {
    const isOther = this.#epoch !== '' && this.#epoch !== this.#server.epoch;
    if (isOther || (this.#seq < 0 && this.#jobs.length === 0)) this.#jobs = [this.#loadAll()];
    const isWorking = this.#jobs.length > 0;
    if (this.#jobs[0]?.next().done === true) this.#jobs.shift();
    if (this.#seq < 0 || this.#epoch !== this.#server.epoch) return true;
    const news = this.#server.log.filter(({ seq }) => seq > this.#seq);
    for (const entry of news) this.#take(entry);
    return isWorking || news.length > 0;
  }

  #take({ seq, changes, revoked, granted, settled }: Entry): void {
    this.#seq = seq;
    this.#acked = this.#acked.filter((uid) => !settled.includes(uid));
    for (const scope of revoked) this.#granted.delete(scope);
    if (granted !== null) {
      this.#granted.set(granted, seq);
      this.#jobs.push(this.#loadScope(granted));
    }
    const held = changes.filter(({ scopeId }) => this.#granted.has(scopeId));
    this.#edit([{ type: 'frame', changes: held, revoked }], settled);
    for (const uid of settled) {
      this.#say({ type: 'outcome', uid, result: { mid: 1, uid, status: 'applied' } });
    }
    this.#tellQueue();
  }

  *#loadAll(): Generator<void> {
    this.#seq = -1;
    this.#epoch = '';
    this.#edit([{ type: 'begin_load', target: { kind: 'replica' } }], []);
    yield;
    this.#seq = this.#server.seq;
    this.#epoch = this.#server.epoch;
    this.#acked = [];
    this.#granted = new Map([...this.#server.scopes].map((scope) => [scope, this.#seq]));
    const page = { ...this.#snapshot('tickets'), onlyScopes: [...this.#granted.keys()] };
    this.#edit([{ type: 'page', page }], [...this.#server.settled.keys()]);
    this.#tellQueue();
    yield;
    const late = this.#snapshot('remarks');
    yield;
    this.#page(late);
    yield;
    this.#endLoad();
  }

  *#loadScope(scope: string): Generator<void> {
    this.#edit([{ type: 'begin_load', target: { kind: 'scope', scope } }], []);
    yield;
    const pages = [this.#snapshot('tickets'), this.#snapshot('remarks')];
    for (const page of pages) {
      yield;
      const rows = Object.entries(page.rows).map(([entity, of]) => [
        entity,
        of.filter((row) => row.scopeId === scope),
      ]);
      this.#page({ ...page, rows: Object.fromEntries(rows) });
    }
    this.#endLoad();
  }

  /** The last load that is under way makes the stored place whole. */
  #endLoad(): void {
    this.#isEnding = this.#jobs.length === 1;
    this.#edit([{ type: 'end_load' }], []);
    this.#isEnding = false;
  }

  /** A page is taken for scopes that are held and were granted before its snapshot. */
  #page({ seq, rows }: RowsAt): void {
    const taken = Object.entries(rows).map(([entity, of]) => [
      entity,
      of.filter(({ scopeId }) => (this.#granted.get(scopeId) ?? Infinity) <= seq),
    ]);
    const page = { seq, rows: Object.fromEntries(taken), onlyScopes: null };
    this.#edit([{ type: 'page', page }], []);
  }

  #snapshot(entity: string): RowsAt {
    const known = [...this.#server.visible().values()].filter((one) => one.entity === entity);
    return { seq: this.#server.seq, rows: { [entity]: known.map(({ row }) => row) } };
  }

  #edit(edits: readonly RowEdit[], settled: readonly string[]): void {
    // Loads that are not whole stand in the stored place: here, who reads it begins anew.
    const isWhole = this.#jobs.length === 0 || this.#isEnding;
    const at = { seq: this.#seq, epoch: this.#epoch };
    const own = editsForTab(edits, TICKET_RULES, this.#groups);
    this.#say({ type: 'edits', ...at, edits: own, settled });
    const cursor = at.seq < 0 ? null : { ...at, tag: 't' };
    const commit: StoreCommit = {
      edits,
      place: { cursor, session: null },
      settled: [],
      noted: [],
    };
    const scopes = [...this.#granted.keys()];
    this.#calls.push(async () => {
      await this.#disk.store.commit(commit);
      Object.assign(this.#disk, at, { isWhole, scopes });
    });
  }

  #say(message: ToTab): void {
    if (this.#isAttached) this.ports.far.post(message);
  }

  #tellQueue(): void {
    const { journal, settled } = this.#server;
    const acked = this.#acked.flatMap((uid) => settled.get(uid) ?? []);
    const order: QueuedItem[] = [
      ...acked.map(({ uid }) => ({ uid, saved: true, sent: true, acked: true }) as const),
      ...journal.map(({ uid }) => ({ uid, saved: true, sent: false })),
    ];
    this.#say({ type: 'queue', order, added: [...acked, ...journal] });
  }

  #hear(message: ToEngine): void {
    switch (message.type) {
      case 'attach':
        this.#isAttached = true;
        for (const uid of message.awaited) this.#tellOutcome(uid);
        this.#image();
        for (const group of message.groups) this.#hold(group);
        for (const mutation of message.unsaved) this.#takeIn(mutation);
        this.#tellQueue();
        return;
      case 'refresh':
        this.#image();
        return;
      case 'hold':
        this.#hold(message.group);
        return;
      case 'release':
        this.#groups.delete(message.group);
        return;
      case 'mutate':
        this.#takeIn(message.mutation);
        this.#tellQueue();
        return;
      default:
    }
  }

  #takeIn(mutation: NewMutation): void {
    const { journal, settled } = this.#server;
    if (settled.has(mutation.uid)) this.#tellOutcome(mutation.uid);
    else if (!journal.some(({ uid }) => uid === mutation.uid)) journal.push(mutation);
  }

  #tellOutcome(uid: string): void {
    if (!this.#server.settled.has(uid)) return;
    this.#say({ type: 'outcome', uid, result: { mid: 1, uid, status: 'applied' } });
  }

  #image(): void {
    const [seq, epoch] = [this.#seq, this.#epoch];
    this.#calls.push(async () => {
      await this.#disk.store.hot(({ rows }) =>
        this.#say({ type: 'image', part: { seq, rows }, epoch }),
      );
      this.#say({ type: 'image_end', seq, epoch });
    });
  }

  #hold(group: string): void {
    this.#groups.add(group);
    const [seq, epoch] = [this.#seq, this.#epoch];
    this.#calls.push(async () => {
      const { rows } = await this.#disk.store.group(group);
      this.#say({ type: 'window', group, at: { seq, rows }, epoch });
    });
  }
}

/** A tab's way to one leader after another; each goes on from what the one before has left. */
export class ModelLink implements EngineLink {
  readonly #server: ModelServer;
  readonly #disk = new ModelDisk();
  #onLeader: (port: EnginePort) => void = () => undefined;
  leader: ModelLeader | null = null;

  constructor(server: ModelServer) {
    this.#server = server;
  }

  follow(onLeader: (port: EnginePort) => void): void {
    this.#onLeader = onLeader;
    this.lead();
  }

  /** The present leader dies; what it had not given to the store is lost. */
  lead(): void {
    this.leader?.ports.cut();
    this.leader = new ModelLeader(this.#server, this.#disk);
    this.#onLeader(this.leader.ports.near);
  }

  close(): void {
    this.leader?.ports.cut();
  }
}
