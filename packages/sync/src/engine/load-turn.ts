import { PAGED_AHEAD, SCHEMA_VERSION, type BootstrapPage } from '@frontdesk/core/sync-protocol';
import { backoff } from './backoff.ts';
import * as loads from './loads.ts';
import type { PageFailure } from './page-source.ts';
import type { SessionTurn } from './session-turn.ts';
import { redact, takeSnapshotAcks } from './work-turn.ts';

/** Begins the whole replica anew. What is on the screen stays there until its successor comes. */
export function reload(turn: SessionTurn): void {
  turn.set({ cursor: null, parts: [], loads: loads.loadReplica(turn.state.loads) });
  turn.emit({ type: 'edit', edit: { type: 'begin_load', target: { kind: 'replica' } } });
}

/** Every scope is lost: all rows go, and work on them that is over. Whoever is let in again begins anew. */
export function beRemoved(turn: SessionTurn): void {
  const revoked = [...turn.state.scopes.keys()];
  turn.emit({ type: 'edit', edit: { type: 'frame', changes: [], revoked } });
  turn.set({ scopes: new Map(), hasRows: false, reason: 'removed' });
  redact(turn);
  reload(turn);
}

/** The whole replica anew, also for a server that sends deltas now: they are of a cursor that is given up. */
export function startOver(turn: SessionTurn): void {
  reload(turn);
  if (turn.isConnected) turn.set({ phase: 'loading' });
}

export function takePage(turn: SessionTurn, load: number, page: BootstrapPage): void {
  const { current } = turn.state.loads;
  if (current?.id !== load) return;
  const isStart = current.target.kind === 'replica' && current.page === null;
  if (!isStart && page.cursor.epoch !== turn.state.cursor?.epoch) {
    startOver(turn);
    return;
  }
  // A server that is older than we are is about to be replaced.
  if (page.cursor.seq < current.leastSeq || page.schemaVersion < SCHEMA_VERSION) {
    retryLoad(turn);
    return;
  }
  const isAhead = !isStart && page.cursor.seq > (turn.state.cursor?.seq ?? 0);
  const isNews = isAhead && !turn.state.paged.some(({ tag }) => tag === page.cursor.tag);
  if (isNews && turn.state.paged.length >= PAGED_AHEAD) {
    retryLoad(turn);
    return;
  }
  if (isStart) start(turn, page);
  const { scopes, pagedTo, paged, outbox } = turn.state;
  const waiting = new Set(outbox.queue.map(({ uid }) => uid));
  const results = page.results.filter(({ uid }) => waiting.has(uid));
  const rows = loads.rowsToTake(current, page, scopes);
  turn.set({
    loads: { ...turn.state.loads, current: loads.takePage(current, { ...page, results }) },
    pagedTo: Math.max(pagedTo, page.cursor.seq),
    paged: isNews ? [...paged, page.cursor] : paged,
  });
  const onlyScopes = isStart ? page.scopes : null;
  turn.emit({
    type: 'edit',
    edit: { type: 'page', page: { seq: page.cursor.seq, rows, onlyScopes } },
  });
  if (isStart && turn.state.phase === 'loading') turn.greet();
}

function start(turn: SessionTurn, page: BootstrapPage): void {
  turn.set({
    cursor: page.cursor,
    head: page.cursor.seq,
    scopes: new Map(page.scopes.map((scope) => [scope, 0])),
    whole: page.whole ?? [],
    pagedTo: 0,
    paged: [],
    hasRows: true,
  });
  redact(turn);
}

export function takePageFailure(turn: SessionTurn, load: number, failure: PageFailure): void {
  const { current } = turn.state.loads;
  if (current?.id !== load) return;
  if (failure.kind === 'expired') restartLoad(turn, current);
  else if (failure.kind === 'unavailable') retryLoad(turn, failure.retryAfterMs);
  else {
    retryLoad(turn, 0);
    if (turn.state.phase !== 'signed_out') turn.signOut('signed_out', true);
  }
}

/** The server's checksums differ from ours: those scopes come anew. */
export function takeMismatch(turn: SessionTurn, scopes: readonly string[]): void {
  const { loads: plan, cursor, mismatches, scopes: held } = turn.state;
  if (!cursor) return;
  const ours = scopes.filter((scope) => held.has(scope));
  turn.set({
    loads: loads.loadScopes(plan, ours, cursor.seq),
    mismatches: mismatches + 1,
  });
}

function retryLoad(turn: SessionTurn, afterMs?: number): void {
  const { loads: plan } = turn.state;
  if (!plan.current) return;
  const wait = afterMs ?? backoff(plan.current.failures + 1, turn.moment.random);
  const current = loads.retryLoad(plan.current, turn.moment.now + wait);
  turn.set({ loads: { ...plan, current } });
}

/** A load whose pages cannot be continued begins again from its first, at its turn. */
function restartLoad(turn: SessionTurn, { target, leastSeq }: loads.Load): void {
  if (target.kind === 'replica') {
    startOver(turn);
    return;
  }
  const { loads: plan } = turn.state;
  turn.set({ loads: { ...plan, current: null, queued: [{ target, leastSeq }, ...plan.queued] } });
}

/** A page if one is due, the end of a load that is whole, and the next load then. */
export function advanceLoads(turn: SessionTurn): void {
  const { phase, cursor, loads: plan } = turn.state;
  const { current } = plan;
  if (current?.step === 'whole' && cursor && cursor.seq >= current.newestSeq) {
    endLoad(turn, current);
  }
  const next = loads.beginNext(turn.state.loads, turn.state.cursor?.seq ?? 0);
  if (next !== turn.state.loads && next.current) {
    turn.set({ loads: next });
    turn.emit({ type: 'edit', edit: { type: 'begin_load', target: next.current.target } });
  }
  if (phase === 'signed_out' || phase === 'ended') return;
  const due = turn.state.loads.current;
  if (due?.step !== 'due' || due.retryAt > turn.moment.now) return;
  const { target, page, id } = due;
  turn.set({ loads: { ...turn.state.loads, current: { ...due, step: 'fetching' } } });
  const scope = target.kind === 'scope' ? target.scope : null;
  const { replicaId } = turn.state.outbox;
  turn.emit({ type: 'fetch_page', load: id, request: { replicaId, scope, page } });
}

/** Only now are the first page's acknowledgements taken: their rows may have come with the last page. */
function endLoad(turn: SessionTurn, load: loads.Load): void {
  turn.set({ loads: { ...turn.state.loads, current: null } });
  turn.emit({ type: 'edit', edit: { type: 'end_load' } });
  const { lastMid: ackMid, results, target } = load;
  takeSnapshotAcks(turn, { isReplica: target.kind === 'replica', acks: { ackMid, results } });
}
