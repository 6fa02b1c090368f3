import type { ChangeLog, LogEntry } from './change-log.ts';
import { type After, WorkspaceTailer } from './tailer.ts';

/** Somebody who follows a workspace's log. */
export type Follower = {
  /** There is more to read. */
  onAdvance: () => void;
  /** Cursors on the log are void. */
  onReset: (reason: 'epoch' | 'ahead') => void;
};

export type Following = {
  readonly epoch: () => string;
  /** Rejects unless the log that is followed is of this epoch. Of a log that was set back nothing stays in memory. */
  mustFollow: (epoch: string) => Promise<void>;
  readonly tail: () => number;
  after: (seq: number) => Promise<readonly LogEntry[]>;
  /** The tag of a transaction up to the tail; undefined when the log no longer has it. */
  tagAt: (seq: number) => Promise<string | undefined>;
  stop: () => void;
};

type Followed = { readonly tailer: Promise<WorkspaceTailer>; readonly followers: Set<Follower> };

/** One tailer for each workspace that somebody follows, and none for the others. */
export class LogFollower {
  readonly #log: ChangeLog;
  readonly #onError: (error: unknown) => void;
  readonly #after: After | undefined;
  readonly #followed = new Map<string, Followed>();

  /** `after` tells the time of the tailers' polls: the system's where it is absent. */
  constructor(log: ChangeLog, onError: (error: unknown) => void, after?: After) {
    this.#log = log;
    this.#onError = onError;
    this.#after = after;
  }

  /** Follows from the log's present tail on. Rejects when the log is away. */
  async follow(workspaceId: string, follower: Follower): Promise<Following> {
    const followed = this.#followed.get(workspaceId) ?? this.#begin(workspaceId);
    followed.followers.add(follower);
    const stop = (): void => this.#leave(workspaceId, followed, follower);
    try {
      const tailer = await followed.tailer;
      return {
        epoch: () => tailer.epoch,
        mustFollow: (epoch) => tailer.mustFollow(epoch),
        tail: () => tailer.tail,
        after: (seq) => tailer.after(seq),
        tagAt: (seq) => tailer.tagAt(seq),
        stop,
      };
    } catch (error) {
      stop();
      throw error;
    }
  }

  /** A workspace's log may have grown. */
  hint(workspaceId: string): void {
    this.#followed.get(workspaceId)?.tailer.then((tailer) => tailer.hint(), ignore);
  }

  stop(): void {
    for (const { tailer } of this.#followed.values()) tailer.then((open) => open.stop(), ignore);
    this.#followed.clear();
  }

  #begin(workspaceId: string): Followed {
    const followers = new Set<Follower>();
    const events = {
      onAdvance: () => followers.forEach((follower) => follower.onAdvance()),
      onReset: (reason: 'epoch' | 'ahead') =>
        followers.forEach((follower) => follower.onReset(reason)),
      onError: this.#onError,
    };
    const tailer = WorkspaceTailer.open(workspaceId, this.#log, events, this.#after);
    const followed = { tailer, followers };
    this.#followed.set(workspaceId, followed);
    // A log that was away when asked is asked again by whoever comes next.
    tailer.catch(() => this.#forget(workspaceId, followed));
    return followed;
  }

  #leave(workspaceId: string, followed: Followed, follower: Follower): void {
    followed.followers.delete(follower);
    if (followed.followers.size > 0) return;
    this.#forget(workspaceId, followed);
    followed.tailer.then((tailer) => tailer.stop(), ignore);
  }

  #forget(workspaceId: string, followed: Followed): void {
    if (this.#followed.get(workspaceId) === followed) this.#followed.delete(workspaceId);
  }
}

const ignore = (): void => undefined;
