import type { Hello, Welcome } from '@frontdesk/core/sync-protocol';
import type { ChangeLog, LogEntry } from '@frontdesk/sync/server/change-log';
import type { Following } from '@frontdesk/sync/server/log-follower';
import type { FeedStart } from '@frontdesk/sync/server/replica-feed';
import { decidePaged } from '@frontdesk/sync/server/resume';
import { type Viewer, heldBefore } from '@frontdesk/sync/server/scope-filter';
import type { SyncAccess } from '@frontdesk/usecases/sync-access';
import { markersBetween } from './markers-between.ts';

export type PlaceInLog = {
  readonly decision: Pick<Welcome, 'mode' | 'reason'>;
  readonly viewer: Viewer;
  /** Where its feed begins; undefined where it has to bootstrap. */
  readonly start: FeedStart | undefined;
};

type Asked = {
  readonly workspaceId: string;
  readonly hello: Hello;
  readonly access: SyncAccess;
  readonly following: Following;
};

/** Where a replica stands in the log, with the scopes that it held there. Rejects when the database is away. */
export async function placeInLog(
  changeLog: ChangeLog,
  { workspaceId, hello, access, following }: Asked,
): Promise<PlaceInLog> {
  const { cursor, replicaId } = hello;
  const { head, scopes, membershipId } = access;
  const viewer: Viewer = { userScope: membershipId, replicaId };
  // Only what the gateway has read itself is in its memory.
  const isRead = following.tail() >= head.seq;
  const tagAt = (seq: number): Promise<string | undefined> =>
    isRead && seq <= head.seq ? following.tagAt(seq) : changeLog.tagAt(workspaceId, seq);
  const decision = await decidePaged(hello, head, tagAt);
  if (decision.mode !== 'resume' || cursor === null) return { decision, viewer, start: undefined };
  const read = (seq: number): Promise<readonly LogEntry[]> =>
    isRead ? following.after(seq) : changeLog.read(workspaceId, seq, READ_ENTRIES);
  const markers = await markersBetween(read, cursor.seq, head.seq, viewer);
  return { decision, viewer, start: { ...cursor, held: heldBefore(scopes, markers, viewer) } };
}

const READ_ENTRIES = 2_000;
