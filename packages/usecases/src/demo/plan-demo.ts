import type { ConversationStatus, Priority } from '@frontdesk/core/entities';
import { DEMO_INBOXES, type DemoInbox, type DemoTag } from './cast.ts';
import { demoCustomer, type DemoCustomer } from './customers.ts';
import { type Dialogue, filled, fillings, type Turn } from './dialogue.ts';
import { GOLF_DIALOGUES } from './dialogues-golf.ts';
import { HOTEL_DIALOGUES } from './dialogues-hotel.ts';
import { FEATURED, type Featured } from './featured.ts';
import {
  type PlannedItem,
  type PlannedTimeline,
  planTimeline,
  speak,
} from './plan-conversation.ts';
import { Random } from './random.ts';

export type PlannedConversation = {
  /** Index into the plan's customers. */
  readonly customer: number;
  readonly inbox: string;
  readonly priority: Priority;
  /** E-mail of the colleague who has it. */
  readonly assignee: string | null;
  readonly tags: readonly DemoTag[];
  /** Milliseconds since the epoch; null when it is not snoozed. */
  readonly snoozedUntil: number | null;
  readonly timeline: PlannedTimeline;
};

export type DemoPlan = {
  readonly customers: readonly DemoCustomer[];
  readonly conversations: readonly PlannedConversation[];
};

const CONTACTS = 400;
const CONVERSATIONS = 600;
const DAYS_BACK = 60;
const MINUTE = 60_000;
const SECOND = 1_000;
const DAY = 24 * 60 * MINUTE;

const AGENTS: Readonly<Record<DemoInbox['site'], readonly string[]>> = {
  harbour: [
    'agent@demo.test',
    'tom.carter@demo.test',
    'dana.whitfield@demo.test',
    'manager@demo.test',
  ],
  riverside: ['luis.ortega@demo.test', 'chloe.martin@demo.test', 'ben.adeyemi@demo.test'],
  hotel: ['nok.srisai@demo.test', 'kenji.mori@demo.test', 'layla.haddad@demo.test'],
};

/** The whole demo workspace before it has ids: the same for the same `now`, on every machine. */
export function planDemo(now: number): DemoPlan {
  const random = new Random(20_261_120);
  const customers: DemoCustomer[] = FEATURED.map(({ name, language, phone, email, tags }) => ({
    name,
    language,
    phone,
    email,
    vip: tags.includes('VIP'),
  }));
  const conversations: PlannedConversation[] = FEATURED.map((f, i) =>
    planFeatured(f, i, now, random),
  );
  const second: { customer: number; inbox: DemoInbox }[] = [];
  for (let n = customers.length; n < CONTACTS; n++) {
    const inbox = inboxByShare(random);
    customers.push(demoCustomer(n + 100, inbox.site, random));
    conversations.push(planOrdinary(n, customers, inbox, { now, random }));
    second.push({ customer: n, inbox });
  }
  for (const { customer, inbox } of second) {
    if (conversations.length >= CONVERSATIONS) break;
    const other = DEMO_INBOXES.find((i) => i.site === inbox.site && i.channel !== inbox.channel);
    if (other) conversations.push(planOrdinary(customer, customers, other, { now, random }));
  }
  return { customers, conversations };
}

function inboxByShare(random: Random): DemoInbox {
  let left = random.next();
  for (const inbox of DEMO_INBOXES) {
    left -= inbox.share;
    if (left < 0) return inbox;
  }
  return random.pick(DEMO_INBOXES);
}

