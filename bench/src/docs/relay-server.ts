import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * The least that a server of documents could do, as a process of its own: what one says in a room goes to all others there, and is
 * forgotten. What was said first in a room whose name begins with `/kept` is handed to whoever comes. Says its port.
 */
const rooms = new Map<string, Set<WebSocket>>();
const kept = new Map<string, Buffer>();
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.once('listening', () => process.send?.((server.address() as AddressInfo).port));
server.on('connection', (socket, { url = '/' }) => {
  const room = rooms.get(url) ?? new Set();
  rooms.set(url, room.add(socket));
  const there = kept.get(url);
  if (there) socket.send(there);
  socket.on('message', (message: Buffer) => {
    if (url.startsWith('/kept') && !kept.has(url)) kept.set(url, message);
    for (const other of room) if (other !== socket) other.send(message);
  });
  socket.once('close', () => room.delete(socket));
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
