import { setTimeout as delay } from 'node:timers/promises';
import type { Refusal } from '@frontdesk/core/errors';
import { SYNC_NAMESPACE } from '@frontdesk/core/sync-protocol';
import type { Server } from 'socket.io';
import type { GatewayDeps } from './gateway-deps.ts';
import { AWAY, connectError, identify, isFromOurOrigin } from './socket-identity.ts';
import { SyncConnection, type SyncSocket } from './sync-connection.ts';

const TICK_MS = 1_000;

/** So many clients come back in a second, to gateways that serve others meanwhile; all of them within the bounds. */
const BACK_PER_SECOND = 500;
const SPREAD_MS = { least: 500, most: 30_000 } as const;

/** How often it is looked whether everybody has gone. */
const GONE_MS = 20;

/** Namespace `/sync`: our own web app's replicas. */
export class SyncGateway {
  readonly #connections = new Set<SyncConnection>();
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;

  constructor(deps: GatewayDeps, io: Server) {
    const namespace = io.of(SYNC_NAMESPACE);
    namespace.use(async (socket, next) =>
      next(this.#isDraining ? connectError(ENDING) : await refusalOf(deps, socket)),
    );
    namespace.on('connection', (socket: SyncSocket) => {
      const connection = new SyncConnection(deps, socket);
      forgetHandshake(socket);
      this.#connections.add(connection);
      socket.on('disconnect', () => this.#connections.delete(connection));
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get size(): number {
    return this.#connections.size;
  }

  /**
   * Sends everybody to another gateway, or back to this one once it is up again: spread by how many they are, so that
   * whoever takes them in is not overrun. Takes nobody in from here on. Resolves when all are gone, or after so many
   * milliseconds.
   */
  async drain(withinMs: number): Promise<void> {
    this.#isDraining = true;
    const wanted = (this.#connections.size / BACK_PER_SECOND) * 1_000;
    const spreadMs = Math.round(Math.min(SPREAD_MS.most, Math.max(SPREAD_MS.least, wanted)));
    for (const connection of this.#connections) connection.sendElsewhere(spreadMs);
    for (let waited = 0; this.#connections.size > 0 && waited < withinMs; waited += GONE_MS) {
      await delay(GONE_MS);
    }
  }

  close(): void {
    this.#isDraining = true;
    clearInterval(this.#timer);
  }

  #tick(): void {
    for (const connection of this.#connections) connection.tick();
  }
}

/** The first request and what it brought would stay with a socket for days: https://socket.io/docs/v4/memory-usage */
function forgetHandshake({ conn, handshake }: SyncSocket): void {
  Object.assign(conn, { request: null });
  Object.assign(handshake, { headers: {}, auth: {}, query: {} });
}

/** Undefined when the socket may come in; it then knows whose it is. */
async function refusalOf(deps: GatewayDeps, socket: SyncSocket): Promise<Error | undefined> {
  const { headers, auth } = socket.handshake;
  // Even with a token: no other site has any business here.
  if (headers.origin !== undefined && !isFromOurOrigin(headers, deps.settings)) {
    return connectError({ code: 'AUTHORIZATION_ERROR', message: 'This page may not connect.' });
  }
  try {
    const found = await identify(deps, { headers, auth });
    if (!found.ok) return connectError(found.refusal);
    // A replica holds all that its member sees: nothing here would heed a key's scopes.
    if (found.value.kind === 'API') return connectError(PEOPLE_ONLY);
    socket.data.principal = found.value;
    return undefined;
  } catch (error) {
    deps.log.warn({ error: String(error) }, 'a handshake could not be checked');
    return connectError(AWAY);
  }
}

const ENDING: Refusal = {
  code: 'SERVICE_UNAVAILABLE',
  message: 'This server is being replaced. Try again in a moment.',
  retryAfter: 1,
};

const PEOPLE_ONLY: Refusal = {
  code: 'AUTHORIZATION_ERROR',
  message: 'Only a signed-in person can connect here, not an API key.',
};
