import type { Cursor } from '@frontdesk/core/sync-protocol';
import { now } from './clock.ts';
import { Follower, type Shared } from './follower.ts';

export type FollowersJob = {
  readonly kind: 'gateway' | 'plain';
  /** Any of them will do. */
  readonly urls: readonly string[];
  /** Taken in turn. */
  readonly tokens: readonly string[];
  readonly count: number;
  readonly cursor: Cursor;
};

export type ToFollowers =
  | { readonly type: 'begin'; readonly job: FollowersJob }
  | { readonly type: 'urls'; readonly urls: readonly string[] }
  /** Wants to know when each of them has come to this place in the log. */
  | { readonly type: 'await'; readonly seq: number }
  /** Wants what was heard since it last asked. */
  | { readonly type: 'tell' };

export type Told = {
  /** Of some followers, evenly spread: how long changes took to come, in milliseconds. */
  readonly late: readonly number[];
  /** Of all of them, since their beginning. */
  readonly frames: number;
  readonly losses: number;
};

export type FromFollowers =
  | { readonly type: 'begun' }
  /** By the machine's clock. `back`: of those who had lost their connection since the last question of what they heard. */
  | { readonly type: 'there'; readonly at: readonly number[]; readonly back: readonly number[] }
  | { readonly type: 'told'; readonly told: Told };

/** Handshakes under way at a time, in the beginning. */
const LANES = 50;
/** So many of them say how long changes took. */
const SAMPLED = 50;

const followers: Follower[] = [];
let late: number[] = [];
let awaited: { readonly seq: number; readonly at: Map<Follower, number> } | undefined;
let where: { urls: readonly string[] } = { urls: [] };
const lossesBefore = new Map<Follower, number>();

const tell = (message: FromFollowers): void => void process.send?.(message);

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToFollowers) => {
  switch (message.type) {
    case 'begin':
      void begin(message.job);
      return;
    case 'urls':
      where.urls = message.urls;
      return;
    case 'await':
      awaited = { seq: message.seq, at: new Map() };
      for (const follower of followers) count(follower);
      return;
    case 'tell':
      tell({ type: 'told', told: { late, frames: sum('frames'), losses: sum('losses') } });
      late = [];
      for (const follower of followers) lossesBefore.set(follower, follower.losses);
  }
});

async function begin(job: FollowersJob): Promise<void> {
  const shared: Shared = { kind: job.kind, urls: job.urls, count, late: () => undefined };
  where = shared;
  const heard: Shared = { ...shared, late: (ms) => late.push(ms) };
  Object.defineProperty(heard, 'urls', { get: () => shared.urls });
  const every = Math.ceil(job.count / SAMPLED);
  const lane = async (): Promise<void> => {
    while (followers.length < job.count) {
      const at = followers.length;
      const token = job.tokens[at % job.tokens.length] ?? '';
      const follower = new Follower(at % every === 0 ? heard : shared, token, job.cursor);
      followers.push(follower);
      await follower.begin();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  tell({ type: 'begun' });
}

function count(follower: Follower): void {
  if (!awaited || follower.seq < awaited.seq || awaited.at.has(follower)) return;
  awaited.at.set(follower, now());
  if (awaited.at.size < followers.length) return;
  const hasLost = ([who]: [Follower, number]): boolean => who.losses > (lossesBefore.get(who) ?? 0);
  const all = [...awaited.at];
  const back = all.filter(hasLost).map(([, at]) => at);
  tell({ type: 'there', at: all.map(([, at]) => at), back });
  awaited = undefined;
}

const sum = (what: 'frames' | 'losses'): number =>
  followers.reduce((total, follower) => total + follower[what], 0);
