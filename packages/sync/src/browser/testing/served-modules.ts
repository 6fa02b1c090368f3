import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { must } from '@frontdesk/core/assert';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { chromium, type Browser } from '@playwright/test';

/** Where a path's modules stand; bare imports of these packages are rewritten to such paths. */
const ROOTS = {
  '/sync/': new URL('../../', import.meta.url),
  '/core/': new URL('../../../../core/src/', import.meta.url),
} as const;

const SOCKET_IO = '/npm/socket.io.js';
const SOCKET_IO_FILE = join(
  dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')),
  'dist/socket.io.esm.min.js',
);

/** Instead of the package, which no page can import by its name; also where a page is not secure. */
const RANDOM_IDS = 'const v7 = () => crypto.getRandomValues(new Uint8Array(16)).toHex();';

/** A name for loopback that does not count as secure, as plain http in a house's own network. */
export const PLAIN_HOST = 'plain.test';

export type Served = {
  readonly url: string;
  readonly server: Server;
  readonly close: () => void;
};

/**
 * The package's own modules with their types stripped, on loopback, which counts as secure. A page is any other
 * path: it has what `?module=` names as `globalThis.subject`. `api` answers what is asked below `/api/`.
 */
export async function serveModules(api?: RequestListener): Promise<Served> {
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://any');
    if (api && path.startsWith('/api/')) {
      api(request, response);
      return;
    }
    if (!path.endsWith('.ts') && !path.endsWith('.js')) {
      const page = pageOf(searchParams.get('module') ?? '');
      response.setHeader('content-type', 'text/html').end(page);
      return;
    }
    moduleAt(path).then(
      (source) => response.setHeader('content-type', 'text/javascript').end(source),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const pageOf = (module: string): string => `<!doctype html><title>test</title>
<script type="module">
  import * as subject from '${module}';
  globalThis.subject = subject;
</script>`;

async function moduleAt(path: string): Promise<string> {
  if (path === SOCKET_IO) return readFile(SOCKET_IO_FILE, 'utf8');
  const [root, base] = Object.entries(ROOTS).find(([prefix]) => path.startsWith(prefix)) ?? [];
  if (!root || !base) throw new Error(`nothing is served at ${path}`);
  const source = await readFile(new URL(path.slice(root.length), base), 'utf8');
  return stripTypeScriptTypes(source)
    .replaceAll(/'@frontdesk\/(core|sync)\/([^']+)'/g, "'/$1/$2.ts'")
    .replaceAll("'socket.io-client'", `'${SOCKET_IO}'`)
    .replaceAll(/import \{[^}]*\} from 'uuid';/g, RANDOM_IDS);
}

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    args: [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`],
    ...(executablePath ? { executablePath } : {}),
  });
}

/** A Chromium with a profile on the disk, which ends as in a power cut of the browser alone. */
export async function startKillable(
  profile: string,
): Promise<{ readonly address: string; readonly kill: () => Promise<void> }> {
  const process = spawn(
    must(findChromium() ?? chromium.executablePath(), 'chromium'),
    [...CHROMIUM_FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  return {
    address: await addressIn(process.stderr),
    kill: async () => {
      const ended = once(process, 'exit');
      globalThis.process.kill(-must(process.pid, 'pid'), 'SIGKILL');
      await ended;
    },
  };
}

async function addressIn(lines: Readable): Promise<string> {
  for await (const line of createInterface({ input: lines })) {
    const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error('Chromium ended before it listened');
}
