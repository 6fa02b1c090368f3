import type { Entities } from '@frontdesk/core/entity-registry';
import type { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { Permission, Role } from '@frontdesk/core/roles';
import { PERMISSIONS, atLeast } from '@frontdesk/core/roles';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import { createContext, useContext } from 'react';

export type Me = {
  readonly userId: string;
  readonly membershipId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Every organization that I belong to. */
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  /** This session is of one organization alone, and others are not named. Absent: not known, remembered by a build before. */
  readonly pinned?: boolean;
  readonly secondFactor: boolean;
  /** My organization wants a second factor and I have none: until then only my account opens. */
  readonly mustSetUpSecondFactor: boolean;
};

/** What a screen needs of the engine. */
export type Workspace = { readonly me: Me } & Pick<
  SyncClient<Entities, typeof MUTATIONS>,
  | 'store'
  | 'status'
  | 'pending'
  | 'refused'
  | 'presence'
  | 'mutate'
  | 'dismiss'
  | 'withdraw'
  | 'retry'
  | 'hold'
  | 'search'
>;

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('assertion failed: no workspace around this component');
  return workspace;
}

/** Whether my role allows this at all; the server decides again, per inbox. */
export const allowed = (me: Me, permission: Permission): boolean =>
  atLeast(me.role, PERMISSIONS[permission]);
