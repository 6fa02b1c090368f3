import {
  SYNC_NAMESPACE,
  type SyncClientEvents,
  type SyncServerEvents,
} from '@frontdesk/core/sync-protocol';
import { io, type Socket } from 'socket.io-client';
import type { Connection, ConnectionListener, Transport } from './transport.ts';

/**
 * The sync protocol over Socket.IO, WebSocket only, one socket for each attempt: when to try again is
 * decided by the session, and the cursor takes the place of Socket.IO's connection recovery. A client without a browser's
 * cookies brings its token.
 */
export function socketTransport(server: Server): Transport {
  return { connect: (listener) => new SocketConnection(server, listener) };
}

type Server = { readonly url: string; readonly token?: string };

class SocketConnection implements Connection {
  readonly #socket: Socket<SyncServerEvents, SyncClientEvents>;

  constructor({ url, token }: Server, listener: ConnectionListener) {
    const socket: Socket<SyncServerEvents, SyncClientEvents> = io(
      new URL(SYNC_NAMESPACE, url).href,
      {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        withCredentials: true,
        ...(token === undefined ? {} : { auth: { token } }),
      },
    );
    socket.on('connect', () => listener.opened());
    socket.on('disconnect', () => listener.closed());
    socket.on('connect_error', (error) => {
      if (isRefusal(error)) listener.refused();
      else listener.closed();
    });
    socket.on('delta', (delta) => listener.delta(delta));
    socket.on('goaway', (goaway) => listener.goaway(goaway));
    socket.on('reset', ({ reason }) => listener.reset(reason));
    socket.on('presence', (state) => listener.presence(state));
    this.#socket = socket;
  }

  hello(...args: Parameters<Connection['hello']>): void {
    this.#socket.emit('hello', ...args);
  }

  push(...args: Parameters<Connection['push']>): void {
    this.#socket.emit('push', ...args);
  }

  applied(...args: Parameters<Connection['applied']>): void {
    this.#socket.emit('applied', ...args);
  }

  presence(...args: Parameters<Connection['presence']>): void {
    this.#socket.emit('presence', ...args);
  }

  close(): void {
    this.#socket.off();
    this.#socket.disconnect();
  }
}

/** The gateway's middleware refuses with `error.data`, one of our refusals (https://socket.io/docs/v4/middlewares). */
function isRefusal(error: Error): boolean {
  const { data } = error as { readonly data?: { readonly code?: unknown } };
  return data?.code === 'AUTHENTICATION_ERROR';
}
