import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { systemClock } from '@frontdesk/sync/engine/system-clock';

export type Replica = SyncClient<Entities, typeof MUTATIONS>;

/** Whose replica it is, and where its gateway answers. */
export type Member = {
  readonly url: string;
  readonly token: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly membershipId: string;
};

/** The product's own engine and tab without a browser, everything in memory. Resolves before the rows are there. */
export const openReplica = (member: Member): Promise<Replica> =>
  createSyncClient<Entities, typeof MUTATIONS>(replicaOptions(member));

/** How such a client reaches the gateway, and as whom. */
export function replicaOptions({ url, token, ...identity }: Member) {
  return {
    transport: socketTransport({ url, token }),
    pages: httpPages({ url: `${url}/api/v1/sync/bootstrap`, token }),
    clock: systemClock,
    mutations: MUTATIONS,
    indexes: [],
    identity,
    build: 'bench',
    renewSession: async () => 'unreachable' as const,
    onRefused: () => undefined,
    watchNetwork: () => () => undefined,
  };
}

/** Resolves once all rows are there. Rejects when they do not come. */
export function whole({ status }: Replica): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (!status.get().complete) return;
      clearTimeout(late);
      end();
      resolve();
    };
    const late = setTimeout(() => {
      end();
      reject(new Error(`the replica did not come: ${JSON.stringify(status.get())}`));
    }, LATEST_MS);
    const end = status.subscribe(look);
    look();
  });
}

const LATEST_MS = 20_000;
