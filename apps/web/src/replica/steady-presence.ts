import type { PresenceActivity, PresenceState } from '@frontdesk/core/sync-protocol';
import { LiveValue } from '@frontdesk/sync/client/live';
import type { Live } from '@frontdesk/sync/client/live';
import type { ConnectionState, SyncStatus } from '@frontdesk/sync/client/sync-client';
import type { Workspace } from './workspace.ts';

/** Who is gone may be back with the next word: a tab that is reloaded, a step from one conversation to the next. */
const LINGER_MS = 1_500;
/** After a drop everybody comes back in their own time. */
const RETURN_MS = 10_000;
/** Without a connection nobody is heard of; for this long that says nothing about them. */
const DROP_MS = 45_000;

type Pair = {
  readonly userId: string;
  /** Null: only online. */
  readonly conversationId: string | null;
  readonly activity: PresenceActivity;
};

/** Somebody at something, and since when (`performance.now()`) nothing is heard of it any more. */
type Shown = { readonly pair: Pair; readonly goneAt: number | null };

const isConnected = (connection: ConnectionState): boolean =>
  connection === 'live' || connection === 'loading';

function pairsOf({ users, typing }: PresenceState): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  const add = (pair: Pair) => pairs.set(`${pair.userId}\n${pair.conversationId ?? ''}`, pair);
  for (const { userId, conversations } of users) {
    add({ userId, conversationId: null, activity: 'viewing' });
    for (const one of conversations) add({ userId, ...one });
  }
  // A customer has no id here: the conversation tells.
  for (const { conversationId } of typing)
    add({ userId: '', conversationId, activity: 'replying' });
  return pairs;
}

function stateOf(shown: Iterable<Shown>): PresenceState {
  const users = new Map<string, { conversationId: string; activity: PresenceActivity }[]>();
  const typing: { conversationId: string }[] = [];
  for (const { pair } of shown) {
    const { userId, conversationId, activity } = pair;
    if (userId === '') {
      if (conversationId !== null) typing.push({ conversationId });
      continue;
    }
    const conversations = users.get(userId) ?? [];
    users.set(userId, conversations);
    if (conversationId !== null) conversations.push({ conversationId, activity });
  }
  return {
    users: Array.from(users, ([userId, conversations]) => ({ userId, conversations })),
    typing,
  };
}

const isSame = (a: PresenceState, b: PresenceState): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/**
 * Who is here, without a flicker: who appears is shown at once, who disappears a moment later, and everybody stays
 * through a drop of the connection (rule 124).
 */
class SteadyPresence implements Live<PresenceState> {
  readonly #source: Live<PresenceState>;
  readonly #status: Live<SyncStatus>;
  readonly #out: LiveValue<PresenceState>;
  #shown = new Map<string, Shown>();
  #droppedAt: number | null = null;
  #returnedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = 0;
  #end: () => void = () => undefined;

  constructor(source: Live<PresenceState>, status: Live<SyncStatus>) {
    this.#source = source;
    this.#status = status;
    this.#out = new LiveValue(source.get());
  }

  readonly get = (): PresenceState => this.#out.get();

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners++ === 0) this.#begin();
    const end = this.#out.subscribe(listener);
    return () => {
      end();
      if (--this.#listeners > 0) return;
      clearTimeout(this.#timer);
      this.#end();
    };
  };

  #begin(): void {
    const ends = [
      this.#source.subscribe(() => this.#look()),
      this.#status.subscribe(() => this.#look()),
    ];
    this.#end = () => ends.forEach((end) => end());
    this.#look();
  }

  #look(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    if (isConnected(this.#status.get().connection)) this.#connected(now);
    else this.#dropped(now);
  }

  #connected(now: number): void {
    if (this.#droppedAt !== null) this.#returnedAt = now;
    this.#droppedAt = null;
    const here = pairsOf(this.#source.get());
    const linger = now - this.#returnedAt < RETURN_MS ? RETURN_MS : LINGER_MS;
    const next = new Map<string, Shown>();
    let due = Number.POSITIVE_INFINITY;
    // In the order in which they came: nobody changes places because somebody else is heard of again.
    for (const [key, shown] of this.#shown) {
      const pair = here.get(key) ?? shown.pair;
      const goneAt = here.has(key) ? null : (shown.goneAt ?? now);
      const left = goneAt === null ? linger : Math.max(goneAt, this.#returnedAt) + linger - now;
      if (left <= 0) continue;
      next.set(key, { pair, goneAt });
      if (goneAt !== null) due = Math.min(due, left);
    }
    for (const [key, pair] of here) if (!next.has(key)) next.set(key, { pair, goneAt: null });
    this.#show(next);
    if (Number.isFinite(due)) this.#timer = setTimeout(() => this.#look(), due + 1);
  }

  #dropped(now: number): void {
    this.#droppedAt ??= now;
    const left = this.#droppedAt + DROP_MS - now;
    if (left <= 0) return this.#show(new Map());
    this.#timer = setTimeout(() => this.#look(), left + 1);
  }

  #show(next: Map<string, Shown>): void {
    this.#shown = next;
    const state = stateOf(next.values());
    if (!isSame(state, this.#out.get())) this.#out.set(state);
  }
}

export const steadyPresence = (
  source: Live<PresenceState>,
  status: Live<SyncStatus>,
): Live<PresenceState> => new SteadyPresence(source, status);

/** The same workspace, whose people do not flicker. */
export function withSteadyPresence(workspace: Workspace): Workspace {
  const { presence, status } = workspace;
  return {
    ...workspace,
    presence: { state: steadyPresence(presence.state, status), say: (say) => presence.say(say) },
  };
}
