/** After `next build`: writes the hashes of all inline scripts of the static pages to `<dist>/csp.json` for the gateway's policy. */
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scriptHashes } from '../src/build/inline-scripts.ts';
import { DIST } from './dist.ts';

const hashes = new Set<string>();
let pages = 0;
for await (const file of glob('server/{app,pages}/**/*.html', { cwd: DIST })) {
  pages++;
  for (const hash of scriptHashes(await readFile(path.join(DIST, file), 'utf8'))) hashes.add(hash);
}
// A page that Next renders on demand has scripts that nobody hashed: it would stay blank under the policy.
const { routes } = JSON.parse(
  await readFile(path.join(DIST, 'prerender-manifest.json'), 'utf8'),
) as { routes: Record<string, unknown> };
const appPaths = JSON.parse(
  await readFile(path.join(DIST, 'app-path-routes-manifest.json'), 'utf8'),
) as Record<string, string>;
const dynamic = Object.entries(appPaths).filter(
  ([file, route]) => file.endsWith('/page') && !(route in routes),
);
if (pages < 3 || dynamic.length > 0) {
  console.error(
    `Not every page is static: ${pages} pages of HTML, rendered on demand: ${dynamic.map(([, route]) => route).join(', ') || 'none'}`,
  );
  process.exit(1);
}
await writeFile(
  path.join(DIST, 'csp.json'),
  `${JSON.stringify({ scriptHashes: [...hashes].toSorted() }, null, 1)}\n`,
);
console.log(`${hashes.size} inline scripts of ${pages} pages hashed`);
