import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiFloor, apiLatency } from '@frontdesk/bench/api-latency';
import type { BenchPlace } from '@frontdesk/bench/inbound';
import { inboundFloor, inboundRate } from '@frontdesk/bench/inbound-rate';
import { memoryOf } from '@frontdesk/bench/memory';
import { screenFloor } from '@frontdesk/bench/screen-floor';
import { screenLatency } from '@frontdesk/bench/screen-latency';
import { inWords } from '@frontdesk/bench/summary';
import { customerTexts } from '@frontdesk/bench/texts';
import { CHROMIUM_FLAGS } from '@frontdesk/testkit/chromium';
import { Desk } from '@frontdesk/testkit/desk';
import { freePort } from '@frontdesk/testkit/ports';
import { chromium } from '@playwright/test';
import { processesOf } from '../e2e/harness/test-product.ts';
import { buildPages, generateDatabaseClient } from './launcher/derived.ts';
import { ROOT } from './launcher/freshness.ts';
import { findOrFetchBrowser } from './suite/browser.ts';

/** `npm run bench`: the whole product as `npm start` runs it, measured beside floors of the same run. Asserts nothing. */
const SCREEN = { rate: 50, seconds: 15 };
const API = { rate: 35, seconds: 15 };
const INBOUND = 5_000;
/** Until whatever a start sets off has come to rest. */
const IDLE_AFTER_MS = 15_000;

type Row = readonly [what: string, measured: string, floor: string, aim: string];

const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
const port = await freePort();
const texts = customerTexts();
await generateDatabaseClient();
await buildPages();
const browserPath = await findOrFetchBrowser();

const rows: Row[] = [];
const first = await start();
rows.push([
  'first start, packages and pages there',
  seconds(first.readyMs),
  'a bare initdb is part of it',
  '< 120 s',
]);
await stop(first.child);
const second = await start();
rows.push(['second start', seconds(second.readyMs), '–', '< 5 s']);
try {
  await delay(IDLE_AFTER_MS);
  rows.push(['whole product idle, PSS', megabytes(totalPss(second.child)), '–', '< 700 MB']);
  await measure();
} finally {
  await stop(second.child);
  rmSync(folder, { recursive: true, force: true });
}
print();

async function measure(): Promise<void> {
  const url = `http://localhost:${port}`;
  const databasePort = readFileSync(join(folder, 'postgres.port'), 'utf8');
  const databaseUrl = `postgres://app@127.0.0.1:${databasePort}/postgres`;
  const desk = await Desk.open(url, () => []);
  const place: BenchPlace = { url, databaseUrl, desk, texts: texts.texts };
  const browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_FLAGS });
  try {
    const floor = await screenFloor(browser, place, SCREEN);
    const screen = await screenLatency(browser, place, SCREEN);
    const missing = screen.missing === 0 ? '' : `, ${screen.missing} never seen`;
    rows.push([
      `webhook → painted on another agent’s screen, ${SCREEN.rate}/s`,
      inWords(screen) + missing,
      `INSERT + NOTIFY + emit: ${inWords(floor)}`,
      'p95 < 100 ms',
    ]);
  } finally {
    await browser.close();
  }
  const api = await apiLatency(place, API);
  const refused = api.refused === 0 ? '' : `, ${api.refused} refused`;
  rows.push([
    `API at ${API.rate}/s, three reads to one write`,
    inWords(api) + refused,
    `one row by key over HTTP: ${inWords(await apiFloor(place, API))}`,
    'p95 < 100 ms',
  ]);
  const insertsPerSecond = await inboundFloor(place, INBOUND);
  const inbound = await inboundRate(place, INBOUND);
  rows.push([
    'inbound messages, sustained',
    `${Math.round(inbound.perSecond)}/s (webhooks taken at ${Math.round(inbound.takenPerSecond)}/s)`,
    `one INSERT per request: ${Math.round(insertsPerSecond)}/s`,
    '≥ 300/s',
  ]);
  for (const [name, pid] of Object.entries(processesOf(folder))) {
    const { pss, rss } = memoryOf(pid);
    const own = `${megabytes(pss)} PSS` + (name === 'postgres' ? '' : `, ${megabytes(rss)} RSS`);
    rows.push([`memory after all that: ${name}`, own, '–', '< 512 MB']);
  }
  await desk.close();
}

/** Starts the product in the bench's folder; resolves when it says that it is ready. */
async function start(): Promise<{ child: ChildProcess; readyMs: number }> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'scripts/start.ts')],
    {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port), DATA_DIR: folder },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text) => {
      said += String(text);
      if (said.includes('Frontdesk is ready')) resolve();
    });
    child.once('exit', () => reject(new Error(`the product did not start:\n${said}`)));
  });
  return { child, readyMs: performance.now() - started };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** The launcher with all that it started. */
function totalPss({ pid = 0 }: ChildProcess): number {
  return memoryOf(pid).pss;
}

function print(): void {
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.version}`;
  const lines = [
    `Machine: ${machine}; load, browser and product share it. Texts: ${texts.source}.`,
    '',
    '| what | measured | floor in the same run | aim |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}

function megabytes(value: number): string {
  return `${Math.round(value)} MB`;
}
