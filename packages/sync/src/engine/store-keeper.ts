import type { LocalStore, OpenedStore, Place, StoreCommit } from '../store/local-store.ts';
import { PageParts, type IsWanted } from './page-parts.ts';
import { isOfSameLoads, withLoadsOf } from './restore.ts';

type CommitJob = {
  readonly type: 'commit';
  commit: StoreCommit;
  /** Null: it is done in one go. */
  readonly parts: PageParts | null;
  readonly done: () => void;
};
type PageJob = CommitJob & { readonly parts: PageParts };
type ReadJob = {
  readonly type: 'read';
  readonly run: (store: LocalStore, place: Place | null) => Promise<void>;
  readonly needs: IsWanted | 'everything';
  readonly drop: () => void;
};
type Job = CommitJob | ReadJob;

/** Commits that wait for the same turn go together, up to so many edits. */
const EDITS_TOGETHER = 32;

/** So many pages may wait for their turn: what comes faster than the store takes it would fill the memory. */
const PAGES_AHEAD = 2;

export type StoreKeeperOptions = {
  readonly store: LocalStore;
  /** What to go on with when the store fails. */
  readonly lite: () => LocalStore;
  /** The store has failed; an empty one has taken its place. */
  readonly onLost: () => void;
};

/**
 * The store as the engine uses it: one call after another, so that no commit is made over one that failed; but pages go in
 * parts, and what comes behind them has its turn in between (rule 56). A store that fails is given up for another, which
 * begins empty (rule 47). Nothing here rejects.
 */
export class StoreKeeper {
  readonly #options: StoreKeeperOptions;
  #store: LocalStore;
  #place: Place | null = null;
  #jobs: Job[] = [];
  #waiting: (() => void)[] = [];
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
    const parts = PageParts.of(commit);
    return new Promise((done) => this.#enqueue({ type: 'commit', commit, parts, done }));
  }

  /**
   * Asks the store where it stands after every commit so far; null when it cannot tell. One that `needs` only some rows does
   * not wait for the others of pages that are on their way.
   */
  read<T>(
    ask: (store: LocalStore, place: Place | null) => Promise<T>,
    needs: IsWanted | 'everything' = 'everything',
  ): Promise<T | null> {
    return new Promise((answer) => {
      const drop = (): void => answer(null);
      const run: ReadJob['run'] = async (store, place) => answer(await ask(store, place));
      this.#enqueue({ type: 'read', run, needs, drop });
    });
  }

  /** Resolves when another page may be fetched; null: at once. */
  room(): Promise<void> | null {
    if (this.#isRoom) return null;
    return new Promise((go) => this.#waiting.push(go));
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

  get #isRoom(): boolean {
    return this.#jobs.filter(isPage).length < PAGES_AHEAD;
  }

  #enqueue(job: Job): void {
    if (this.#isClosed) {
      drop(job);
      return;
    }
    this.#jobs.push(job);
    this.#worker ??= this.#work();
  }

  async #work(): Promise<void> {
    for (let job = this.#next(); job; job = this.#next()) {
      try {
        await this.#do(job);
      } catch {
        drop(job);
        if (!this.#isClosed) await this.#replace();
      }
      if (this.#isRoom) for (const go of this.#waiting.splice(0)) go();
    }
    this.#worker = null;
  }

  /** The first job, or the first behind pages that may go before what is left of them. */
  #next(): Job | undefined {
    const [first] = this.#jobs;
    const behind = this.#jobs.find((job) => !isInParts(job));
    return behind && this.#mayOvertake(behind) ? behind : first;
  }

  #mayOvertake(job: Job): boolean {
    const last = this.#ahead(job).at(-1);
    if (!last || this.#place === null) return false;
    if (job.type === 'read') return job.needs !== 'everything';
    return isBeside(job, last);
  }

  /** The pages ahead of a job, if there is nothing else. */
  #ahead(job: Job): readonly PageJob[] {
    const ahead = this.#jobs.slice(0, this.#jobs.indexOf(job));
    return ahead.every(isInParts) ? ahead : [];
  }

