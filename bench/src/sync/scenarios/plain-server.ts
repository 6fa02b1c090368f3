import { createServer } from 'node:http';
import { Server } from 'socket.io';

/** What everybody is sent. */
export type PlainText = { readonly seq: number; readonly text: string; readonly filling: string };

/** As large as a changed row is on the wire, about. */
const filling = 'x'.repeat(600);

/**
 * The least that a server of many sockets could do, as a process of its own: whatever its parent says goes to everybody,
 * and who says hello is told how much that was so far. Its only argument is the port; says so once it listens.
 */
const http = createServer();
const sockets = new Server(http, { transports: ['websocket'], serveClient: false });
let seq = 0;

sockets.on('connection', (socket) => {
  socket.on('hello', (answer: (seq: number) => void) => answer(seq));
});
process.on('message', (text: string) => {
  seq += 1;
  sockets.emit('text', { seq, text, filling } satisfies PlainText);
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
http.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('listening'));
