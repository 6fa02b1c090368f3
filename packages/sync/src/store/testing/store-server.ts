import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildDataDirectory } from '../../../scripts/build-data-directory.ts';

const ROOTS = {
  '/sync/': new URL('../../', import.meta.url),
  '/core/': new URL('../../../../core/src/', import.meta.url),
  '/pglite/': new URL('.', import.meta.resolve('@electric-sql/pglite')),
} as const;

const TYPES: Readonly<Record<string, string>> = {
  ts: 'text/javascript',
  js: 'text/javascript',
  wasm: 'application/wasm',
};

const PAGE = `<!doctype html><title>test</title>
<script type="module">
  import { page } from '/sync/store/testing/store-page.ts';
  globalThis.stores = page;
</script>`;

/** Serves the store's modules, PGlite and a data directory on loopback, and a page with `globalThis.stores` anywhere else. */
export async function serveStores(): Promise<{ readonly url: string; close(): void }> {
  const directory = await buildDataDirectory();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/data-directory.tar') {
      response.end(directory);
      return;
    }
    const root = Object.entries(ROOTS).find(([prefix]) => path.startsWith(prefix));
    if (!root) {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    read(new URL(path.slice(root[0].length), root[1])).then(
      (content) => response.setHeader('content-type', type).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function read(file: URL): Promise<string | Buffer> {
  if (!file.pathname.endsWith('.ts')) return readFile(file);
  return stripTypeScriptTypes(await readFile(fileURLToPath(file), 'utf8'))
    .replaceAll(/'@frontdesk\/core\/([^']+)'/g, "'/core/$1.ts'")
    .replaceAll("'@electric-sql/pglite/opfs-ahp'", "'/pglite/fs/opfs-ahp.js'")
    .replaceAll("'@electric-sql/pglite'", "'/pglite/index.js'")
    .replaceAll(/import \{[^}]*\} from 'uuid';/g, 'const v7 = () => crypto.randomUUID();');
}
