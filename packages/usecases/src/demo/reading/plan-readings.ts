import type { Reading } from '@frontdesk/ai/reader/reader';
import type { DemoCustomer } from '../customers.ts';
import type { PlannedItem } from '../plan-conversation.ts';
import type { DemoPlan, PlannedConversation } from '../plan-demo.ts';
import { Random } from '../random.ts';
import type { DemoSop } from './demo-sop.ts';
import { renderFor } from './render-for.ts';
import type { Understood } from './understand.ts';

/** What became of a run: its plan done with its reply, done but for a reply of a person's own, or not wanted. */
export type RunOutcome = 'answered' | 'by-hand' | 'dismissed' | 'taken-over' | 'open';

export type PlannedRun = {
  readonly sop: DemoSop;
  readonly score: number;
  readonly because: string;
  readonly outcome: RunOutcome;
};

export type PlannedReading = {
  /** The message, as an index into the timeline's items. */
  readonly item: number;
  readonly reading: Reading;
  readonly run: PlannedRun | null;
};

export type ReadConversation = PlannedConversation & {
  readonly readings: readonly PlannedReading[];
};

export type ReadPlan = Omit<DemoPlan, 'conversations'> & {
  readonly conversations: readonly ReadConversation[];
};

const MINUTE = 60_000;
/** The club has had its procedures for a month. */
const RUNS_SINCE_DAYS = 30;

/** How often an answered question ended in which way, of a hundred. */
const OUTCOMES: readonly (readonly [RunOutcome, number])[] = [
  ['answered', 74],
  ['by-hand', 14],
  ['dismissed', 7],
  ['taken-over', 5],
];

/** Reads the first words of every matter in the plan, and says what the procedures that fitted have done since. */
export function planReadings(
  plan: DemoPlan,
  understand: (text: string) => Understood,
  now: number,
): ReadPlan {
  const random = new Random(20_261_121);
  const conversations = plan.conversations.map((conversation) => {
    const customer = plan.customers[conversation.customer];
    return customer
      ? readConversation(conversation, customer, { understand, random, now })
      : { ...conversation, readings: [] };
  });
  return { ...plan, conversations };
}

type Tools = {
  readonly understand: (text: string) => Understood;
  readonly random: Random;
  readonly now: number;
};

function readConversation(
  conversation: PlannedConversation,
  customer: DemoCustomer,
  tools: Tools,
): ReadConversation {
  const items: PlannedItem[] = [];
  const readings: PlannedReading[] = [];
  for (const matter of matters(conversation.timeline.items)) {
    const opening = matter.findIndex((item) => item.kind === 'message' && item.from === 'customer');
    const first = matter[opening];
    if (first?.kind !== 'message') {
      items.push(...matter);
      continue;
    }
    const { reading, match } = tools.understand(first.text);
    const run =
      match && first.at > tools.now - RUNS_SINCE_DAYS * 24 * 60 * MINUTE
        ? { ...match, outcome: outcomeOf(matter, tools.random) }
        : null;
    readings.push({ item: items.length + opening, reading, run });
    const reply = run?.outcome === 'answered' ? replyOf(run.sop, customer, reading) : null;
    if (run?.outcome === 'answered' && reply === null) {
      readings[readings.length - 1] = {
        item: items.length + opening,
        reading,
        run: { ...run, outcome: 'by-hand' },
      };
      items.push(...matter);
    } else items.push(...(run && reply !== null ? answeredBy(matter, run.sop, reply) : matter));
  }
  return { ...conversation, timeline: { ...conversation.timeline, items }, readings };
}

/** The timeline in pieces, one for each episode with the events around it. */
function matters(items: readonly PlannedItem[]): PlannedItem[][] {
  const pieces: PlannedItem[][] = [];
  let episode = 0;
  for (const item of items) {
    const opens = (item.kind === 'event' && item.event === 'reopened') || pieces.length === 0;
    const next = item.kind === 'message' && item.episode !== episode;
    if (item.kind === 'message') episode = item.episode;
    const startsAnew = opens || (next && pieces.at(-1)?.some((one) => one.kind === 'message'));
    if (startsAnew) pieces.push([]);
    pieces.at(-1)?.push(item);
  }
  return pieces;
}

/** What is still unanswered has a run that waits; of the rest, each ended in one of the ways that runs end. */
function outcomeOf(matter: readonly PlannedItem[], random: Random): RunOutcome {
  const spoken = matter.filter((item) => item.kind === 'message');
  if (spoken.every((item) => item.from === 'customer')) return 'open';
  let left = random.between(1, 100);
  for (const [outcome, share] of OUTCOMES) {
    left -= share;
    if (left <= 0) return outcome;
  }
  return 'by-hand';
}

/** The procedure's reply for this customer; null where it has none, in another language, or something is not known. */
function replyOf(sop: DemoSop, customer: DemoCustomer, reading: Reading): string | null {
  const action = sop.actions.find((one) => one.type === 'send_reply');
  if (!action || reading.language !== 'en') return null;
  const { text, missing } = renderFor(customer, action.text);
  return missing.length === 0 ? text : null;
}

/** The matter as it went where the procedure's reply was the answer: the customer's opening, the reply, and its end. */
function answeredBy(
  matter: readonly PlannedItem[],
  { autonomy }: DemoSop,
  reply: string,
): PlannedItem[] {
  const answer = matter.findIndex((item) => item.kind === 'message' && item.from === 'agent');
  const before = matter.slice(0, answer);
  const asked = before.findLast((item) => item.kind === 'message');
  const answered = matter[answer];
  if (answered?.kind !== 'message') return [...matter];
  const at = (asked?.at ?? answered.at) + MINUTE;
  const events = matter.slice(answer).filter((item) => item.kind !== 'message');
  // What was only suggested, a colleague has sent.
  const from = autonomy === 'suggest' ? 'agent' : 'ai';
  return [...before, { ...answered, from, at, text: reply }, ...events];
}
