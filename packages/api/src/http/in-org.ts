import type { Tx } from '@frontdesk/db/client';
import type { Member } from '@frontdesk/usecases/auth/rights';
import type { Context } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { asker } from './secured.ts';

/** Reads as the caller: in one transaction that sees their organization's rows and no other's. */
export function inOrg<T>(
  c: Context<ApiEnv>,
  read: (tx: Tx, member: Member) => Promise<T>,
): Promise<T> {
  const { member } = asker(c);
  return c.var.deps.db.withOrg(member.organizationId, (tx) => read(tx, member));
}
