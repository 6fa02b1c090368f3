import { type Delta, SYNC_NAMESPACE } from '@frontdesk/core/sync-protocol';
import type { SyncSocket } from './sync-connection.ts';

type Encoded = { readonly packet: string; readonly frame: readonly Buffer[] };

const encoded = new WeakMap<Delta, Encoded>();

/** As `socket.emit('delta', delta)`: what many sockets are sent is encoded once, down to the bytes on the wire. */
export function sendDelta(socket: SyncSocket, delta: Delta): void {
  const known = encoded.get(delta) ?? encode(delta);
  encoded.set(delta, known);
  // What Socket.IO's own broadcast does; Engine.IO keeps what the socket cannot take now.
  const options = { compress: false, wsPreEncodedFrame: known.frame };
  socket.conn.write(known.packet, options);
}

/** An event by https://socket.io/docs/v4/socket-io-protocol (2), in a message of Engine.IO (4), in a frame of WebSocket. */
function encode(delta: Delta): Encoded {
  const packet = `2${SYNC_NAMESPACE},${JSON.stringify(['delta', delta])}`;
  return { packet, frame: [textFrame(Buffer.from(`4${packet}`))] };
}

/** One unmasked, final text frame: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function textFrame(payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  if (length < 2 ** 16) {
    const head = Buffer.from([0x81, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
