import { compareBuilds } from './build-order.ts';
import type { TabsSaid } from './tabs-said.ts';

export const BEAT_EVERY_MS = 2_000;
/** A leader that gives no sign for so long may have its lock taken. */
const STALE_AFTER_MS = 20_000;
const STEAL_AT_MOST_EVERY_MS = 60_000;
/** A leader that nobody has seen for so long makes way for one that is in view. */
const HIDDEN_LONG_MS = 30_000;
/** Time that passed without our own tick says nothing of others: we were asleep. */
const ASLEEP_AFTER_MS = 3 * BEAT_EVERY_MS;

/** waiting: for the lock, which is a normal state and has no time-out. over: for good; another worker may begin anew. */
type Role = 'waiting' | 'leading' | 'handing_over' | 'over';

export type Leadership = {
  readonly role: Role;
  readonly id: string;
  readonly build: string;
  /** Its page's last worker failed: it leads if nobody else does. */
  readonly isMeek: boolean;
  readonly term: number | null;
  /** Since when nobody can see this tab, in ms; null: it is in view. */
  readonly hiddenSince: number | null;
  /** When a leader last gave a sign, in ms. */
  readonly heardAt: number;
  readonly tickedAt: number;
  /** When anybody last took the lock by force, in ms. */
  readonly stoleAt: number;
  /** The newer build that leads. */
  readonly newerBuild: string | null;
};

export type LeadershipEvent =
  | { readonly type: 'granted' }
  /** The lock was taken from us. */
  | { readonly type: 'stolen' }
  /** Another leader's term is later. */
  | { readonly type: 'fenced' }
  | { readonly type: 'opened'; readonly term: number }
  | { readonly type: 'seen'; readonly visible: boolean }
  | { readonly type: 'heard'; readonly said: TabsSaid }
  | { readonly type: 'tick' };

export type LeadershipEffect =
  | { readonly type: 'say'; readonly said: TabsSaid }
  /** Opens the engine. */
  | { readonly type: 'lead' }
  /** Takes the lock, whoever has it. */
  | { readonly type: 'take_lock' }
  /** Compares the term before anything is written. */
  | { readonly type: 'check' }
  /** Closes the engine, then says `yours`. */
  | { readonly type: 'hand_over'; readonly to: string }
  /** Writes nothing more, and ends. */
  | { readonly type: 'stand_down' }
  | { readonly type: 'outdated'; readonly build: string };

type Step = { readonly state: Leadership; readonly effects: readonly LeadershipEffect[] };
type EventOf<T extends LeadershipEvent['type']> = Extract<LeadershipEvent, { readonly type: T }>;

export function startLeadership(
  self: Pick<Leadership, 'id' | 'build' | 'isMeek'> & { readonly visible: boolean },
  now: number,
): Step {
  const state: Leadership = {
    role: 'waiting',
    id: self.id,
    build: self.build,
    isMeek: self.isMeek,
    term: null,
    hiddenSince: self.visible ? null : now,
    heardAt: now,
    tickedAt: now,
    stoleAt: Number.NEGATIVE_INFINITY,
    newerBuild: null,
  };
  return { state, effects: [ask(state)] };
}

/** Decides what an event leads to. `now` in ms. */
export function nextLeadership(state: Leadership, event: LeadershipEvent, now: number): Step {
  if (state.role === 'over') return same(state);
  switch (event.type) {
    case 'granted':
      return state.role === 'waiting'
        ? { state: { ...state, role: 'leading', tickedAt: now }, effects: [{ type: 'lead' }] }
        : same(state);
    case 'stolen':
    case 'fenced':
      return { state: { ...state, role: 'over' }, effects: [{ type: 'stand_down' }] };
    case 'opened':
      return opened({ ...state, term: event.term }, now);
    case 'seen':
      return seen(state, event, now);
    case 'heard':
      return state.role === 'waiting' ? heard(state, event, now) : heardAsLeader(state, event, now);
    case 'tick':
      return state.role === 'waiting' ? tick(state, now) : tickAsLeader(state, now);
  }
}

const same = (state: Leadership, effects: readonly LeadershipEffect[] = []): Step => ({
  state,
  effects,
});

