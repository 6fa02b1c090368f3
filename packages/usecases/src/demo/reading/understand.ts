import type { Reader, Reading } from '@frontdesk/ai/reader/reader';
import { MATCHES_FROM, SopMatcher } from '@frontdesk/ai/sops/sop-matcher';
import type { DemoSop } from './demo-sop.ts';
import { DEMO_SOPS } from './demo-sops.ts';

/** How the demo's own reader takes a text, with the intents' names; and the procedure that fits, if one does. */
export type Understood = {
  readonly reading: Reading;
  readonly match: {
    readonly sop: DemoSop;
    readonly score: number;
    readonly because: string;
  } | null;
};

/** What the product would make of a text. `nameOf` gives an intent's name for the id that the reader has learnt. */
export function understandWith(
  reader: Reader,
  nameOf: (intentId: string) => string,
): (text: string) => Understood {
  const offered = DEMO_SOPS.filter((sop) => sop.autonomy !== 'off');
  const matcher = new SopMatcher(offered.map((sop) => ({ ...sop, id: sop.key })));
  return (text) => {
    const read = reader.read(text);
    const reading = {
      ...read,
      intent: read.intent === null ? null : nameOf(read.intent),
      alternatives: read.alternatives.map((one) => ({ ...one, intent: nameOf(one.intent) })),
    };
    const [best] = matcher.match(text, reading, 1);
    const sop =
      best && best.score >= MATCHES_FROM
        ? offered.find((one) => one.key === best.sopId)
        : undefined;
    return {
      reading,
      match: best && sop ? { sop, score: best.score, because: best.because } : null,
    };
  };
}
