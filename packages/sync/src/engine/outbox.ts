import type { Mutation, MutationResult, Pushed } from '@frontdesk/core/sync-protocol';
import { backoff } from './backoff.ts';
import type { JournalEntry, JournalImage, NewMutation } from './journal.ts';

/** A mutation on its way. It leaves the queue only when a frame or a snapshot that we applied includes it. */
export type Queued = NewMutation & {
  readonly mid: number;
  readonly made?: number;
  readonly resent?: true;
  /** Pushed only once the journal has it. waiting: it was not given to the journal yet. */
  readonly stored: 'waiting' | 'writing' | 'stored';
  /** The server may have it: from now on nobody can take it back. Always true of a first part of the queue. */
  readonly handed: boolean;
  /** Its outcome is known already, but this replica's number is yet to be consumed. */
  readonly result: MutationResult | null;
};

/** Pushed and not answered. */
type InFlight = { readonly exchange: number; readonly answerBy: number };

/** This replica's un-acknowledged mutations, by gapless number. */
export type Outbox = {
  readonly replicaId: string;
  readonly nextMid: number;
  /** Of all that was ever taken in here, as far as it is known. */
  readonly lastMade: number;
  readonly queue: readonly Queued[];
  /** The last number that the server consumed or was handed on this connection. */
  readonly sentTo: number;
  readonly inFlight: InFlight | null;
  /** No push before this time, in ms; null: at once. */
  readonly pushAt: number | null;
  readonly failures: number;
  /** The journal does not have these numbers yet: nothing is pushed until it has. */
  readonly isRenumbered: boolean;
};

const BATCH_MUTATIONS = 50;
/** In characters of JSON, at most three bytes each: well below what a gateway takes in one message. */
const BATCH_CHARS = 200_000;
const ANSWER_WITHIN_MS = 30_000;

/** The outbox over the journal's un-acknowledged entries. Numbers with a gap cannot go on under their replica id. */
export function openOutbox(
  { replicaId, nextMid, entries }: Pick<JournalImage, 'replicaId' | 'nextMid' | 'entries'>,
  newId: () => string,
): Outbox {
  const queue = entries.map(({ acked: _acked, result: _result, ...entry }): Queued => ({
    ...entry,
    stored: 'stored',
    handed: entry.handed === true,
    result: null,
  }));
  const first = nextMid - queue.length;
  const outbox: Outbox = {
    replicaId,
    nextMid,
    lastMade: 0,
    queue,
    sentTo: first - 1,
    inFlight: null,
    pushAt: null,
    failures: 0,
    isRenumbered: false,
  };
  const isGapless = queue.every((mutation, at) => mutation.mid === first + at);
  return isGapless ? outbox : renumber(outbox, newId());
}

export const enqueue = (outbox: Outbox, mutation: NewMutation): Outbox => ({
  ...outbox,
  nextMid: outbox.nextMid + 1,
  lastMade: outbox.lastMade + 1,
  queue: [
    ...outbox.queue,
    {
      ...mutation,
      mid: outbox.nextMid,
      made: outbox.lastMade + 1,
      stored: 'waiting',
      handed: false,
      result: null,
    },
  ],
});

/** The number of the first mutation that no frame has confirmed, or of the next to come. */
export const firstMid = (outbox: Outbox): number => outbox.queue[0]?.mid ?? outbox.nextMid;

/** Could the server's last number be of this replica? If not, somebody else used its id, or the server forgot. */
export function isOwnNumber(outbox: Outbox, lastMid: number): boolean {
  return lastMid >= firstMid(outbox) - 1 && lastMid < outbox.nextMid;
}

/** Have we still got what the server asks for? It may ask for more than that after it was restored. */
export function canMeet(outbox: Outbox, receipt: Pushed): boolean {
  const first = firstMid(outbox);
  return (receipt.resendFrom ?? first) >= first && receipt.lastMid < outbox.nextMid;
}

/** A connection begins: what the server has not consumed is sent again. */
export const resumeAfter = (outbox: Outbox, lastMid: number): Outbox => ({
  ...outbox,
  sentTo: lastMid,
  inFlight: null,
  pushAt: null,
  failures: 0,
});

/** What may be pushed now; empty while a push is unanswered, held back, or nothing is ready. */
export function nextBatch(outbox: Outbox, now: number): readonly Mutation[] {
  const isHeldBack = outbox.pushAt !== null && outbox.pushAt > now;
  if (outbox.inFlight || outbox.isRenumbered || isHeldBack) return [];
  const unsent = outbox.queue.filter((mutation) => mutation.mid > outbox.sentTo);
  const notReady = unsent.findIndex(({ stored, handed }) => stored !== 'stored' || !handed);
  const ready = notReady < 0 ? unsent : unsent.slice(0, notReady);
  return upToSize(ready.slice(0, BATCH_MUTATIONS).map(toWire));
}

