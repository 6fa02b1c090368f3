import type { Deps } from '@frontdesk/usecases/deps';
import type { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import type { Executor } from '@frontdesk/usecases/execute';
import type { ChangeLog } from '@frontdesk/sync/server/change-log';
import type { LogFollower } from '@frontdesk/sync/server/log-follower';
import type { ConversationInboxes } from '../presence/conversation-inboxes.ts';
import type { PresenceHub } from '../presence/presence-hub.ts';
import type { AccessCache } from './access-cache.ts';
import type { ReplicaGreeter } from './replica-greeter.ts';
import type { SessionWatch } from './session-watch.ts';

/** What the three namespaces share in one process. */
export type GatewayDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now' | 'settings'> & {
  readonly keys: SigningKeys;
  readonly executor: Executor;
  readonly changeLog: ChangeLog;
  readonly follower: LogFollower;
  readonly presence: PresenceHub;
  readonly sessions: SessionWatch;
  readonly access: AccessCache;
  readonly greeter: ReplicaGreeter;
  readonly conversationInboxes: ConversationInboxes;
};
