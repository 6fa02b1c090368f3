import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Reader } from '@frontdesk/ai/reader/reader';
import { trainReader } from '@frontdesk/ai/reader/train-reader';
import { MATCHES_FROM, type MatchableSop, SopMatcher } from '@frontdesk/ai/sops/sop-matcher';
import { DEMO_INTENTS } from '@frontdesk/usecases/demo/reading/demo-intents';
import { DEMO_SOPS } from '@frontdesk/usecases/demo/reading/demo-sops';
import { FREE_PARAPHRASES, NO_SOP_MESSAGES } from '@frontdesk/usecases/testing/free-paraphrases';
import { SOP_PARAPHRASES } from '@frontdesk/usecases/testing/sop-paraphrases';
import { type Summary, summaryOf } from '../summary.ts';
import { shareOf } from './judge.ts';
import { keywordOverlap } from './keyword-overlap.ts';
import { type Section, percent } from '../section.ts';

const PROCEDURES = 1_000;
const WARM_UP = 300;

type Asked = { readonly text: string; readonly sop: string };
/** Ids of what would be shown, the best first, and whether the best would be proposed. */
type Answer = { readonly ids: readonly string[]; readonly isProposed: boolean };
type Matching = (text: string) => Answer;

const sops: readonly MatchableSop[] = DEMO_SOPS.map((sop) => ({ ...sop, id: sop.key }));

/** How often the right procedure is found for messages that nothing was learnt from, and how often one is found for none. */
export function sopMatching(): Section {
  const examples = DEMO_INTENTS.flatMap(({ name, examples: texts }) =>
    texts.map((text) => ({ intent: name, text })),
  );
  const { bytes, metrics } = trainReader(examples);
  const reader = Reader.load(bytes);
  const withReader = matchedBy(new SopMatcher(sops), reader);
  const wordsAlone = matchedBy(new SopMatcher(sops), Reader.untrained());
  const overlap = keywordOverlap(sops);
  const floor: Matching = (text) => ({ ids: overlap(text), isProposed: overlap(text).length > 0 });
  const sets: readonly (readonly [string, readonly Asked[], string])[] = [
    ['paraphrases in plain words', askedOf(SOP_PARAPHRASES), '≥ 95 % first'],
    ['free: hints, idioms, half sentences', askedOf(FREE_PARAPHRASES), '–'],
  ];
  return {
    title: 'Finding the procedure',
    about: `The demo’s ${sops.length} procedures and the reader trained on its ${examples.length} examples (in ${(metrics.ms / 1_000).toFixed(1)} s; ${percent(metrics.accuracy ?? 0)} right when held back); the paraphrases are kept apart from both. First: the right one comes first; three: it is among three; right: of the best ones that score ${MATCHES_FROM} and more. Floor: words shared with title and keywords.`,
    head: ['what', 'matcher', 'by words alone, without a reading', 'floor', 'aim'],
    rows: [
      ...sets.map(([what, asked, aim]) => [
        `${asked.length} ${what}`,
        foundBy(withReader, asked),
        foundBy(wordsAlone, asked),
        foundBy(floor, asked),
        aim,
      ]),
      [
        `${NO_SOP_MESSAGES.length} messages that no procedure is for`,
        ...[withReader, wordsAlone, floor].map(wronglyProposed),
        '≤ 15 %',
      ],
      ...sets.map(([what, asked]) => [
        `${what}: the reader is sure`,
        percent(shareOf(asked, ({ text }) => !reader.read(text).unsure)),
        '–',
        '–',
        '≥ 85 % of the plain',
      ]),
      [
        'no procedure: the reader is sure, and one is proposed',
        `${percent(shareOf(NO_SOP_MESSAGES, (text) => !reader.read(text).unsure))}, ${percent(
          shareOf(
            NO_SOP_MESSAGES,
            (text) => !reader.read(text).unsure && withReader(text).isProposed,
          ),
        )}`,
        '–',
        '–',
        '≤ 15 %',
      ],
    ],
  };
}