function planFeatured(
  f: Featured,
  customer: number,
  now: number,
  random: Random,
): PlannedConversation {
  const spoken = speak(f.turns, 0, 1, random);
  const shift = now - f.ago * MINUTE - (spoken.at(-1)?.at ?? 0);
  const items: PlannedItem[] = spoken.map((item) => ({ ...item, at: item.at + shift }));
  const last = items.at(-1);
  if (f.lastSend && last?.kind === 'message')
    items[items.length - 1] = { ...last, status: f.lastSend };
  if (f.held)
    items.push({
      kind: 'message',
      at: now - f.ago * MINUTE + SECOND,
      from: 'agent',
      text: f.held.text,
      episode: 1,
      status: 'HELD',
      held: f.held.why,
    });
  if (f.note)
    items.splice(-1, 0, { kind: 'note', at: (items.at(-1)?.at ?? now) - MINUTE, ...f.note });
  const opened = items[0]?.at ?? now;
  return {
    customer,
    inbox: f.inbox,
    priority: f.priority ?? 'NORMAL',
    assignee: f.assignee ?? null,
    tags: f.tags,
    snoozedUntil: null,
    timeline: {
      items,
      episodes: [{ number: 1, openedAt: opened, resolvedAt: null }],
      status: 'OPEN',
    },
  };
}

function dialoguesFor(inbox: DemoInbox, language: string): readonly Dialogue[] {
  const all = inbox.site === 'hotel' ? HOTEL_DIALOGUES : GOLF_DIALOGUES;
  const own = all.filter((d) => d.language === language);
  return own.length > 0 ? own : all.filter((d) => d.language === 'en');
}

function lastStatus(random: Random): ConversationStatus {
  const roll = random.next();
  if (roll < 0.07) return 'OPEN';
  if (roll < 0.1) return 'PENDING';
  if (roll < 0.105) return 'SPAM';
  return roll < 0.15 ? 'CLOSED' : 'RESOLVED';
}

/** A moment between 7:00 and 22:00 UTC on some earlier day. */
const daytime = (daysAgo: number, now: number, random: Random): number =>
  Math.floor(now / DAY) * DAY - daysAgo * DAY + random.between(7 * 60, 22 * 60) * MINUTE;

type SpokenEpisode = { readonly turns: readonly Turn[]; readonly startsAt: number };

/**
 * What is still open: about half of it waits for our first answer, since this morning at the longest; the rest was
 * answered and waits for the customer.
 */
function stillOpen(
  turns: readonly Turn[],
  status: ConversationStatus,
  now: number,
  random: Random,
): SpokenEpisode {
  const answered = status === 'PENDING' || random.chance(0.5);
  const firstAnswer = turns.findIndex(([from]) => from === 'agent');
  const hours = answered ? random.between(4, 44) : random.between(3, 9);
  return {
    turns: turns.slice(0, answered ? firstAnswer + 1 : firstAnswer),
    startsAt: now - hours * 60 * MINUTE - random.between(0, 59) * MINUTE,
  };
}

function planOrdinary(
  customer: number,
  customers: readonly DemoCustomer[],
  inbox: DemoInbox,
  { now, random }: { now: number; random: Random },
): PlannedConversation {
  const person = customers[customer];
  if (!person) throw new Error(`assertion failed: no customer ${customer}`);
  const status = lastStatus(random);
  const waits = status === 'OPEN' || status === 'PENDING';
  const days = Array.from({ length: random.between(1, 4) }, () =>
    random.between(waits ? 3 : 1, DAYS_BACK),
  ).toSorted((a, b) => b - a);
  const tags = new Set<DemoTag>();
  const episodes = [...new Set(days)].map((daysAgo): SpokenEpisode => {
    const dialogue = random.pick(dialoguesFor(inbox, person.language));
    if (dialogue.tag && random.chance(0.7)) tags.add(dialogue.tag);
    const words = fillings(dialogue.language, person, random);
    const turns: Turn[] = dialogue.turns.map(([from, text]) => [from, filled(text, words)]);
    return { turns, startsAt: daytime(daysAgo, now, random) };
  });
  const final = episodes.at(-1);
  if (final && waits) episodes[episodes.length - 1] = stillOpen(final.turns, status, now, random);
  if (person.vip) tags.add('VIP');
  return {
    customer,
    inbox: inbox.key,
    priority: random.chance(0.06) ? 'HIGH' : 'NORMAL',
    assignee: status === 'OPEN' && random.chance(0.4) ? null : random.pick(AGENTS[inbox.site]),
    tags: [...tags],
    snoozedUntil:
      status === 'OPEN' && random.chance(0.2) ? now + random.between(60, 72 * 60) * MINUTE : null,
    timeline: planTimeline(episodes, status, random),
  };
}
