import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, type Page, chromium } from '@playwright/test';
import { CHROMIUM_FLAGS } from '@frontdesk/testkit/chromium';
import pg from 'pg';
import type { BrowserPlace } from './device.ts';
import { watchPages } from './page-watch.ts';
import { TaskNotes, watchTasks } from './task-watch.ts';

/** The least that a page could do for the same: no framework, no engine, a few nodes. */
export type BarePage = {
  readonly page: Page;
  close(): Promise<void>;
};

/** Serves the page with the workspace's rows as one JSON, and opens it in a browser of its own. */
export async function openBarePage(place: BrowserPlace): Promise<BarePage> {
  const rows = await rowsOf(place);
  const answers = new Map([
    ['/', ['text/html', PAGE]],
    ['/rows', ['application/json', rows]],
    ['/worker.js', ['text/javascript', WORKER]],
  ]);
  const server = createServer((request, response) => {
    const [type = 'text/plain', body = ''] = answers.get(request.url ?? '') ?? [];
    response.setHeader('content-type', `${type}; charset=utf-8`).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    server.close();
  };
  try {
    browser = await chromium.launch({ executablePath: place.browserPath, args: CHROMIUM_FLAGS });
    const page = await (await bareContext(browser)).newPage();
    await page.goto(url);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bareContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await watchPages(context);
  await watchTasks(context, new TaskNotes());
  return context;
}

async function rowsOf({ databaseUrl, organizationId }: BrowserPlace): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const table = async (name: string): Promise<string> => {
      const { rows } = await client.query<{ all: string }>(
        `select json_agg(t)::text as all from ${name} t where organization_id = $1`,
        [organizationId],
      );
      return `"${name}":${rows[0]?.all ?? '[]'}`;
    };
    const tables = [
      await table('conversations'),
      await table('contact_cards'),
      await table('messages'),
    ];
    return `{${tables.join(',')}}`;
  } finally {
    await client.end();
  }
}

/** Looks through the texts one by one. */
const WORKER = `let texts = [];
onmessage = ({ data }) => {
  if (data.texts) { texts = data.texts; postMessage({ ready: texts.length }); return; }
  const hits = [];
  for (let at = 0; at < texts.length && hits.length < 50; at += 1) if (texts[at].includes(data.word)) hits.push({ at, text: texts[at] });
  postMessage({ hits });
};`;

const PAGE = `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; display: flex; height: 100vh; font: 14px sans-serif }
#list { flex: none; width: 320px; overflow: hidden auto } main { position: relative; z-index: 1; flex: 1; min-width: 0; background: white } #list div { position: absolute; left: 0; right: 0; height: 77px; border-bottom: 1px solid #ccc }
#rows { position: relative } article { margin: 4px; padding: 8px; border-radius: 12px; background: #eee }
</style><div id="list"><div id="rows"></div></div><main><p id="out"></p><p id="found"></p><textarea></textarea><button>Open</button><div id="thread"></div></main>
<script>
const out = document.querySelector('#out');
const rowsBox = document.querySelector('#rows');
const scroller = document.querySelector('#list');
let count = 0;
addEventListener('keydown', (event) => { if (event.target === document.body) out.textContent = 'key ' + (count += 1); });
document.querySelector('textarea').addEventListener('input', (event) => { out.textContent = event.target.value; });
document.querySelector('button').addEventListener('click', () => {
  out.textContent = 'thread ' + (count += 1);
  const lines = Array.from({ length: 12 }, (_, at) => Object.assign(document.createElement('article'), { textContent: 'message ' + at + ' of ' + count }));
  document.querySelector('#thread').replaceChildren(...lines);
});
let heads = [];
const pool = Array.from({ length: 24 }, () => rowsBox.appendChild(document.createElement('div')));
function draw() {
  const first = Math.max(0, Math.floor(scroller.scrollTop / 78) - 5);
  for (let at = first; at < first + pool.length && at < heads.length; at += 1) {
    const row = pool[at % pool.length];
    row.style.transform = 'translateY(' + at * 78 + 'px)';
    row.textContent = heads[at].last_message_preview;
  }
}
scroller.addEventListener('scroll', draw);
function show(rows) { heads = rows; rowsBox.style.height = heads.length * 78 + 'px'; draw(); out.textContent = heads.length + ' rows'; }
const afterFrame = () => new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now());
  port2.postMessage(null);
}));
const database = () => new Promise((resolve, reject) => {
  const opening = indexedDB.open('floor', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});
const newest = (rows) => rows.sort((a, b) => (a.last_message_at < b.last_message_at ? 1 : -1));
const floors = {
  /** All rows by HTTP, in a Map each, the list painted: from the last byte. */
  async cold() {
    const answer = await fetch('/rows');
    const text = await answer.text();
    const started = performance.now();
    const tables = JSON.parse(text);
    floors.maps = Object.values(tables).map((rows) => new Map(rows.map((row) => [row.id, row])));
    show(newest(tables.conversations));
    const painted = (await afterFrame()) - started;
    floors.texts = tables.messages.map((row) => row.text);
    const db = await database();
    const writing = db.transaction('kept', 'readwrite');
    writing.objectStore('kept').put({ conversations: tables.conversations, cards: tables.contact_cards }, 'heads');
    await new Promise((resolve) => { writing.oncomplete = resolve; });
    db.close();
    return painted;
  },
  /** Heads and cards from IndexedDB to the painted list: from the start of the navigation. */
  async warm() {
    const db = await database();
    const asking = db.transaction('kept').objectStore('kept').get('heads');
    await new Promise((resolve) => { asking.onsuccess = resolve; });
    show(newest(asking.result.conversations));
    return afterFrame();
  },
  async loadSearch() {
    floors.worker = new Worker('/worker.js');
    floors.worker.postMessage({ texts: floors.texts });
    await new Promise((resolve) => floors.worker.addEventListener('message', resolve, { once: true }));
    floors.worker.addEventListener('message', ({ data }) => { document.querySelector('#found').textContent = data.hits.length + ' hits at ' + performance.now(); });
    document.querySelector('textarea').addEventListener('input', (event) => floors.search(event.target.value), { capture: true });
  },
  search(word) {
    const asked = performance.now();
    floors.worker.addEventListener('message', () => floors.answered.push(performance.now() - asked), { once: true });
    floors.worker.postMessage({ word });
  },
  answered: [],
  /** Until it is false again, the page draws at each turn of the screen. */
  isDrawing: false,
  draw() {
    document.querySelector('#found').style.opacity = 0.5 + 0.4 * Math.sin(performance.now() / 100);
    if (floors.isDrawing) requestAnimationFrame(floors.draw);
  },
  /** A thousand heads come from a worker and the list is sorted and drawn anew. */
  async delta() {
    const changed = structuredClone(heads.slice(500, 1500));
    const { port1, port2 } = new MessageChannel();
    const come = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
    port2.postMessage(changed);
    const known = new Map(heads.map((row) => [row.id, row]));
    for (const row of await come) known.set(row.id, { ...row, last_message_at: new Date().toISOString() });
    show(newest([...known.values()]));
    return afterFrame();
  },
};
</script>`;
