import type { LocalStore, OpenedStore, Place, StoreCommit } from '../store/local-store.ts';

type CommitJob = {
  readonly type: 'commit';
  readonly commit: StoreCommit;
  readonly done: () => void;
};
type ReadJob = {
  readonly type: 'read';
  readonly run: (store: LocalStore, place: Place | null) => Promise<void>;
  readonly drop: () => void;
};

/** Commits that wait for the same turn go together, up to so many edits. */
const EDITS_TOGETHER = 32;

export type StoreKeeperOptions = {
  readonly store: LocalStore;
  /** What to go on with when the store fails. */
  readonly lite: () => LocalStore;
  /** The store has failed; an empty one has taken its place. */
  readonly onLost: () => void;
};

/**
 * The store as the engine uses it: one call after another, so that no commit is made over one that failed; and a store
 * that fails is given up for another, which begins empty (rule 47). Nothing here rejects.
 */
export class StoreKeeper {
  readonly #options: StoreKeeperOptions;
  #store: LocalStore;
  #place: Place | null = null;
  #jobs: (CommitJob | ReadJob)[] = [];
  #worker: Promise<void> | null = null;
  #isClosed = false;
  #isLite = false;

  constructor(options: StoreKeeperOptions) {
    this.#options = options;
    this.#store = options.store;
  }

  /** Opens the store, or the one that takes its place. */
  async open(): Promise<OpenedStore> {
    try {
      return await this.#open();
    } catch {
      await this.#giveUp();
      return this.#open();
    }
  }

  get isLite(): boolean {
    return this.#isLite;
  }

  /** Resolves when the commit is made, or given up with its store. */
  commit(commit: StoreCommit): Promise<void> {
    return new Promise((done) => this.#enqueue({ type: 'commit', commit, done }));
  }

  /** Asks the store where it stands after every commit so far; null when it cannot tell. */
  read<T>(ask: (store: LocalStore, place: Place | null) => Promise<T>): Promise<T | null> {
    return new Promise((answer) => {
      const drop = (): void => answer(null);
      const run: ReadJob['run'] = async (store, place) => answer(await ask(store, place));
      this.#enqueue({ type: 'read', run, drop });
    });
  }

  /** After everything that was asked before. */
  async close(): Promise<void> {
    await this.#worker;
    await this.abandon();
  }

  /** At once: what was asked and is not done yet is not done any more. */
  async abandon(): Promise<void> {
    this.#isClosed = true;
    this.#dropAll();
    await this.#store.close().catch(() => undefined);
  }

  #enqueue(job: CommitJob | ReadJob): void {
    if (this.#isClosed) {
      drop(job);
      return;
    }
    this.#jobs.push(job);
    this.#worker ??= this.#work();
  }

  async #work(): Promise<void> {
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
      try {
        if (job.type === 'read') await job.run(this.#store, this.#place);
        else await this.#commit(job);
      } catch {
        drop(job);
        if (!this.#isClosed) await this.#replace();
      }
    }
    this.#worker = null;
  }

  async #commit(first: CommitJob): Promise<void> {
    const together = [first, ...this.#takeFollowers(first)];
    try {
      const commits = together.map(({ commit }) => commit);
      const { place } = commits.at(-1) ?? first.commit;
      await this.#store.commit({
        edits: commits.flatMap(({ edits }) => edits),
        place,
        settled: commits.flatMap(({ settled }) => settled),
        noted: commits.flatMap(({ noted }) => noted),
      });
      this.#place = place;
    } finally {
      for (const { done } of together) done();
    }
  }

  /** Pages are large: each goes by itself. */
  #takeFollowers(first: CommitJob): CommitJob[] {
    const followers: CommitJob[] = [];
    let edits = first.commit.edits.length;
    if (hasPage(first)) return followers;
    for (
      let next = this.#jobs[0];
      next?.type === 'commit' && !hasPage(next);
      next = this.#jobs[0]
    ) {
      edits += next.commit.edits.length;
      if (edits > EDITS_TOGETHER) break;
      followers.push(next);
      this.#jobs.shift();
    }
    return followers;
  }

  async #replace(): Promise<void> {
    this.#dropAll();
    await this.#giveUp();
    await this.#open().catch(() => undefined);
    this.#place = null;
    if (!this.#isClosed) this.#options.onLost();
  }

  async #giveUp(): Promise<void> {
    await this.#store.close().catch(() => undefined);
    this.#store = this.#options.lite();
    this.#isLite = true;
  }

  async #open(): Promise<OpenedStore> {
    const opened = await this.#store.open();
    this.#place = opened.place;
    return opened;
  }

  #dropAll(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const job of jobs) drop(job);
  }
}

const hasPage = ({ commit }: CommitJob): boolean =>
  commit.edits.some(({ type }) => type === 'page');

function drop(job: CommitJob | ReadJob): void {
  if (job.type === 'commit') job.done();
  else job.drop();
}
