import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { ChecksumAnswer, ChecksumRequest } from '@frontdesk/core/sync-protocol';
import { compareChecksums } from '@frontdesk/db/checksums';
import type { Deps } from './deps.ts';
import { readSyncAccess } from './sync-access.ts';

/**
 * Does a member's replica hold what it should at its cursor (rule 104)? Only scopes that the member holds now are looked
 * at. AUTHENTICATION_ERROR for who is no member any more.
 */
export async function compareReplica(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  reader: { readonly organizationId: string; readonly userId: string },
  request: ChecksumRequest,
): Promise<Outcome<ChecksumAnswer>> {
  const { organizationId: workspaceId, userId } = reader;
  const access = await readSyncAccess(db, workspaceId, userId);
  if (!access) {
    return refuse('AUTHENTICATION_ERROR', 'You are no member of this organization any more.');
  }
  const answer = await compareChecksums(db, { workspaceId, scopes: [...access.scopes], request });
  if (answer.result === 'differ') {
    const { seq } = request.cursor;
    log.error({ workspaceId, userId, seq, scopes: answer.scopes.length }, 'a replica differs');
  }
  return done(answer);
}