/** The first mutation always goes, however long its text is. */
function upToSize(mutations: readonly Mutation[]): readonly Mutation[] {
  let chars = 0;
  const end = mutations.findIndex((mutation, at) => {
    chars += JSON.stringify(mutation).length;
    return at > 0 && chars > BATCH_CHARS;
  });
  return end < 0 ? mutations : mutations.slice(0, end);
}

function toWire(queued: Queued): Mutation {
  const { mid, uid, name, version, args, clientAt, after, resent } = queued;
  return {
    mid,
    uid,
    name,
    version,
    args,
    clientAt,
    ...(after.length > 0 ? { after } : {}),
    ...(resent ? { resent } : {}),
  };
}

export function toEntry(queued: Queued): JournalEntry {
  const { stored: _stored, handed, result: _result, ...mutation } = queued;
  return handed ? { ...mutation, handed } : mutation;
}

export const markPushed = (
  outbox: Outbox,
  push: { readonly to: number; readonly exchange: number; readonly now: number },
): Outbox => ({
  ...outbox,
  sentTo: push.to,
  pushAt: null,
  inFlight: { exchange: push.exchange, answerBy: push.now + ANSWER_WITHIN_MS },
});

/** Takes the answer to a push: a receipt that moves what is sent next, and drops nothing. */
export function takeReceipt(
  outbox: Outbox,
  receipt: Pushed,
  at: { readonly now: number; readonly random: number },
): Outbox {
  const rest = { ...outbox, inFlight: null };
  const reached = receipt.resendFrom === undefined ? receipt.lastMid : receipt.resendFrom - 1;
  const isWhole = reached >= outbox.sentTo && receipt.retryAfter === undefined;
  if (isWhole) return { ...rest, failures: 0 };
  // The server stopped short of the batch's end: it could not consume the next one now.
  const wait = receipt.retryAfter ?? backoff(outbox.failures, at.random);
  return {
    ...rest,
    sentTo: Math.min(reached, outbox.sentTo),
    pushAt: at.now + wait,
    failures: outbox.failures + 1,
  };
}

export type Acks = {
  /** Every number up to this one is consumed. */
  readonly ackMid: number;
  /** Numbers up to this one are left alone: a load that is not whole holds their rows and results. */
  readonly heldTo: number;
  readonly results: readonly MutationResult[];
};

export type Left = { readonly mutation: Queued; readonly result: MutationResult };

export type Settled = {
  readonly outbox: Outbox;
  /** Those whose outcome was not known before. */
  readonly settled: readonly Left[];
  /** Those that are not to be sent any more. */
  readonly left: readonly Left[];
  /** A number was consumed, but not by our mutation: another page has the same replica id. */
  readonly isForked: boolean;
};

/**
 * Takes acknowledgements out of the queue. A number alone proves nothing: only a result under its own uid
 * takes a mutation out.
 */
export function settle(outbox: Outbox, { ackMid, heldTo, results }: Acks): Settled {
  const resultOf = new Map(results.map((result) => [result.uid, result]));
  const settled: Left[] = [];
  const left: Left[] = [];
  const queue: Queued[] = [];
  let isForked = false;
  for (const mutation of outbox.queue) {
    const { uid, mid } = mutation;
    const told = mid > heldTo ? resultOf.get(uid) : undefined;
    const result = mutation.result ?? told ?? null;
    const isAcked = mid > heldTo && mid <= ackMid;
    if (told && !mutation.result) settled.push({ mutation, result: told });
    if (isAcked && result) left.push({ mutation, result });
    else queue.push(result === mutation.result ? mutation : { ...mutation, result });
    isForked ||= isAcked && !result;
  }
  const isChanged = settled.length + left.length > 0;
  return { outbox: isChanged ? { ...outbox, queue } : outbox, settled, left, isForked };
}

/** Goes on as another replica: numbers start anew, uids stay, so that nothing is done twice. */
export function renumber(outbox: Outbox, replicaId: string): Outbox {
  const queue = outbox.queue
    .filter((mutation) => mutation.result === null)
    .map((mutation, at) => ({ ...mutation, mid: at + 1 }));
  return {
    replicaId,
    nextMid: queue.length + 1,
    lastMade: outbox.lastMade,
    queue,
    sentTo: 0,
    inFlight: null,
    pushAt: null,
    failures: 0,
    isRenumbered: true,
  };
}

/** Without some that no server was ever handed: the numbers behind them close up. */
export function without(outbox: Outbox, goes: (mutation: Queued) => boolean): Outbox {
  let gone = 0;
  const queue: Queued[] = [];
  for (const mutation of outbox.queue) {
    if (goes(mutation)) gone += 1;
    // Numbers that are consumed already may be missing between: only what stood behind moves up.
    else queue.push(gone > 0 ? { ...mutation, mid: mutation.mid - gone } : mutation);
  }
  return { ...outbox, nextMid: outbox.nextMid - gone, queue };
}
