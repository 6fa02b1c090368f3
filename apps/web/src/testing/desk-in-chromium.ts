import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { chromium, type Browser, type Page } from '@playwright/test';
import tailwind from '@tailwindcss/postcss';
import postcss from 'postcss';
import { rolldown } from 'rolldown';
import { bundleOptions } from '../../scripts/bundle.ts';

const STYLES = fileURLToPath(new URL('../../app/globals.css', import.meta.url));

/** The page of `desk-page.tsx` as the product is built, but for names, by which it is said what was drawn. */
async function script(): Promise<string> {
  const { input, output } = bundleOptions('testing/desk-page.tsx', {
    format: 'esm',
    development: false,
  });
  const build = await rolldown({ ...input, logLevel: 'silent' });
  const result = await build.generate({ ...output, minify: false });
  await build.close();
  return result.output[0].code;
}

async function styles(): Promise<string> {
  const source = await readFile(STYLES, 'utf8');
  return (await postcss([tailwind()]).process(source, { from: STYLES })).css;
}

const NOTHING = ['application/json', '{"data":[]}'] as const;
const PAGE = [
  'text/html',
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Desk</title>
<link rel="stylesheet" href="/desk.css">
<body class="antialiased"><script>globalThis.process = { env: {} }</script>
<script type="module" src="/desk.js"></script>`,
] as const;

/** The screens over {@link Desk} in a real browser. */
export class DeskInChromium {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly url: string;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<DeskInChromium> {
    const [code, css] = await Promise.all([script(), styles()]);
    const files: Readonly<Record<string, readonly [string, string]>> = {
      '/desk.js': ['text/javascript', code],
      '/desk.css': ['text/css', css],
    };
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const [type, body] = files[path] ?? (path.startsWith('/api/') ? NOTHING : PAGE);
      response.setHeader('content-type', `${type}; charset=utf-8`).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = findChromium();
    const browser = await chromium.launch({
      args: CHROMIUM_FLAGS,
      ...(executablePath ? { executablePath } : {}),
    });
    return new DeskInChromium(server, browser);
  }

  /** In it always the same minute: with the next one everything that shows an age is drawn. */
  async page(address: string): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 720 } });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const opened = Date.now();
      Date.now = () => opened;
    });
    await page.goto(this.url + address);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
