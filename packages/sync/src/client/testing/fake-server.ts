import {
  SCHEMA_VERSION,
  type BootstrapPage,
  type Change,
  type Delta,
  type Hello,
  type Mutation,
  type MutationResult,
  type Push,
  type Pushed,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import type { PageAnswer, PageRequest } from '../../engine/page-source.ts';
import type { ReplicaRow } from '../../store/rows.ts';
import { decide, type ServerRows } from './desk-mutations.ts';

export type Marker = {
  readonly user: string;
  readonly scope: string;
  readonly op: 'grant' | 'revoke';
};
type Transaction = {
  readonly seq: number;
  readonly tag: string;
  readonly changes: readonly Change[];
  readonly markers: readonly Marker[];
  readonly refetch: readonly string[];
  readonly result: { readonly replicaId: string; readonly result: MutationResult } | null;
};

/** How the server speaks to one socket. */
export type ServerSocket = {
  readonly user: string;
  readonly send: (delta: Delta) => void;
};

type Session = { replicaId: string; sent: number; unapplied: number; held: Set<string> };

export type Backup = {
  readonly rows: ServerRows;
  readonly effects: Map<string, number>;
  readonly results: Map<string, MutationResult>;
  readonly log: Transaction[];
  readonly grants: Map<string, Set<string>>;
  readonly lastMid: Map<string, number>;
  readonly uidOfMid: Map<string, string>;
};

function refill<V>(map: Map<string, V>, from: ReadonlyMap<string, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}

const ROWS_PER_PAGE = 3;
const CREDIT = 4;

/**
 * The gateway's half of the protocol over a log in memory: order, scopes, results and credit as the real
 * one has them, nothing of how. What it keeps outlives a restart; its sockets do not.
 */
export class FakeServer {
  readonly rows: ServerRows = new Map([
    ['tickets', new Map()],
    ['remarks', new Map()],
  ]);
  /** How often each mutation took effect. */
  readonly effects = new Map<string, number>();
  readonly results = new Map<string, MutationResult>();
  /** What it says to be comparable. */
  whole: readonly string[] = [];
  epoch = 'epoch-1';
  log: Transaction[] = [];
  readonly #grants = new Map<string, Set<string>>();
  readonly #lastMid = new Map<string, number>();
  readonly #uidOfMid = new Map<string, string>();
  #sessions = new Map<ServerSocket, Session>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  get head(): number {
    return this.log.length;
  }

  scopesOf(user: string): Set<string> {
    const scopes = this.#grants.get(user) ?? new Set();
    this.#grants.set(user, scopes);
    return scopes;
  }

  /** One transaction of somebody else: an outside writer. */
  write(rows: readonly (readonly [entity: string, row: ReplicaRow])[]): void {
    this.#commit(rows, null);
  }

  remove(entity: string, id: string): void {
    const known = this.rows.get(entity)?.get(id);
    if (!known) return;
    this.rows.get(entity)?.delete(id);
    const change = { scopeId: known.scopeId, entity, id, op: 'D' as const };
    this.#append({ changes: [{ ...change, seq: this.head + 1, idx: 0 }] });
  }

  mark(marker: Marker): void {
    const scopes = this.scopesOf(marker.user);
    if (scopes.has(marker.scope) === (marker.op === 'grant')) return;
    if (marker.op === 'grant') scopes.add(marker.scope);
    else scopes.delete(marker.scope);
    this.#append({ markers: [marker] });
  }

  refetch(entity: string): void {
    this.#append({ refetch: [entity] });
  }

  /** What a backup of its database would hold now. */
  backup(): Backup {
    return structuredClone({
      rows: this.rows,
      effects: this.effects,
      results: this.results,
      log: this.log,
      grants: this.#grants,
      lastMid: this.#lastMid,
      uidOfMid: this.#uidOfMid,
    });
  }

  /** The database is the one of a backup, under another epoch; what came since is forgotten. */
  restore(backup: Backup, epoch: string): void {
    const was = structuredClone(backup);
    this.restart();
    this.epoch = epoch;
    this.log = was.log;
    refill(this.rows, was.rows);
    refill(this.effects, was.effects);
    refill(this.results, was.results);
    refill(this.#grants, was.grants);
    refill(this.#lastMid, was.lastMid);
    refill(this.#uidOfMid, was.uidOfMid);
  }

  restart(): void {
    this.#sessions = new Map();
  }

  hello(socket: ServerSocket, hello: Hello): Welcome {
    const lastMid = this.#lastMid.get(hello.replicaId) ?? 0;
    const scopes = [...this.scopesOf(socket.user)];
    const answer = { epoch: this.epoch, head: this.head, lastMid, scopes, serverTime: '' };
    const isForgotten = !this.#lastMid.has(hello.replicaId) && hello.nextMid > 1;
    if (isForgotten) return { ...answer, mode: 'resume', forked: true };
    const { cursor } = hello;
    const known = cursor && this.log[cursor.seq - 1];
    const isOurs = cursor?.epoch === this.epoch && (cursor.seq === 0 || known?.tag === cursor.tag);
    if (!cursor || !isOurs) return { ...answer, mode: 'bootstrap', reason: 'new' };
    this.#sessions.set(socket, {
      replicaId: hello.replicaId,
      sent: cursor.seq,
      unapplied: 0,
      held: this.#heldAt(socket.user, cursor.seq),
    });
    return { ...answer, mode: 'resume' };
  }

  applied(socket: ServerSocket, to: number): void {
    const session = this.#sessions.get(socket);
    if (session && to <= session.sent) session.unapplied = Math.max(0, session.unapplied - 1);
  }

  /** Consumes a push as far as it can; now and then it cannot. */
  push(socket: ServerSocket, { mutations }: Push): Pushed {
    const session = this.#sessions.get(socket);
    if (!session) return { lastMid: 0, retryAfter: 100 };
    const { replicaId } = session;
    for (const mutation of mutations) {
      const last = this.#lastMid.get(replicaId) ?? 0;
      if (mutation.mid <= last) {
        const isOther = this.#uidOfMid.get(`${replicaId}:${mutation.mid}`) !== mutation.uid;
        if (isOther) return { lastMid: last, forked: true };
        continue;
      }
      if (mutation.mid > last + 1) return { lastMid: last, resendFrom: last + 1 };
      if (this.#random() < 0.1) return { lastMid: last, retryAfter: 200 };
      this.#consume(replicaId, mutation);
    }
    return { lastMid: this.#lastMid.get(replicaId) ?? 0 };
  }

  page(user: string, request: PageRequest): PageAnswer {
    if (this.#random() < 0.1) return { ok: false, failure: { kind: 'unavailable' } };
    if (request.page !== null && this.#random() < 0.05) {
      return { ok: false, failure: { kind: 'expired' } };
    }
    return { ok: true, page: this.#page(user, request) };
  }

  /** Sends to every socket with credit what it has not got. */
  flush(): void {
    for (const [socket, session] of this.#sessions) {
      while (session.unapplied < CREDIT && session.sent < this.head)
        this.#sendNext(socket, session);
    }
  }

  #page(user: string, { scope, page, replicaId }: PageRequest): BootstrapPage {
    const scopes = this.scopesOf(user);
    const all = [...this.rows].flatMap(([entity, rows]) =>
      [...rows.values()]
        .filter((row) => scopes.has(row.scopeId) && (scope === null || row.scopeId === scope))
        .map((row) => ({ key: `${entity}/${row.id}`, entity, row })),
    );
    // Keyset paging: each page is read when it is asked for, from a snapshot of its own.
    const rest = all
      .filter(({ key }) => key > (page ?? ''))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const rows: Record<string, ReplicaRow[]> = {};
    const now = rest.slice(0, ROWS_PER_PAGE);
    for (const { entity, row } of now) (rows[entity] ??= []).push(row);
    return {
      cursor: { epoch: this.epoch, seq: this.head, tag: this.log.at(-1)?.tag ?? '' },
      schemaVersion: SCHEMA_VERSION,
      lastMid: this.#lastMid.get(replicaId) ?? 0,
      results: this.log.flatMap(({ result }) =>
        result?.replicaId === replicaId ? [result.result] : [],
      ),
      scopes: [...scopes],
      whole: this.whole,
      rows,
      next: rest.length > ROWS_PER_PAGE ? (now.at(-1)?.key ?? null) : null,
    };
  }

  #consume(replicaId: string, mutation: Mutation): void {
    const { mid, uid } = mutation;
    this.#lastMid.set(replicaId, mid);
    this.#uidOfMid.set(`${replicaId}:${mid}`, uid);
    const known = this.results.get(uid);
    if (known) {
      this.#commit([], { replicaId, result: { ...known, mid } });
      return;
    }
    const isOrphan = mutation.after?.some((of) => this.results.get(of)?.status === 'rejected');
    const written = isOrphan ? null : decide(this.rows, mutation);
    const result: MutationResult = written
      ? { mid, uid, status: 'applied' }
      : { mid, uid, status: 'rejected', code: isOrphan ? 'dependency_failed' : 'refused' };
    this.results.set(uid, result);
    if (written) this.effects.set(uid, (this.effects.get(uid) ?? 0) + 1);
    this.#commit(written ?? [], { replicaId, result });
  }

  #commit(
    rows: readonly (readonly [entity: string, row: ReplicaRow])[],
    result: Transaction['result'],
  ): void {
    const seq = this.head + 1;
    const changes: Change[] = [];
    for (const [entity, row] of rows) {
      const old = this.rows.get(entity)?.get(row.id);
      const base = { seq, entity, id: row.id };
      if (old && old.scopeId !== row.scopeId) {
        changes.push({ ...base, idx: changes.length, scopeId: old.scopeId, op: 'X' });
      }
      changes.push({ ...base, idx: changes.length, scopeId: row.scopeId, op: 'U', row });
      this.rows.get(entity)?.set(row.id, row);
    }
    this.#append({ changes, result });
  }

  #append(transaction: Partial<Omit<Transaction, 'seq' | 'tag'>>): void {
    const seq = this.head + 1;
    const tag = `tag-${seq}-${Math.floor(this.#random() * 1e6)}`;
    this.log.push({
      changes: [],
      markers: [],
      refetch: [],
      result: null,
      ...transaction,
      seq,
      tag,
    });
  }

  #heldAt(user: string, seq: number): Set<string> {
    const held = new Set(this.scopesOf(user));
    const since = this.log.slice(seq).flatMap(({ markers }) => markers);
    for (const { user: of, scope, op } of since.toReversed()) {
      if (of !== user) continue;
      if (op === 'grant') held.delete(scope);
      else held.add(scope);
    }
    return held;
  }

  /** One to three transactions as a frame; one that begins or ends a scope stands alone. */
  #sendNext(socket: ServerSocket, session: Session): void {
    const most = 1 + Math.floor(this.#random() * 3);
    const taken: Transaction[] = [];
    for (const one of this.log.slice(session.sent, session.sent + most)) {
      const isBoundary = one.markers.some(({ user }) => user === socket.user);
      if (isBoundary && taken.length > 0) break;
      taken.push(one);
      if (isBoundary) break;
    }
    const last = taken.at(-1);
    if (!last) return;
    const markers = taken.flatMap((one) => one.markers.filter(({ user }) => user === socket.user));
    for (const { scope, op } of markers) {
      if (op === 'grant') session.held.add(scope);
      else session.held.delete(scope);
    }
    const delta = this.#delta(session, taken, last);
    const granted = markers.flatMap(({ op, scope }) => (op === 'grant' ? [scope] : []));
    const revoked = markers.flatMap(({ op, scope }) => (op === 'revoke' ? [scope] : []));
    session.sent = last.seq;
    session.unapplied += 1;
    this.#sendInParts(socket, { ...delta, granted, revoked });
  }

  #delta(session: Session, taken: readonly Transaction[], last: Transaction): Delta {
    const changes = new Map<string, Change>();
    for (const change of taken.flatMap((one) => one.changes)) {
      if (!session.held.has(change.scopeId)) continue;
      changes.delete(`${change.entity}/${change.id}`);
      changes.set(`${change.entity}/${change.id}`, change);
    }
    const results = taken.flatMap(({ result }) =>
      result?.replicaId === session.replicaId ? [result.result] : [],
    );
    return {
      epoch: this.epoch,
      from: session.sent,
      to: last.seq,
      tag: last.tag,
      changes: [...changes.values()],
      results,
      refetch: taken.flatMap((one) => one.refetch),
      ...(results.length > 0 ? { ackMid: Math.max(...results.map(({ mid }) => mid)) } : {}),
    };
  }

  #sendInParts(socket: ServerSocket, delta: Delta): void {
    if (delta.changes.length < 2 || this.#random() < 0.5) {
      socket.send(delta);
      return;
    }
    const { epoch, from, to, tag, changes } = delta;
    socket.send({ epoch, from, to, tag, changes: changes.slice(0, 1), more: true });
    socket.send({ ...delta, changes: changes.slice(1) });
  }
}
