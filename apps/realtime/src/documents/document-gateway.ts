import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '@frontdesk/core/errors';
import { openDocumentStore } from '@frontdesk/db/document-store';
import { DocumentHub } from '@frontdesk/documents/server/document-hub';
import { REFUSALS } from '@frontdesk/documents/server/refusals';
import type { Principal } from '@frontdesk/usecases/auth/authenticate';
import { type DocumentAccess, documentAccess } from '@frontdesk/usecases/documents/document-access';
import { type WebSocket, WebSocketServer } from 'ws';
import type { GatewayDeps } from '../gateway/gateway-deps.ts';
import { AWAY, identify } from '../gateway/socket-identity.ts';
import { DOCUMENTS_PATH } from '../http/http-server.ts';
import { AccessChanges } from './access-changes.ts';
import { DocumentConnection } from './document-connection.ts';

/** All that a client has written without a network comes as one message. A document's cap and some, in bytes. */
const MAX_MESSAGE_BYTES = 3 * 1024 * 1024;

/** A connection that says nothing for so long is asked whether it is there, in milliseconds. */
const PING_MS = 25_000;

/** Whoever does not answer a closing within this time, in milliseconds, is cut off: an end of the process waits for no-one. */
const CLOSE_MS = 1_000;

/** The bus's own limit is 7,000 bytes as JSON; a cursor beyond it is seen on its own gateway only. */
const CURSOR_CHARS = 6_000;

const STATUS: Partial<Record<Refusal['code'], string>> = {
  AUTHENTICATION_ERROR: '401 Unauthorized',
  AUTHORIZATION_ERROR: '403 Forbidden',
  NOT_FOUND: '404 Not Found',
};

/** Serves `/yjs/<document>` in the y-websocket protocol: `?token=` or our own pages' cookie, `?ack=1` for acknowledgements. */
export class DocumentGateway {
  readonly #deps: GatewayDeps;
  readonly #gatewayId = randomUUID();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  readonly #hub: DocumentHub;
  readonly #changes: AccessChanges;
  readonly #connections = new Set<DocumentConnection>();
  readonly #timer: NodeJS.Timeout;
  readonly #stops: readonly (() => void)[];
  #isOver = false;

  constructor(deps: GatewayDeps, http: HttpServer) {
    this.#deps = deps;
    this.#changes = new AccessChanges(deps.follower);
    this.#hub = this.#openHub();
    // Never taken off: what was accepted before we end may ask only after it, and nobody else would answer it.
    http.on('upgrade', (req, socket, head) => {
      if ((req.url ?? '').startsWith(DOCUMENTS_PATH)) void this.#upgrade(req, socket, head);
    });
    this.#timer = setInterval(() => this.#connections.forEach((one) => one.ping()), PING_MS);
    this.#stops = [
      deps.bus.subscribe('document', ({ head, ...key }) => this.#hub.hint(key, head)),
      deps.bus.subscribe('cursors', ({ gatewayId, update, ...key }) => {
        if (gatewayId !== this.#gatewayId)
          this.#hub.relayAwareness(key, Buffer.from(update, 'base64'));
      }),
    ];
  }

  /** Open connections. */
  get size(): number {
    return this.#connections.size;
  }

  /** Open documents. */
  get documents(): number {
    return this.#hub.size;
  }

  /** Ends every connection; clients come again elsewhere. */
  close(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    for (const stop of this.#stops) stop();
    this.#hub.close(REFUSALS.ending);
    this.#changes.close();
    setTimeout(() => this.#server.clients.forEach((one) => one.terminate()), CLOSE_MS).unref();
    this.#server.close();
  }

  #openHub(): DocumentHub {
    const { bus, db, log } = this.#deps;
    return new DocumentHub({
      store: openDocumentStore(db),
      tellHead: (key, head) => bus.publish('document', { ...key, head }).catch(ignore),
      tellAwareness: (key, bytes) => {
        const update = Buffer.from(bytes).toString('base64');
        if (update.length > CURSOR_CHARS) return;
        bus.publish('cursors', { ...key, gatewayId: this.#gatewayId, update }).catch(ignore);
      },
      onFailure: (error) => log.warn({ error: String(error) }, 'a document could not be served'),
    });
  }

  async #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', ignore);
    if (this.#isOver) return void socket.destroy();
    const url = new URL(req.url ?? '/', 'http://localhost');
    const name = nameIn(url.pathname);
    const token = url.searchParams.get('token');
    try {
      const found = await identify(this.#deps, {
        headers: req.headers,
        auth: token === null ? undefined : { token },
      });
      if (!found.ok) return refuseUpgrade(socket, found.refusal);
      const access = await documentAccess(this.#deps.db, found.value.member, name);
      if (!access.ok) return refuseUpgrade(socket, access.refusal);
      if (this.#isOver || socket.destroyed) return void socket.destroy();
      const wantsAcks = url.searchParams.get('ack') === '1';
      this.#server.handleUpgrade(req, socket, head, (opened) =>
        this.#serve(opened, {
          principal: found.value,
          access: access.value,
          name,
          token,
          wantsAcks,
        }),
      );
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'a document could not be opened');
      refuseUpgrade(socket, AWAY);
    }
  }

  #serve(socket: WebSocket, opened: Opened): void {
    const connection = new DocumentConnection(this.#deps, {
      ...opened,
      socket,
      hub: this.#hub,
      changes: this.#changes,
    });
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }
}

/** Who opens what. */
export type Opened = {
  readonly principal: Principal;
  readonly access: DocumentAccess;
  readonly name: string;
  /** As given in the address; null: by a cookie or a header. */
  readonly token: string | null;
  readonly wantsAcks: boolean;
};

/** Of a document; '' for what is no name, which no document has. */
function nameIn(path: string): string {
  try {
    return decodeURIComponent(path.slice(DOCUMENTS_PATH.length));
  } catch {
    return '';
  }
}

function refuseUpgrade(socket: Duplex, { code, message }: Refusal): void {
  const status = STATUS[code] ?? '503 Service Unavailable';
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

const ignore = (): undefined => undefined;
