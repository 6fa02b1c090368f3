import {
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type Delta,
  type Pushed,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import { isSetBack, forgottenBy } from './archive.ts';
import { backoff } from './backoff.ts';
import type { JournalEntry } from './journal.ts';
import { restartOutbox } from './journal-writes.ts';
import * as loads from './loads.ts';
import { advanceLoads, reload } from './load-turn.ts';
import * as outbox from './outbox.ts';
import type { Moment, SessionEffect, SessionState, Step } from './session-state.ts';
import { advanceWork, archive, isReached, redact, takeAcks } from './work-turn.ts';

/** How long a socket may take to open, or the server to answer a hello. */
const ANSWER_WITHIN_MS = 15_000;
/** A renewed sign-in that is refused again this often is a sign-out. */
const RENEWALS = 2;
/** A replica that heard nothing of the server for so long locks itself (rule 51). */
export const LEASE_MS = 14 * 24 * 3_600_000;
/** While connected, the time of the last contact is kept at least this often. */
export const KEEP_PLACE_MS = 10 * 60_000;

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

  /** What follows from every state alike: a load's next step, a write for the journal, a push, the lease. */
  finish(): Step {
    advanceLoads(this);
    advanceWork(this);
    this.#push();
    this.#watchLease();
    const isKept = this.#effects.some(({ type }) => type === 'edit' || type === 'keep_place');
    if (isKept) this.set({ keptAt: this.moment.now });
    return { state: this.#state, effects: this.#effects };
  }

  set(fields: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...fields };
  }

  emit(effect: SessionEffect): void {
    this.#effects.push(effect);
  }

  connect(): void {
    this.set({ phase: 'connecting', answerBy: this.moment.now + ANSWER_WITHIN_MS, parts: [] });
    this.emit({ type: 'connect' });
  }

  /** Gives the connection up and tries again later: at once is never, since everybody else does too. */
  reconnect(afterMs?: number): void {
    const { failures, phase } = this.#state;
    if (phase !== 'waiting') this.emit({ type: 'disconnect' });
    this.set({
      phase: 'waiting',
      parts: [],
      failures: failures + 1,
      wakeAt: this.moment.now + (afterMs ?? backoff(failures, this.moment.random)),
    });
  }

  end(reason: string): void {
    if (this.#state.phase !== 'waiting') this.emit({ type: 'disconnect' });
    this.set({ phase: 'ended', reason, parts: [] });
  }

  /** Pauses everything. `renew`: a new token may be had without the user. */
  signOut(reason: string, renew: boolean): void {
    if (this.#state.phase !== 'waiting') this.emit({ type: 'disconnect' });
    const { renewals } = this.#state;
    this.set({ phase: 'signed_out', reason, parts: [] });
    if (!renew || renewals >= RENEWALS) return;
    this.set({ renewals: renewals + 1 });
    this.emit({ type: 'renew' });
  }

  /** Says hello, once there is a cursor to say it with. */
  greet(): void {
    const { cursor, paged, build, outbox: work } = this.#state;
    if (!cursor) {
      this.set({ phase: 'loading' });
      return;
    }
    const exchange = this.#state.exchange + 1;
    const answerBy = this.moment.now + ANSWER_WITHIN_MS;
    this.set({ phase: 'greeting', exchange, parts: [], answerBy });
    // What we would push next: above 1, the server has to know this replica (rule 26).
    const nextMid = outbox.firstMid(work);
    const { replicaId } = work;
    const versions = { protocol: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION };
    const ahead = paged.length > 0 ? { paged } : {};
    const hello = { ...versions, build, replicaId, cursor, ...ahead, nextMid };
    this.emit({ type: 'hello', exchange, hello });
  }

  welcome(welcome: Welcome): void {
    if (welcome.mode === 'upgrade') {
      this.end('upgrade');
      return;
    }
    const { archive: archived, outbox: work } = this.#state;
    const wasSetBack = isSetBack(this.#state, welcome);
    const forgotten = forgottenBy(archived, this.#state, welcome);
    this.set({ workEpoch: welcome.epoch });
    const isUnsure = wasSetBack && work.queue.some(({ handed }) => handed);
    const isForeign = welcome.forked || !outbox.isOwnNumber(work, welcome.lastMid);
    if (isForeign || isUnsure || forgotten.length > 0) {
      this.fork({ forgotten, isSetBack: wasSetBack });
      return;
    }
    if (welcome.mode === 'bootstrap') {
      reload(this);
      this.greet();
      return;
    }
    this.set({
      phase: 'live',
      reason: null,
      failures: 0,
      renewals: 0,
      head: welcome.head,
      outbox: outbox.resumeAfter(work, welcome.lastMid),
    });
    this.#noteCurrent();
  }

  /** The replica's numbers are not its own any more: goes on under a new id, with the same uids. */
  fork(
    back: { readonly forgotten: readonly JournalEntry[]; readonly isSetBack: boolean } = {
      forgotten: [],
      isSetBack: false,
    },
  ): void {
    const { outbox: old, loads: plan, archive: archived, behind } = this.#state;
    // Their outcome is known, and the number that they waited for will not be consumed any more.
    archive(
      this,
      old.queue.flatMap((mutation) =>
        mutation.result ? [{ mutation, result: mutation.result }] : [],
      ),
    );
    const isForgotten = (entry: JournalEntry): boolean => back.forgotten.includes(entry);
    // The first page's last number was the old replica's; its results are found by uid.
    const current = plan.current && { ...plan.current, lastMid: 0 };
    this.set({
      outbox: restartOutbox(old, { ...back, replicaId: this.moment.newId() }),
      loads: { ...plan, current },
      archive: archived.filter((entry) => !isForgotten(entry)),
      behind: behind.filter((entry) => !isForgotten(entry)),
    });
    // A first page on its way would tell the old replica's last number.
    if (!this.#state.cursor) reload(this);
    if (this.isConnected) this.reconnect();
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
      paged: this.#state.paged.filter(({ seq }) => seq > to),
      parts: [],
      head: Math.max(head, to),
      scopes: held,
      loads: followed,
    });
    const changes = parts.flatMap((part) => part.changes);
    this.emit({ type: 'edit', edit: { type: 'frame', changes, revoked } });
    if (plan.current && !followed.current) this.emit({ type: 'edit', edit: { type: 'end_load' } });
    takeAcks(this, acks, isReached(this.#state));
    if (revoked.length > 0) redact(this);
    this.emit({ type: 'applied', applied: { to } });
    this.#noteCurrent();
    if (acks.isForked) this.fork();
  }

  receipt(receipt: Pushed): void {
    if (receipt.forked || !outbox.canMeet(this.#state.outbox, receipt)) this.fork();
    else this.set({ outbox: outbox.takeReceipt(this.#state.outbox, receipt, this.moment) });
  }

  /** Is there a socket that the server may speak on? */
  get isConnected(): boolean {
    return ['greeting', 'loading', 'live'].includes(this.#state.phase);
  }

  #noteCurrent(): void {
    const { cursor, head } = this.#state;
    if (cursor && cursor.seq >= head) this.set({ asOf: this.moment.now, isLocked: false });
  }

  #push(): void {
    if (this.#state.phase !== 'live') return;
    const { now } = this.moment;
    const { pushAt } = this.#state.outbox;
    // The pause is over, whether or not anything is ready: a deadline that stays would be due for ever.
    if (pushAt !== null && pushAt <= now) {
      this.set({ outbox: { ...this.#state.outbox, pushAt: null } });
    }
    const mutations = outbox.nextBatch(this.#state.outbox, now);
    const last = mutations.at(-1);
    if (!last) return;
    const exchange = this.#state.exchange + 1;
    this.set({
      exchange,
      outbox: outbox.markPushed(this.#state.outbox, { to: last.mid, exchange, now }),
    });
    this.emit({ type: 'push', exchange, mutations });
  }

  #watchLease(): void {
    const { phase, contactAt, keptAt, isLocked } = this.#state;
    const { now } = this.moment;
    if (phase === 'live') {
      // A socket that lives is contact, even if nobody says anything.
      if (now - keptAt < KEEP_PLACE_MS) return;
      this.set({ contactAt: now });
      this.emit({ type: 'keep_place' });
    } else if (!isLocked && contactAt !== null && now - contactAt >= LEASE_MS) {
      this.set({ isLocked: true });
    }
  }
}
