import { type Outcome, done, refuse } from '@frontdesk/core/errors';
import type { BootstrapRequest } from '@frontdesk/db/bootstrap';
import type { Db } from '@frontdesk/db/client';
import { greetReplica } from '@frontdesk/db/replica-store';
import type { Deps } from './deps.ts';
import { readSyncAccess } from './sync-access.ts';

export type BootstrapQuery = {
  readonly replicaId: string;
  /** One scope alone; absent: all that the member holds. */
  readonly scope?: string | undefined;
  /** `next` of the page before; absent: the first one. */
  readonly page?: string | undefined;
};

/** How often a page is read again because its reader's rights changed meanwhile. */
const TRIES = 3;

/**
 * One page of what a member's replica starts with. Rights are read before and after the page's snapshot, and nothing is
 * handed out that they do not cover at both times. `readPage` reads a page from one snapshot, in whatever form its caller
 * has a use for. AUTHENTICATION_ERROR for who is no member any more, AUTHORIZATION_ERROR for another user's replica,
 * VALIDATION_ERROR for a page that was never ours to name.
 */
export async function bootstrapPage<Page>(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  reader: { readonly organizationId: string; readonly userId: string },
  query: BootstrapQuery,
  readPage: (db: Db, request: BootstrapRequest, now: Date) => Promise<Page | undefined>,
): Promise<Outcome<Page>> {
  const { organizationId, userId } = reader;
  const { replicaId } = query;
  const part = { scope: query.scope ?? null, page: query.page ?? null };
  const replica = await db.withOrg(organizationId, (tx) => greetReplica(tx, replicaId));
  if (replica && replica.userId !== userId) {
    return refuse('AUTHORIZATION_ERROR', 'This replica belongs to somebody else.');
  }
  let access = await readSyncAccess(db, organizationId, userId);
  for (let tried = 0; access !== null && tried < TRIES; tried++) {
    const scopes = [...access.scopes];
    const request = { workspaceId: organizationId, replicaId, scopes, ...part };
    const read = await readPage(db, request, now());
    if (!read) return refuse('VALIDATION_ERROR', 'There is no such page.');
    access = await readSyncAccess(db, organizationId, userId);
    if (access !== null && isCovered(scopes, access.scopes, part)) return done(read);
  }
  return access === null
    ? refuse('AUTHENTICATION_ERROR', 'You are no member of this organization any more.')
    : refuse('CONFLICT', 'Your access is being changed. Try again.');
}

/**
 * The first page names the place in the log to go on from: a scope that was granted between the reading of the rights
 * and that place would stand in neither, and be told to nobody any more (rule 21).
 */
function isCovered(
  before: readonly string[],
  after: ReadonlySet<string>,
  part: { readonly scope: string | null; readonly page: string | null },
): boolean {
  const namesPlace = part.scope === null && part.page === null;
  return before.every((scope) => after.has(scope)) && (!namesPlace || after.size === before.length);
}
