import { readFileSync } from 'node:fs';

/** Bytes of heap and buffers, after collection: of the code with its tables, and of one loaded model. */
export type Loaded = { readonly code: number; readonly model: number };

/** A process of its own: `node --expose-gc loaded-reader.ts <model file>` prints `Loaded`. */
const before = settled();
const { Reader } = await import('@frontdesk/ai/reader/reader');
Reader.untrained().read('where is my order?');
// Neither script nor little words tell this one, so that the tables of letters are read too.
Reader.untrained().read('możliwość zarezerwowania stolika');
const withCode = settled();
const bytes = readFileSync(process.argv[2] ?? '');
const reader = Reader.load(bytes);
for (let at = 0; at < 1_000; at += 1) reader.read(`where is my order number ${at}?`);
const model = settled() - withCode - bytes.length;
process.stdout.write(JSON.stringify({ code: withCode - before, model } satisfies Loaded));

function settled(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
