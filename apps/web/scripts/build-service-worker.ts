/** After `next build`: writes `<dist>/sw.js` with the list of what has to be there without a network. */
import { createHash } from 'node:crypto';
import { glob, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Precache } from '../src/service-worker/precache.ts';
import { bundle } from './bundle.ts';
import { DIST } from './dist.ts';

const PUBLIC = path.join(import.meta.dirname, '../public');
/** The pages that start without a network; the customer simulator and the gallery do not. */
const PAGES = ['shell', 'sign-in'];
/** Beside its scripts Turbopack leaves sources of workers and maps there, which no page asks for. */
const NOT_ASKED_FOR = /\.(?:map|ts)$/;

async function listed(): Promise<Precache> {
  const assets: string[] = [];
  for await (const entry of glob('static/**/*', { cwd: DIST, withFileTypes: true })) {
    if (!entry.isFile() || NOT_ASKED_FOR.test(entry.name)) continue;
    assets.push(`/_next/${path.relative(DIST, path.join(entry.parentPath, entry.name))}`);
  }
  const engine = (await readdir(path.join(DIST, 'engine')))
    .filter((name) => !/\.(?:br|gz)$/.test(name))
    .map((name) => `/engine/${name}`);
  const files = await readdir(PUBLIC);
  const hash = createHash('sha256').update(JSON.stringify([assets.toSorted(), engine.toSorted()]));
  for (const page of PAGES) hash.update(await readFile(path.join(DIST, `server/app/${page}.html`)));
  for (const file of files.toSorted()) hash.update(await readFile(path.join(PUBLIC, file)));
  return {
    build: hash.digest('hex').slice(0, 16),
    plain: [...PAGES, ...files].map((name) => `/${name}`),
    assets,
    engine,
  };
}

const precache = await listed();
const script = await bundle('service-worker/service-worker.ts', {
  format: 'iife',
  development: false,
  define: { PRECACHE: JSON.stringify(precache) },
});
await writeFile(path.join(DIST, 'sw.js'), script);
const { assets, engine, plain } = precache;
console.log(
  `the service worker keeps ${plain.length} pages and icons, ${assets.length} scripts, styles and fonts, ${engine.length} files of the engine`,
);
