import type { Server as HttpServer } from 'node:http';
import type { Deps } from '@frontdesk/usecases/deps';
import type { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import type { Executor } from '@frontdesk/usecases/execute';
import { openChangeLog } from '@frontdesk/db/change-log';
import { LogFollower } from '@frontdesk/sync/server/log-follower';
import { Server } from 'socket.io';
import { DocumentGateway } from '../documents/document-gateway.ts';
import { ConversationInboxes } from '../presence/conversation-inboxes.ts';
import { PresenceHub } from '../presence/presence-hub.ts';
import { AccessCache } from './access-cache.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { ReplicaGreeter } from './replica-greeter.ts';
import { SessionWatch } from './session-watch.ts';
import { SyncGateway } from './sync-gateway.ts';
import { ThirdPartyGateway } from './third-party-gateway.ts';
import { VisitorGateway } from './visitor-gateway.ts';

/** One push may carry some long texts. In bytes. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
export type Gateways = {
  /** Open sockets by namespace. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** Asks everybody to come back elsewhere; resolves when they are gone, or after so many milliseconds. */
  readonly drain: (withinMs: number) => Promise<void>;
  /** Closes every socket and frees what is held. */
  readonly close: () => void;
};

export type GatewayParts = {
  readonly deps: Pick<Deps, 'db' | 'bus' | 'log' | 'now' | 'settings'>;
  readonly keys: SigningKeys;
  readonly executor: Executor;
};

/** Opens the socket namespaces on a server: one Socket.IO server, WebSocket only, so that no stickiness is needed. */
export function openGateways(http: HttpServer, { deps, keys, executor }: GatewayParts): Gateways {
  const io = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    // Other upgrades on this port belong to the page server.
    destroyUpgrade: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
  });
  const { db, bus, log } = deps;
  const nowMs = (): number => deps.now().getTime();
  const changeLog = openChangeLog(db);
  const follower = new LogFollower(changeLog, (error) =>
    log.warn({ error: String(error) }, 'the log cannot be read'),
  );
  const gatewayDeps: GatewayDeps = {
    ...deps,
    keys,
    executor,
    changeLog,
    follower,
    presence: new PresenceHub(bus, nowMs),
    sessions: new SessionWatch(deps),
    access: new AccessCache({ db, bus, follower, now: nowMs }),
    greeter: new ReplicaGreeter(db),
    conversationInboxes: new ConversationInboxes(db, nowMs),
  };
  const stopHints = bus.subscribe('head', ({ workspaceId }) => follower.hint(workspaceId));
  const sync = new SyncGateway(gatewayDeps, io);
  const thirdParty = new ThirdPartyGateway(gatewayDeps, io);
  const visitors = new VisitorGateway(gatewayDeps, io);
  const documents = new DocumentGateway(gatewayDeps, http);
  return {
    counts: () => ({
      '/sync': sync.size,
      '/': thirdParty.size,
      '/visitor': visitors.size,
      '/yjs': documents.size,
    }),
    drain: (withinMs) => sync.drain(withinMs),
    close() {
      sync.close();
      thirdParty.close();
      visitors.close();
      documents.close();
      stopHints();
      gatewayDeps.presence.close();
      gatewayDeps.sessions.close();
      gatewayDeps.access.close();
      follower.stop();
      // Not io.close(): that would close the HTTP server too, which still answers requests.
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
