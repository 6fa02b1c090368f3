import { BACKGROUND } from '@frontdesk/ai/reader/background';
import { Reader } from '@frontdesk/ai/reader/reader';
import { trainReader } from '@frontdesk/ai/reader/train-reader';
import { MATCHES_FROM, SopMatcher } from '@frontdesk/ai/sops/sop-matcher';
import { normalize } from '@frontdesk/core/search-tokens';
import { describe, expect, it } from 'vitest';
import { FREE_PARAPHRASES, NO_SOP_MESSAGES } from '../../testing/free-paraphrases.ts';
import { SOP_PARAPHRASES } from '../../testing/sop-paraphrases.ts';
import { DEMO_INTENTS } from './demo-intents.ts';
import { DEMO_SOPS } from './demo-sops.ts';

const words = (text: string): string =>
  (normalize(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ');
const textsOf = (set: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.values(set).flat();

describe('the paraphrases', () => {
  const asked = [...textsOf(SOP_PARAPHRASES), ...textsOf(FREE_PARAPHRASES)];

  it('are ten for each of the demo’s procedures', () => {
    for (const set of [SOP_PARAPHRASES, FREE_PARAPHRASES])
      expect(new Set(Object.keys(set))).toEqual(new Set(DEMO_SOPS.map(({ key }) => key)));
    for (const { key } of DEMO_SOPS)
      expect([...(SOP_PARAPHRASES[key] ?? []), ...(FREE_PARAPHRASES[key] ?? [])]).toHaveLength(10);
    expect(new Set(asked.map(words)).size).toBe(250);
  });

  it('have nothing in common with what the reader learns from and the procedures say', () => {
    const learnt = [
      ...DEMO_INTENTS.flatMap(({ examples }) => examples),
      ...DEMO_SOPS.flatMap(({ title, keywords, steps }) => [title, ...keywords, ...steps]),
      ...BACKGROUND,
    ];
    const known = new Set(learnt.map(words).filter((text) => text !== ''));
    const shared = [...asked, ...NO_SOP_MESSAGES].filter((text) => known.has(words(text)));
    expect(shared).toEqual([]);
  });
});

/** Floors below what `npm run bench:ai` measures, so that a fall is seen and a fluctuation is not. */
describe('the demo’s procedures are found for messages that nothing was learnt from', () => {
  const examples = DEMO_INTENTS.flatMap(({ name, examples }) =>
    examples.map((text) => ({ intent: name, text })),
  );
  const reader = Reader.load(trainReader(examples).bytes);
  const matcher = new SopMatcher(DEMO_SOPS.map((sop) => ({ ...sop, id: sop.key })));

  const shareFound = (set: Readonly<Record<string, readonly string[]>>, among: number): number => {
    const found = Object.entries(set).flatMap(([key, texts]) =>
      texts.filter((text) =>
        matcher.match(text, reader.read(text), among).some(({ sopId }) => sopId === key),
      ),
    );
    return found.length / textsOf(set).length;
  };

  it('in plain words: nearly always, and nearly always first', () => {
    expect(shareFound(SOP_PARAPHRASES, 1)).toBeGreaterThanOrEqual(0.92);
    expect(shareFound(SOP_PARAPHRASES, 3)).toBeGreaterThanOrEqual(0.98);
  });

  it('in hints and half sentences: mostly', () => {
    expect(shareFound(FREE_PARAPHRASES, 1)).toBeGreaterThan(0.7);
    expect(shareFound(FREE_PARAPHRASES, 3)).toBeGreaterThan(0.85);
  });

  it('and the reader is sure of what is in plain words, and seldom of what no procedure is for', () => {
    const shareOf = (texts: readonly string[], is: (text: string) => boolean): number =>
      texts.filter(is).length / texts.length;
    const isSure = (text: string): boolean => !reader.read(text).unsure;
    const isProposed = (text: string): boolean =>
      (matcher.match(text, reader.read(text), 1)[0]?.score ?? 0) >= MATCHES_FROM;
    expect(shareOf(textsOf(SOP_PARAPHRASES), isSure)).toBeGreaterThanOrEqual(0.85);
    expect(shareOf(NO_SOP_MESSAGES, isSure)).toBeLessThanOrEqual(0.2);
    expect(shareOf(NO_SOP_MESSAGES, isProposed)).toBeLessThanOrEqual(0.2);
  });
});
