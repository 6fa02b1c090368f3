/** In development: the workers under their lasting names, bundled again when a source changes. Says "ready" after the first time. */
import path from 'node:path';
import { watch } from 'rolldown';
import { buildWorkers, writeEngine } from './build-workers.ts';
import { bundleOptions } from './bundle.ts';

const FOLDER = path.join(import.meta.dirname, '../.next/development/engine');
const WORKERS = ['engine-worker', 'store-worker', 'switchboard-worker'];

await writeEngine(FOLDER, Object.values(await buildWorkers({ development: true })));
const watcher = watch(
  WORKERS.map((name) => {
    const { input, output } = bundleOptions(`engine/${name}.ts`, {
      format: 'esm',
      development: true,
    });
    return { ...input, output: { ...output, file: path.join(FOLDER, `${name}.js`) } };
  }),
);
watcher.on('event', (event) => {
  if (event.code === 'ERROR') console.error(event.error);
});
process.send?.('ready');
