import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from '@playwright/test';
import pg from 'pg';
import { Server } from 'socket.io';
import type { BenchPlace } from './inbound.ts';
import { paced } from './paced.ts';
import { latencies, paintTimes, watchPaints } from './paint-times.ts';
import type { Load } from './screen-latency.ts';
import { type Summary, summaryOf } from './summary.ts';

const LANES = 10;

/** The least that the same path could cost here: one INSERT, one NOTIFY, one emit, one text set, one frame. */
export async function screenFloor(
  browser: Browser,
  { databaseUrl, texts }: BenchPlace,
  { rate, seconds }: Load,
): Promise<Summary> {
  const [writer, listener] = [databaseUrl, databaseUrl].map(
    (connectionString) => new pg.Client({ connectionString }),
  );
  if (writer === undefined || listener === undefined) throw new Error('no connections');
  await Promise.all([writer.connect(), listener.connect()]);
  const http = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(PAGE));
  const sockets = new Server(http, { transports: ['websocket'] });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  try {
    await writer.query(
      'CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, text text)',
    );
    listener.on('notification', ({ payload }) => sockets.emit('text', payload));
    await listener.query('LISTEN bench_floor');
    await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    await page.getByText('connected').waitFor();
    await watchPaints(page, 'main');
    const started = new Map<string, number>();
    await paced({ rate, count: rate * seconds }, async (at) => {
      const [lane, number] = [at % LANES, Math.floor(at / LANES)];
      started.set(`${lane}·${number}`, performance.timeOrigin + performance.now());
      const text = `[${lane}·${number}] ${texts[at % texts.length]}`;
      await writer.query('INSERT INTO bench_floor (text) VALUES ($1)', [text]);
      await writer.query(`SELECT pg_notify('bench_floor', $1)`, [text]);
    });
    await page.waitForTimeout(500);
    return summaryOf(latencies(started, await paintTimes(page)));
  } finally {
    await page.close();
    await writer.query('DROP TABLE IF EXISTS bench_floor');
    await Promise.all([writer.end(), listener.end(), sockets.close()]);
  }
}

const PAGE = `<!doctype html><main></main><p></p><script src="/socket.io/socket.io.js"></script><script>
const lanes = new Map();
const socket = io({ transports: ['websocket'] });
socket.on('connect', () => { document.querySelector('p').textContent = 'connected'; });
socket.on('text', (text) => {
  const lane = text.slice(0, text.indexOf('·'));
  if (!lanes.has(lane)) lanes.set(lane, document.querySelector('main').appendChild(document.createElement('div')));
  lanes.get(lane).textContent = text;
});
</script>`;
