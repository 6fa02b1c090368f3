import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import { createSyncClient } from '@frontdesk/sync/client/client';
import { watchBrowserNetwork } from '@frontdesk/sync/client/browser-network';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { openIndexedDbStorage } from '@frontdesk/sync/client/indexed-db-storage';
import type { RefusedItem } from '@frontdesk/sync/client/sync-client';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import { renewSession } from '../api/request.ts';
import { INDEXES } from './indexes.ts';
import type { Me, Workspace } from './workspace.ts';

export type OpenWorkspace = { readonly workspace: Workspace; readonly close: () => void };

/** Opens this page's replica for the person who is signed in. */
export async function openWorkspace(
  me: Me,
  onRefused: (item: RefusedItem) => void,
): Promise<OpenWorkspace> {
  const storage = await openIndexedDbStorage({ owner: `${me.organizationId}/${me.userId}` });
  const client = await createSyncClient<Entities, typeof MUTATIONS>({
    transport: socketTransport({ url: location.origin }),
    pages: httpPages({ url: '/api/v1/sync/bootstrap' }),
    storage,
    clock: systemClock,
    mutations: MUTATIONS,
    indexes: INDEXES,
    identity: {
      organizationId: me.organizationId,
      userId: me.userId,
      membershipId: me.membershipId,
    },
    // Replaced with the package's version when the app is built.
    build: process.env.NEXT_PUBLIC_VERSION ?? 'unknown',
    renewSession,
    onRefused,
    watchNetwork: watchBrowserNetwork,
  });
  const { store, status, pending, refused, presence } = client;
  const workspace: Workspace = {
    me,
    store,
    status,
    pending,
    refused,
    presence,
    mutate: (name, args) => client.mutate(name, args),
    dismiss: (uid) => client.dismiss(uid),
    withdraw: (uid) => client.withdraw(uid),
    retry: () => client.retry(),
    hold: (group) => client.hold(group),
    search: (search) => client.search(search),
  };
  return { workspace, close: () => void client.close() };
}
