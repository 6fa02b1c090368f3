import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { Viewer } from '@frontdesk/sync/server/scope-filter';

/** The grants and revocations of a viewer in (`from`, `to`] of the log, in order. */
export async function markersBetween(
  read: (afterSeq: number) => Promise<readonly LogEntry[]>,
  from: number,
  to: number,
  viewer: Viewer,
): Promise<LogEntry[]> {
  const markers: LogEntry[] = [];
  for (let seq = from; seq < to;) {
    const entries = await read(seq);
    const last = entries.at(-1);
    // The head that `to` is comes from the same database: there is something up to it.
    if (!last) throw new Error(`the log ends at ${seq} before ${to}`);
    seq = last.seq;
    markers.push(
      ...entries.filter(
        ({ op, scopeId, seq: at }) =>
          (op === 'grant' || op === 'revoke') && scopeId === viewer.userScope && at <= to,
      ),
    );
  }
  return markers;
}
