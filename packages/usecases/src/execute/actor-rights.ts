import type { Rights } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { loadRights } from '../auth/rights.ts';
import type { Actor } from '../mutation-handler.ts';

/** Jobs and AI act for the organization itself; what the AI may do is narrowed to its step by `aiMayRun`. */
const ORGANIZATION: Rights = { role: 'OWNER', inboxIds: new Set() };

/** What the actor may do now, read inside the mutation's own transaction. Null: no member any more. */
export async function actorRights(tx: Tx, actor: Actor): Promise<Rights | null> {
  if (actor.kind === 'SYSTEM' || actor.kind === 'AI') return ORGANIZATION;
  if (actor.userId === null) return null;
  const member = await loadRights(tx, actor.organizationId, actor.userId, actor.keyScopes);
  return member?.rights ?? null;
}