  async #do(job: Job): Promise<void> {
    const ahead = this.#ahead(job);
    if (job.type === 'read') {
      if (job.needs !== 'everything') await this.#takeFirst(ahead, job.needs);
      this.#remove([job]);
      await this.#read(job);
    } else if (ahead.length > 0) await this.#commitBeside(job, ahead);
    else if (isInParts(job) && this.#place !== null) await this.#commitPart(job, this.#place);
    else await this.#commit([job, ...this.#followersOf(job)]);
  }

  /** What fails once may have been an accident of the moment: the rows are not given up for that. */
  async #read(job: ReadJob): Promise<void> {
    try {
      await job.run(this.#store, this.#place);
    } catch (error) {
      if (this.#isClosed) throw error;
      await job.run(this.#store, this.#place);
    }
  }

  /** Rows that a read needs are taken out of the pages ahead of it. */
  async #takeFirst(ahead: readonly PageJob[], needs: IsWanted): Promise<void> {
    for (const { parts } of ahead) {
      const edit = parts.take(needs);
      if (edit && this.#place) await this.#store.commit(partOf([edit], this.#place));
    }
  }

  async #commitPart(job: PageJob, place: Place): Promise<void> {
    const edits = [job.parts.next()];
    if (job.parts.isDone) await this.#commit([{ ...job, commit: { ...job.commit, edits } }], [job]);
    else await this.#store.commit(partOf(edits, place));
  }

  /** Frames go before what is left of the pages ahead: with a place that does not know of these pages yet. */
  async #commitBeside(job: CommitJob, ahead: readonly PageJob[]): Promise<void> {
    const together = [job];
    for (const one of this.#followersOf(job)) {
      if (!this.#mayOvertake(one)) break;
      together.push(one);
    }
    const later = together.at(-1)?.commit.place ?? job.commit.place;
    for (const page of ahead) {
      page.commit = { ...page.commit, place: withLoadsOf(later, page.commit.place) };
    }
    const place = withLoadsOf(later, this.#place ?? later);
    await this.#commit(
      together.map((one) => ({ ...one, commit: { ...one.commit, place } })),
      together,
    );
  }

  /** Makes commits as one; `jobs` are those that they came as. */
  async #commit(together: readonly CommitJob[], jobs: readonly Job[] = together): Promise<void> {
    const commits = together.map(({ commit }) => commit);
    const place = commits.at(-1)?.place;
    this.#remove(jobs);
    if (!place) return;
    try {
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

  /** Commits right behind one that go with it. Pages are large: each goes by itself. */
  #followersOf(first: CommitJob): CommitJob[] {
    const followers: CommitJob[] = [];
    let edits = first.commit.edits.length;
    if (isPage(first)) return followers;
    for (const next of this.#jobs.slice(this.#jobs.indexOf(first) + 1)) {
      if (next.type !== 'commit' || isPage(next)) break;
      edits += next.commit.edits.length;
      if (edits > EDITS_TOGETHER) break;
      followers.push(next);
    }
    return followers;
  }

  #remove(jobs: readonly Job[]): void {
    this.#jobs = this.#jobs.filter((job) => !jobs.includes(job));
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
    for (const go of this.#waiting.splice(0)) go();
  }
}

const isInParts = (job: Job): job is PageJob => job.type === 'commit' && job.parts !== null;

const isPage = (job: Job): boolean =>
  job.type === 'commit' && job.commit.edits.some(({ type }) => type === 'page');

/** Frames of rows alone, made while the loads stood as they did after a page. */
const isBeside = ({ commit }: CommitJob, page: PageJob): boolean =>
  commit.edits.every((edit) => edit.type === 'frame' && edit.revoked.length === 0) &&
  isOfSameLoads(commit.place, page.commit.place);

/** Rows whose rest follows, over the place that there is. */
const partOf = (edits: StoreCommit['edits'], place: Place): StoreCommit => ({
  edits,
  place,
  settled: [],
  noted: [],
  isPart: true,
});

function drop(job: Job): void {
  if (job.type === 'commit') job.done();
  else job.drop();
}
