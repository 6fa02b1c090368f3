import type { Message } from '@frontdesk/core/entities';
import type { Entities } from '@frontdesk/core/entity-registry';
import { MUTATIONS } from '@frontdesk/core/mutations/registry';
import { httpPages } from '@frontdesk/sync/engine/http-pages';
import { createSyncClient } from '@frontdesk/sync/engine/in-process';
import { JournalDisk, MemoryJournal } from '@frontdesk/sync/engine/memory-journal';
import { indexOf } from '@frontdesk/sync/client/index-of';
import type { SyncClient } from '@frontdesk/sync/client/sync-client';
import { socketTransport } from '@frontdesk/sync/engine/socket-transport';
import { systemClock } from '@frontdesk/sync/engine/system-clock';
import type { Person } from '@frontdesk/testkit/person';

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
    transport: socketTransport({ url, token: person.token }),
    pages: httpPages({ url: `${url}/api/v1/sync/bootstrap`, token: person.token }),
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