/** Time and memory of matching over a thousand procedures. */
export function sopMatchingCost(): Section {
  const many = manySops();
  const asked = [...askedOf(SOP_PARAPHRASES), ...askedOf(FREE_PARAPHRASES)].map(({ text }) => text);
  const overlap = keywordOverlap(many);
  const before = settledBytes();
  const started = performance.now();
  const matcher = new SopMatcher(many);
  const builtIn = performance.now() - started;
  const bytes = settledBytes() - before;
  const reading = { intent: 'refund_request', confidence: 0.8, alternatives: [], unsure: false };
  const match = (text: string): unknown => matcher.match(text, reading);
  const long = asked.join(' ').repeat(10);
  return {
    title: `Cost of matching over ${PROCEDURES} procedures`,
    about:
      'Procedures made of the demo’s, each for a place of its own; warm, reading not included. Floor: words shared with title and keywords.',
    head: ['what', 'matcher', 'floor', 'aim'],
    rows: [
      ['a message', inMs(timed(asked, match)), inMs(timed(asked, overlap)), 'p95 < 10 ms'],
      [
        `a message of ${long.length} characters`,
        inMs(timed(Array<string>(100).fill(long), match)),
        '–',
        'p95 < 10 ms',
      ],
      ['building the index', `${builtIn.toFixed(0)} ms`, '–', '–'],
      ['its memory', `${(bytes / 1e6).toFixed(1)} MB`, '–', '–'],
    ],
  };
}

const askedOf = (set: Readonly<Record<string, readonly string[]>>): Asked[] =>
  Object.entries(set).flatMap(([sop, texts]) => texts.map((text) => ({ sop, text })));

const matchedBy =
  (matcher: SopMatcher, reader: Reader): Matching =>
  (text) => {
    const matches = matcher.match(text, reader.read(text), 3);
    return {
      ids: matches.map(({ sopId }) => sopId),
      isProposed: (matches[0]?.score ?? 0) >= MATCHES_FROM,
    };
  };

function foundBy(matching: Matching, asked: readonly Asked[]): string {
  const answers = asked.map(({ text, sop }) => ({ sop, ...matching(text) }));
  const first = shareOf(answers, ({ sop, ids }) => ids[0] === sop);
  const three = shareOf(answers, ({ sop, ids }) => ids.slice(0, 3).includes(sop));
  const proposed = answers.filter(({ isProposed }) => isProposed);
  const right = shareOf(proposed, ({ sop, ids }) => ids[0] === sop);
  return `first ${percent(first)}, three ${percent(three)}, right ${percent(right)}`;
}

const wronglyProposed = (matching: Matching): string =>
  `${percent(shareOf(NO_SOP_MESSAGES, (text) => matching(text).isProposed))} get one`;

function manySops(): MatchableSop[] {
  return Array.from({ length: PROCEDURES }, (_, at) => {
    const { key, title, intent, keywords, steps, priority } = DEMO_SOPS[at % DEMO_SOPS.length] ?? {
      key: '',
      title: '',
      intent: '',
      keywords: [],
      steps: [],
      priority: 0,
    };
    const place = `House${Math.floor(at / DEMO_SOPS.length)}`;
    return {
      id: `${key}-${at}`,
      title: `${title} at ${place}`,
      intent,
      keywords: [...keywords, place],
      steps: [...steps, `Tell the desk of ${place}.`],
      priority,
    };
  });
}

function timed(texts: readonly string[], match: (text: string) => unknown): Summary {
  for (let at = 0; at < WARM_UP; at += 1) match(texts[at % texts.length] ?? '');
  return summaryOf(
    texts.map((text) => {
      const started = performance.now();
      match(text);
      return performance.now() - started;
    }),
  );
}

/** Heap and buffers after a collection. */
function settledBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Buffers that the first collection frees are counted off at the next.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const inMs = ({ p50, p95, most }: Summary): string =>
  `p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, most ${most.toFixed(1)} ms`;
