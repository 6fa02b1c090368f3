import type { Message } from '@frontdesk/core/entities';
import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import {
  type BootstrapPage,
  SYNC_NAMESPACE,
  type SyncClientEvents,
  type SyncServerEvents,
} from '@frontdesk/core/sync-protocol';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import { JournalDisk, MemoryJournal } from '@frontdesk/sync/engine/memory-journal';
import type { PageSource } from '@frontdesk/sync/engine/page-source';
import { indexOf } from '@frontdesk/sync/client/index-of';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import type { Transport } from '@frontdesk/sync/engine/transport';
import type { Person } from '@frontdesk/testkit/person';
import { type Socket, io } from 'socket.io-client';

const index = indexOf<Entities>();
const byNumber = (a: Message, b: Message): number => a.number - b.number;

/** Every message, and those of one conversation, by their place in the timeline. */
export const MESSAGES = index('messages', {
  keys: ({ conversationId }) => ['all', conversationId],
  compare: byNumber,
});
export const CONVERSATIONS = index('conversations', {
  keys: () => 'all',
  compare: () => 0,
});

export type NodeAgent = SyncClient<Entities, typeof MUTATIONS>;

/** An agent without a browser: the web app's own engine, signed in by token, with what it has not sent kept in memory. */
export async function openNodeAgent(url: string, person: Person): Promise<NodeAgent> {
  const me = await person.must<{ id: string; membershipId: string }>('GET', '/auth/me');
  return createSyncClient<Entities, typeof MUTATIONS>({
    transport: tokenTransport(url, person.token),
    pages: tokenPages(url, person.token),
    journal: new MemoryJournal(new JournalDisk()),
    clock: systemClock,
    mutations: MUTATIONS,
    indexes: [MESSAGES, CONVERSATIONS],
    identity: {
      organizationId: person.organizationId,
      userId: person.userId,
      membershipId: me.membershipId,
    },
    build: 'faults',
    renewSession: async () => 'unreachable',
    onRefused: () => {},
    watchNetwork: () => () => {},
  });
}

/** As the browser's, which carries cookies instead. */
function tokenTransport(url: string, token: string): Transport {
  return {
    connect(listener) {
      const socket: Socket<SyncServerEvents, SyncClientEvents> = io(`${url}${SYNC_NAMESPACE}`, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        auth: { token },
      });
      socket.on('connect', () => listener.opened());
      socket.on('disconnect', () => listener.closed());
      socket.on('connect_error', (error) => {
        const { data } = error as { readonly data?: { readonly code?: string } };
        if (data?.code === 'AUTHENTICATION_ERROR') listener.refused();
        else listener.closed();
      });
      socket.on('delta', (delta) => listener.delta(delta));
      socket.on('goaway', (goaway) => listener.goaway(goaway));
      socket.on('reset', ({ reason }) => listener.reset(reason));
      socket.on('presence', (state) => listener.presence(state));
      return {
        hello: (...args) => void socket.emit('hello', ...args),
        push: (...args) => void socket.emit('push', ...args),
        applied: (...args) => void socket.emit('applied', ...args),
        presence: (...args) => void socket.volatile.emit('presence', ...args),
        close: () => {
          socket.off();
          socket.disconnect();
        },
      };
    },
  };
}

function tokenPages(url: string, token: string): PageSource {
  return {
    async fetch({ replicaId, scope, page }) {
      const query = new URLSearchParams({ replicaId });
      if (scope !== null) query.set('scope', scope);
      if (page !== null) query.set('page', page);
      try {
        const response = await fetch(`${url}/api/v1/sync/bootstrap?${query}`, {
          headers: { authorization: `Bearer ${token}` },
        });
        if (response.ok) return { ok: true, page: (await response.json()) as BootstrapPage };
        const isOfPage = page !== null && [400, 404, 410].includes(response.status);
        return { ok: false, failure: { kind: isOfPage ? 'expired' : 'unavailable' } };
      } catch {
        return { ok: false, failure: { kind: 'unavailable' } };
      }
    },
  };
}
