import { stableColour } from '@frontdesk/core/stable-colour';
import type { Author } from '@frontdesk/documents/server/awareness-room';
import type { DocumentHub } from '@frontdesk/documents/server/document-hub';
import type { DocumentRoom, Peer } from '@frontdesk/documents/server/document-room';
import { REFUSALS, type Refusal } from '@frontdesk/documents/server/refusals';
import { authenticate } from '@frontdesk/usecases/auth/authenticate';
import { loadRights } from '@frontdesk/usecases/auth/rights';
import { documentAccess } from '@frontdesk/usecases/documents/document-access';
import type { WebSocket } from 'ws';
import type { GatewayDeps } from '../gateway/gateway-deps.ts';
import type { AccessChanges } from './access-changes.ts';
import type { Opened } from './document-gateway.ts';

/** Whoever leaves more than this lying is cut off, and asks for what it lacks when it comes again. In bytes. */
const UNREAD_BYTES = 8 * 1024 * 1024;

type Parts = Opened & {
  readonly socket: WebSocket;
  readonly hub: DocumentHub;
  readonly changes: AccessChanges;
};

/** One connection to one document. Its member's rights are read again whenever something may have changed them. */
export class DocumentConnection implements Peer {
  readonly author: Author;
  readonly wantsAcks: boolean;
  readonly #deps: Pick<GatewayDeps, 'db' | 'log' | 'keys' | 'now'>;
  readonly #parts: Parts;
  readonly #room: DocumentRoom;
  readonly #stops: (() => void)[] = [];
  #mayWrite: boolean;
  /** What is to be sent once it is known whether it may be; null: no question is open. */
  #held: Uint8Array[] | null = null;
  #isAskedAgain = false;
  #isAlive = true;

  constructor(deps: GatewayDeps, parts: Parts) {
    this.#deps = deps;
    this.#parts = parts;
    const { principal, access, name, socket, hub, changes } = parts;
    const { userId, membershipId, organizationId, displayName } = principal.member;
    this.author = { id: userId, name: displayName, color: stableColour(userId) };
    this.wantsAcks = parts.wantsAcks;
    this.#mayWrite = access.mayWrite;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (message, isBinary) => {
      if (isBinary) this.#room.receive(this, message as Buffer);
      else this.end(REFUSALS.malformed);
    });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', (error) => deps.log.debug({ error: error.message }, 'document socket'));
    socket.once('close', () => this.#leave());
    this.#stops.push(this.#watchSession(deps));
    const ids = [membershipId, ...access.concerns];
    this.#stops.push(
      changes.watch(organizationId, { ids: new Set(ids), recheck: () => void this.#recheck() }),
    );
    this.#room = hub.join({ organizationId, name }, this);
  }

  readonly mayWrite = (): boolean => this.#mayWrite;

  readonly send = (message: Uint8Array): void => {
    const { socket } = this.#parts;
    if (this.#held) this.#held.push(message);
    else if (socket.bufferedAmount > UNREAD_BYTES) this.end(REFUSALS.tooSlow);
    else socket.send(message);
  };

  readonly pause = (): void => this.#parts.socket.pause();
  readonly resume = (): void => this.#parts.socket.resume();

  readonly end = ({ code, reason }: Refusal): void => {
    this.#held = null;
    this.#mayWrite = false;
    // A paused socket would not read the other side's answer to the closing.
    this.resume();
    this.#parts.socket.close(code, reason);
  };

  /** Cuts it off if it did not answer the last time. */
  ping(): void {
    if (!this.#isAlive) return this.#parts.socket.terminate();
    this.#isAlive = false;
    this.#parts.socket.ping();
  }

  #watchSession({ sessions }: GatewayDeps): () => void {
    const { principal, token } = this.#parts;
    return sessions.watch({
      userId: principal.member.userId,
      sessionId: principal.sessionId,
      ...(token === null
        ? {}
        : { stillHolds: async () => (await authenticate(this.#deps, token)).ok }),
      end: () => this.end(REFUSALS.denied),
      recheck: () => void this.#recheck(),
    });
  }

  /** Nothing more is shown or taken until it is known that it may be. */
  async #recheck(): Promise<void> {
    this.#isAskedAgain = true;
    if (this.#held) return;
    this.#held = [];
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        const mayWrite = await this.#readRights();
        if (mayWrite === null) return this.end(REFUSALS.denied);
        this.#mayWrite = mayWrite;
      }
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, "a member's rights cannot be read");
      return this.end(REFUSALS.away);
    }
    const held = this.#held ?? [];
    this.#held = null;
    for (const message of held) this.send(message);
  }

  /** Null: the document is out of reach. */
  async #readRights(): Promise<boolean | null> {
    const { principal, name } = this.#parts;
    const { organizationId, userId, rights } = principal.member;
    const { db } = this.#deps;
    const member = await db.system((tx) =>
      loadRights(tx, organizationId, userId, rights.keyScopes),
    );
    if (!member) return null;
    const access = await documentAccess(db, member, name);
    return access.ok ? access.value.mayWrite : null;
  }

  #leave(): void {
    for (const stop of this.#stops) stop();
    this.#parts.hub.leave(this.#room, this);
  }
}
