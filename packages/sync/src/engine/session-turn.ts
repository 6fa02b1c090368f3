import {
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type BootstrapPage,
  type Delta,
  type Pushed,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { backoff } from './backoff.ts';
import * as loads from './loads.ts';
import * as outbox from './outbox.ts';
import type { PageFailure } from './page-source.ts';
import type { Moment, SessionEffect, SessionState, Step } from './session-state.ts';

/** How long a socket may take to open, or the server to answer a hello. */
const ANSWER_WITHIN_MS = 15_000;
/** A renewed sign-in that is refused again this often is a sign-out. */
const RENEWALS = 2;

/** One transition at work: what the table's cells say, in terms of the session. Pure as a whole. */
export class SessionTurn {
  readonly moment: Moment;
  readonly #effects: SessionEffect[] = [];
  #state: SessionState;

  constructor(state: SessionState, moment: Moment) {
    this.#state = state;
    this.moment = moment;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** What follows from every state alike: a push if one is ready, a page if one is due, a load's end. */
  finish(): Step {
    this.#advanceLoads();
    this.#push();
    return { state: this.#state, effects: this.#effects };
  }

  set(fields: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...fields };
  }

  /** Takes a mutation in, and gives it its number. */
  enqueue(mutation: outbox.NewMutation): void {
    const grown = outbox.enqueue(this.#state.outbox, mutation);
    this.set({ outbox: grown });
    const queued = grown.queue.at(-1);
    if (queued) this.#effects.push({ type: 'store', mutation: queued });
  }

  connect(): void {
    this.set({ phase: 'connecting', answerBy: this.moment.now + ANSWER_WITHIN_MS, parts: [] });
    this.#effects.push({ type: 'connect' });
  }

  /** Gives the connection up and tries again later: at once is never, since everybody else does too. */
  reconnect(afterMs?: number): void {
    const { failures, phase } = this.#state;
    if (phase !== 'waiting') this.#effects.push({ type: 'disconnect' });
    this.set({
      phase: 'waiting',
      parts: [],
      failures: failures + 1,
      wakeAt: this.moment.now + (afterMs ?? backoff(failures, this.moment.random)),
    });
  }

  end(reason: string): void {
    if (this.#state.phase !== 'waiting') this.#effects.push({ type: 'disconnect' });
    this.set({ phase: 'ended', reason, parts: [] });
  }

  /** Pauses everything. `renew`: a new token may be had without the user. */
  signOut(reason: string, renew: boolean): void {
    if (this.#state.phase !== 'waiting') this.#effects.push({ type: 'disconnect' });
    const { renewals } = this.#state;
    this.set({ phase: 'signed_out', reason, parts: [] });
    if (!renew || renewals >= RENEWALS) return;
    this.set({ renewals: renewals + 1 });
    this.#effects.push({ type: 'renew' });
  }

  /** Says hello, once there is a cursor to say it with. */
  greet(): void {
    const { cursor, build } = this.#state;
    if (!cursor) {
      this.set({ phase: 'loading' });
      return;
    }
    const exchange = this.#state.exchange + 1;
    const { replicaId } = this.#state.outbox;
    // What we would push next: above 1, the server has to know this replica (rule 26).
    const nextMid = outbox.firstMid(this.#state.outbox);
    this.set({
      phase: 'greeting',
      exchange,
      parts: [],
      answerBy: this.moment.now + ANSWER_WITHIN_MS,
    });
    this.#effects.push({
      type: 'hello',
      exchange,
      hello: {
        protocol: PROTOCOL_VERSION,
        schemaVersion: SCHEMA_VERSION,
        build,
        replicaId,
        cursor,
        nextMid,
      },
    });
  }

  /** Begins the whole replica anew. What is on the screen stays there until its successor comes. */
  reload(): void {
    this.set({ cursor: null, parts: [], loads: loads.loadReplica(this.#state.loads) });
    this.#effects.push({ type: 'begin_load', target: { kind: 'replica' } });
  }

  welcome(welcome: Welcome): void {
    if (welcome.mode === 'upgrade') {
      this.end('upgrade');
      return;
    }
    if (welcome.forked || !outbox.isOwnNumber(this.#state.outbox, welcome.lastMid)) {
      this.fork();
      return;
    }
    if (welcome.mode === 'bootstrap') {
      this.reload();
      this.greet();
      return;
    }
    this.set({
      phase: 'live',
      reason: null,
      failures: 0,
      renewals: 0,
      head: welcome.head,
      outbox: outbox.resumeAfter(this.#state.outbox, welcome.lastMid),
    });
    this.#noteCurrent();
  }

  /** The replica's numbers are not its own any more: goes on under a new id, with the same uids. */
  fork(): void {
    const { outbox: old, loads: plan } = this.#state;
    const renumbered = outbox.renumber(old, this.moment.newId());
    // The first page's last number was the old replica's; its results are found by uid.
    const current = plan.current && { ...plan.current, lastMid: 0 };
    this.set({ outbox: renumbered, loads: { ...plan, current } });
    this.#effects.push({ type: 'store_anew', outbox: renumbered });
    // A first page on its way would tell the old replica's last number.
    if (!this.#state.cursor) this.reload();
    if (this.#isConnected()) this.reconnect();
  }

  /** I5: a frame that does not begin where this replica stands is not applied; the server is asked again. */
  delta(delta: Delta): void {
    const { cursor, parts } = this.#state;
    const isOurs = cursor !== null && delta.epoch === cursor.epoch;
    const isKnown = isOurs && delta.from < cursor.seq && delta.to <= cursor.seq;
    if (isKnown) return;
    const first = parts[0];
    const follows = !first || (delta.from === first.from && delta.to === first.to);
    if (!isOurs || delta.from !== cursor.seq || !follows) {
      this.greet();
      return;
    }
    if (delta.more) this.set({ parts: [...parts, delta] });
    else this.#applyFrame([...parts, delta], delta);
  }

  /** `last` is the part that closes the frame: it carries results and scopes. */
  #applyFrame(parts: readonly Delta[], last: Delta): void {
    const { scopes, loads: plan, head } = this.#state;
    const { revoked = [], granted = [], refetch = [], results = [], to } = last;
    const acks = outbox.settle(this.#state.outbox, {
      ackMid: last.ackMid ?? 0,
      heldTo: plan.current?.lastMid ?? 0,
      results,
    });
    const held = new Map(scopes);
    for (const scope of revoked) held.delete(scope);
    for (const scope of granted) held.set(scope, to);
    const followed = loads.followFrame(plan, { seq: to, revoked, granted, refetch });
    this.set({
      cursor: { epoch: last.epoch, seq: to, tag: last.tag },
      parts: [],
      head: Math.max(head, to),
      scopes: held,
      loads: followed,
      outbox: acks.outbox,
    });
    this.#effects.push({
      type: 'apply_frame',
      changes: parts.flatMap((part) => part.changes),
      revoked,
      settled: acks.settled,
    });
    if (plan.current && !followed.current) this.#effects.push({ type: 'end_load', settled: [] });
    this.#forget(acks.left);
    this.#effects.push({ type: 'applied', applied: { to } });
    this.#noteCurrent();
    if (acks.isForked) this.fork();
  }

  page(load: number, page: BootstrapPage): void {
    const { current } = this.#state.loads;
    if (current?.id !== load) return;
    if (page.schemaVersion !== SCHEMA_VERSION) {
      this.end('upgrade');
      return;
    }
    const isStart = current.target.kind === 'replica' && current.page === null;
    const isOtherEpoch = !isStart && page.cursor.epoch !== this.#state.cursor?.epoch;
    if (isOtherEpoch) {
      this.reload();
      if (this.#isConnected()) this.set({ phase: 'loading' });
      return;
    }
    if (page.cursor.seq < current.leastSeq) {
      this.#retryLoad();
      return;
    }
    if (isStart) this.#start(page);
    const rows = loads.rowsToTake(current, page, this.#state.scopes);
    const taken = loads.takePage(current, page);
    this.set({ loads: { ...this.#state.loads, current: taken } });
    const onlyScopes = isStart ? new Set(page.scopes) : null;
    this.#effects.push({ type: 'apply_page', page: { seq: page.cursor.seq, rows, onlyScopes } });
    if (isStart && this.#state.phase === 'loading') this.greet();
  }

  #start(page: BootstrapPage): void {
    this.set({
      cursor: page.cursor,
      head: page.cursor.seq,
      scopes: new Map(page.scopes.map((scope) => [scope, 0])),
    });
  }

  pageFailed(load: number, failure: PageFailure): void {
    const { current } = this.#state.loads;
    if (current?.id !== load) return;
    if (failure.kind === 'expired') {
      this.#restartLoad();
    } else if (failure.kind === 'unavailable') {
      this.#retryLoad(failure.retryAfterMs);
    } else {
      this.#retryLoad(0);
      if (this.#state.phase !== 'signed_out') this.signOut('signed_out', true);
    }
  }

  #retryLoad(afterMs?: number): void {
    const { loads: plan } = this.#state;
    if (!plan.current) return;
    const wait = afterMs ?? backoff(plan.current.failures + 1, this.moment.random);
    const current = loads.retryLoad(plan.current, this.moment.now + wait);
    this.set({ loads: { ...plan, current } });
  }

  /** A load whose pages cannot be continued begins again from its first, at its turn. */
  #restartLoad(): void {
    const { loads: plan } = this.#state;
    if (!plan.current) return;
    if (plan.current.target.kind === 'replica') {
      this.reload();
      if (this.#isConnected()) this.set({ phase: 'loading' });
      return;
    }
    const { target, leastSeq } = plan.current;
    this.set({
      loads: { ...plan, current: null, queued: [{ target, leastSeq }, ...plan.queued] },
    });
  }

  receipt(receipt: Pushed): void {
    if (receipt.forked || !outbox.canMeet(this.#state.outbox, receipt)) this.fork();
    else this.set({ outbox: outbox.takeReceipt(this.#state.outbox, receipt, this.moment) });
  }

  /** Is there a socket that the server may speak on? */
  #isConnected(): boolean {
    return ['greeting', 'loading', 'live'].includes(this.#state.phase);
  }

  #noteCurrent(): void {
    const { cursor, head } = this.#state;
    if (cursor && cursor.seq >= head) this.set({ asOf: this.moment.now });
  }

  #forget(uids: readonly string[]): void {
    if (uids.length > 0) this.#effects.push({ type: 'forget', uids });
  }

  #push(): void {
    if (this.#state.phase !== 'live') return;
    const { now } = this.moment;
    const mutations = outbox.nextBatch(this.#state.outbox, now);
    const last = mutations.at(-1);
    if (!last) return;
    const exchange = this.#state.exchange + 1;
    this.set({
      exchange,
      outbox: outbox.markPushed(this.#state.outbox, { to: last.mid, exchange, now }),
    });
    this.#effects.push({ type: 'push', exchange, mutations });
  }

  #advanceLoads(): void {
    const { phase, cursor, loads: plan } = this.#state;
    const { current } = plan;
    if (current?.step === 'whole' && cursor && cursor.seq >= current.newestSeq)
      this.#endLoad(current);
    const next = loads.beginNext(this.#state.loads, cursor?.seq ?? 0);
    if (next !== this.#state.loads && next.current) {
      this.set({ loads: next });
      this.#effects.push({ type: 'begin_load', target: next.current.target });
    }
    if (phase === 'signed_out' || phase === 'ended') return;
    const due = this.#state.loads.current;
    if (due?.step !== 'due' || due.retryAt > this.moment.now) return;
    const { target, page, id } = due;
    this.set({ loads: { ...this.#state.loads, current: { ...due, step: 'fetching' } } });
    const scope = target.kind === 'scope' ? target.scope : null;
    const { replicaId } = this.#state.outbox;
    this.#effects.push({ type: 'fetch_page', load: id, request: { replicaId, scope, page } });
  }

  /** Only now are the first page's acknowledgements taken: their rows may have come with the last page. */
  #endLoad(load: loads.Load): void {
    const { lastMid: ackMid, results } = load;
    const acks = outbox.settle(this.#state.outbox, { ackMid, heldTo: 0, results });
    this.set({ loads: { ...this.#state.loads, current: null }, outbox: acks.outbox });
    this.#effects.push({ type: 'end_load', settled: acks.settled });
    this.#forget(acks.left);
    if (acks.isForked) this.fork();
  }
}
