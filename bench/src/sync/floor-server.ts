import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Server } from 'socket.io';

/**
 * The least that a server of rows could do, as a process of its own: one committed UPDATE and an emit to everybody; whole
 * tables as one JSON over HTTP. Told by its environment where the database is and whose rows are asked for; says its port.
 */
const { FLOOR_DATABASE: connectionString, FLOOR_WORKSPACE: workspace } = process.env;
const pool = new pg.Pool({ connectionString, max: 4 });
await pool.query('CREATE TABLE IF NOT EXISTS bench_floor (id int PRIMARY KEY, text text)');
await pool.query(`INSERT INTO bench_floor VALUES (1, '') ON CONFLICT DO NOTHING`);

const TABLES = ['conversations', 'contact_cards', 'messages'];

const http = createServer((_, answer) => {
  void Promise.all(
    TABLES.map((table) =>
      pool.query<{ row: unknown }>(
        `SELECT to_json(t) AS row FROM ${table} t WHERE organization_id = $1`,
        [workspace],
      ),
    ),
  ).then((all) => answer.end(JSON.stringify(all.map(({ rows }) => rows.map(({ row }) => row)))));
});
const sockets = new Server(http, { transports: ['websocket'] });
sockets.on('connection', (socket) => {
  socket.on('write', (text: string, answer: () => void) => {
    void pool.query('UPDATE bench_floor SET text = $1 WHERE id = 1', [text]).then(() => {
      sockets.emit('text', text);
      answer();
    });
  });
});
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
