import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Reader } from '@frontdesk/ai/reader/reader';
import { type Example, trainReader } from '@frontdesk/ai/reader/train-reader';
import type { Banking77 } from '@frontdesk/ai/testing/banking77';
import { type Summary, summaryOf } from '../summary.ts';
import { naiveBayes } from './naive-bayes.ts';
import { firstOf } from './few-shot.ts';
import type { Loaded } from './loaded-reader.ts';
import type { Section } from '../section.ts';

/** Read before the clock starts, so that what is measured is compiled. */
const WARM_UP = 300;
const LONG_CHARS = 100_000;
const LONG_READS = 300;
/** The most that a workspace may import; under seven times as many intents as banking77 has. */
const MOST_EXAMPLES = 50_000;
const PARTS = 7;

/** Time and memory of the reader that learnt all of banking77, and of the smallest and the largest training. */
export function readerCost({ train, test }: Banking77): Section {
  const { bytes, metrics } = trainReader(train);
  const reader = Reader.load(bytes);
  const texts = test.map(({ text }) => text);
  const bayes = naiveBayes(train);
  const long = texts.join(' ').slice(0, LONG_CHARS);
  const loaded = memoryOf(bytes);
  const few = trainReader(firstOf(train, new Set(reader.intents.slice(0, 12)), 20));
  const many = trainReader(largest(train));
  const read = (text: string): unknown => reader.read(text);
  return {
    title: 'Cost of reading and of training',
    about:
      'A reading is intent, language and urgency together. Floor: the intent alone by naive Bayes over words.',
    head: ['what', 'reader', 'floor', 'aim'],
    rows: [
      ['a message', inMs(timed(texts, read)), inMs(timed(texts, bayes)), 'p95 < 5 ms'],
      [
        `a message of ${LONG_CHARS} characters`,
        inMs(timed(Array<string>(LONG_READS).fill(long), read)),
        '–',
        'p95 < 5 ms',
      ],
      ['model file', megabytes(bytes.length), '–', '≤ 12 MB'],
      ['memory of the loaded reader', megabytes(loaded.model), '–', '–'],
      ['with what tells languages', megabytes(loaded.model + loaded.code), '–', '< 50 MB'],
      [sizeOf(metrics), seconds(metrics.ms), '–', 'a few seconds'],
      [sizeOf(few.metrics), seconds(few.metrics.ms), '–', '–'],
      ['its model file', megabytes(few.bytes.length), '–', '≤ 2 MB'],
      [sizeOf(many.metrics), seconds(many.metrics.ms), '–', 'bounded'],
      ['its model file', megabytes(many.bytes.length), '–', '–'],
    ],
  };
}

/** Banking77's questions with a number each, so that none repeats another, and every intent in seven parts. */
function largest(train: readonly Example[]): Example[] {
  return Array.from({ length: MOST_EXAMPLES }, (_, at) => {
    const { intent, text } = train[at % train.length] ?? { intent: '', text: '' };
    return { intent: `${intent} ${at % PARTS}`, text: `${text} case ${at % PARTS} number ${at}` };
  });
}

function timed(texts: readonly string[], read: (text: string) => unknown): Summary {
  for (const text of texts.slice(0, WARM_UP)) read(text);
  return summaryOf(
    texts.map((text) => {
      const started = performance.now();
      read(text);
      return performance.now() - started;
    }),
  );
}

/** In a process of its own, where nothing else lies about. */
function memoryOf(bytes: Uint8Array): Loaded {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'));
  try {
    const file = join(folder, 'model');
    writeFileSync(file, bytes);
    const script = fileURLToPath(new URL('./loaded-reader.ts', import.meta.url));
    return JSON.parse(
      execFileSync(process.execPath, ['--expose-gc', script, file], { encoding: 'utf8' }),
    ) as Loaded;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const inMs = ({ p50, p95, most }: Summary): string =>
  `p50 ${p50.toFixed(3)} ms, p95 ${p95.toFixed(3)} ms, most ${most.toFixed(1)} ms`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const sizeOf = ({ examples, intents }: { examples: number; intents: number }): string =>
  `training, ${examples} examples of ${intents} intents`;