const say = (said: TabsSaid): LeadershipEffect => ({ type: 'say', said });
const ask = ({ id, build, isMeek, hiddenSince }: Leadership): LeadershipEffect =>
  say({
    op: 'ask',
    from: id,
    // Older than every build: a sign is given to it, and nothing else.
    build: isMeek ? '' : build,
    visible: hiddenSince === null,
  });
const beat = ({ id, term, build, hiddenSince }: Leadership, now: number): LeadershipEffect =>
  say({
    op: 'beat',
    from: id,
    term,
    build,
    hiddenFor: hiddenSince === null ? null : now - hiddenSince,
  });

function opened(state: Leadership, now: number): Step {
  const { term } = state;
  if (term === null || state.role !== 'leading') return same(state);
  return same(state, [beat(state, now), say({ op: 'leads', term })]);
}

function seen(state: Leadership, { visible }: EventOf<'seen'>, now: number): Step {
  const hiddenSince = visible ? null : (state.hiddenSince ?? now);
  const next = { ...state, hiddenSince };
  return same(next, visible && state.role === 'waiting' ? [ask(next)] : []);
}

function heard(state: Leadership, { said }: EventOf<'heard'>, now: number): Step {
  switch (said.op) {
    case 'beat':
      return heardBeat({ ...state, heardAt: now }, said);
    case 'yours':
      return same({ ...state, heardAt: now }, said.to === state.id ? [{ type: 'take_lock' }] : []);
    case 'stealing':
      return same({ ...state, heardAt: now, stoleAt: now });
    case 'leads':
      return same({ ...state, heardAt: now });
    case 'ask':
    case 'want':
      return same(state);
  }
}

function heardBeat(
  state: Leadership,
  { build, hiddenFor }: Extract<TabsSaid, { readonly op: 'beat' }>,
): Step {
  const order = compareBuilds(build, state.build);
  if (order > 0 && state.newerBuild !== build) {
    return same({ ...state, newerBuild: build }, [{ type: 'outdated', build }]);
  }
  const isUnseen = (hiddenFor ?? 0) > HIDDEN_LONG_MS && state.hiddenSince === null;
  return same(state, order < 0 || (order === 0 && isUnseen) ? [ask(state)] : []);
}

function heardAsLeader(state: Leadership, { said }: EventOf<'heard'>, now: number): Step {
  if (said.op === 'beat') {
    const isLater = said.term !== null && state.term !== null && said.term > state.term;
    return isLater ? nextLeadership(state, { type: 'fenced' }, now) : same(state);
  }
  if (said.op !== 'ask' || state.role !== 'leading') return same(state);
  const order = compareBuilds(said.build, state.build);
  const isHidden = state.hiddenSince !== null && now - state.hiddenSince > HIDDEN_LONG_MS;
  const makesWay = order > 0 || (order === 0 && isHidden && said.visible);
  // One that still opens has nothing to hand over yet: it is asked again at its first beat.
  if (!makesWay || state.term === null) return same(state, [beat(state, now)]);
  return same({ ...state, role: 'handing_over' }, [{ type: 'hand_over', to: said.from }]);
}

function tick(before: Leadership, now: number): Step {
  const wasAsleep = now - before.tickedAt > ASLEEP_AFTER_MS;
  const state = { ...before, tickedAt: now, heardAt: wasAsleep ? now : before.heardAt };
  const silence = now - state.heardAt;
  const mayTake = state.hiddenSince === null && now - state.stoleAt > STEAL_AT_MOST_EVERY_MS;
  if (silence > STALE_AFTER_MS && mayTake) {
    const effects = [say({ op: 'stealing' }), { type: 'take_lock' }] as const;
    return same({ ...state, heardAt: now, stoleAt: now }, effects);
  }
  return same(state, silence > ASLEEP_AFTER_MS ? [ask(state)] : []);
}

function tickAsLeader(before: Leadership, now: number): Step {
  const wasAsleep = now - before.tickedAt > ASLEEP_AFTER_MS;
  const state = { ...before, tickedAt: now };
  return same(state, wasAsleep ? [{ type: 'check' }, beat(state, now)] : [beat(state, now)]);
}
