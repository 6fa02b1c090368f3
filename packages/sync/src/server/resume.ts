import {
  type Cursor,
  type Hello,
  MIN_PROTOCOL_VERSION,
  MIN_SCHEMA_VERSION,
  PROTOCOL_VERSION,
  SCHEMA_VERSION,
  type Welcome,
} from '@frontdesk/core/sync-protocol';
import type { LogHead } from './change-log.ts';

/** Further behind than this many transactions, a fresh snapshot costs less than the way through the log. */
export const MAX_CATCH_UP = 20_000;

export type ResumeDecision =
  | { readonly mode: 'resume' }
  | { readonly mode: 'bootstrap'; readonly reason: NonNullable<Welcome['reason']> };

/** May a replica that applied up to `cursor` go on from there? `tagAtCursor`: the log's tag of that seq, if it has it. */
export function decideResume(
  cursor: Cursor | null,
  head: LogHead,
  tagAtCursor: string | undefined,
): ResumeDecision {
  if (cursor === null) return { mode: 'bootstrap', reason: 'new' };
  if (cursor.epoch !== head.epoch) return { mode: 'bootstrap', reason: 'epoch' };
  if (cursor.seq > head.seq) return { mode: 'bootstrap', reason: 'ahead' };
  if (cursor.seq < head.floor || head.seq - cursor.seq > MAX_CATCH_UP) {
    return { mode: 'bootstrap', reason: 'too_old' };
  }
  if (cursor.tag !== tagAtCursor) return { mode: 'bootstrap', reason: 'tag' };
  return { mode: 'resume' };
}

/** As {@link decideResume}, for a replica that has pages of snapshots ahead of its cursor too: they have to be of this log. */
export async function decidePaged(
  { cursor, paged = [] }: Pick<Hello, 'cursor' | 'paged'>,
  head: LogHead,
  tagAt: (seq: number) => Promise<string | undefined>,
): Promise<ResumeDecision> {
  if (cursor === null) return decideResume(cursor, head, undefined);
  const tagOf = async (seq: number): Promise<string | undefined> =>
    seq === head.seq ? head.tag : tagAt(seq);
  for (const place of [cursor, ...paged]) {
    const decision = decideResume(place, head, await tagOf(place.seq));
    if (decision.mode !== 'resume') return decision;
  }
  return { mode: 'resume' };
}

/**
 * Can this build serve a client that speaks so? `upgrade`: the client is older than anything we serve. `elsewhere`: it
 * is newer than we are, so this gateway is about to go; another one, or our successor, serves it.
 */
export function decideVersion({
  protocol,
  schemaVersion,
}: {
  readonly protocol: number;
  readonly schemaVersion: number;
}): 'serve' | 'upgrade' | 'elsewhere' {
  if (protocol > PROTOCOL_VERSION || schemaVersion > SCHEMA_VERSION) return 'elsewhere';
  if (protocol < MIN_PROTOCOL_VERSION || schemaVersion < MIN_SCHEMA_VERSION) return 'upgrade';
  return 'serve';
}
