import { keepStorage } from '../browser/keep-storage.ts';
import { systemClock } from '../engine/system-clock.ts';
import type { EngineLink, EnginePort } from './engine-link.ts';
import { tabLock } from './host-protocol.ts';
import { LeaderFinder } from './leader-finder.ts';
import { radio } from './radio.ts';
import { tabsChannel, type TabsSaid } from './tabs-said.ts';
import { WorkerKeeper } from './worker-keeper.ts';

export type BrowserLinkOptions = {
  /** Whose work and rows these are: one organization's member. */
  readonly owner: string;
  /** Begins with a version or a time, so that the newer of two can be told. */
  readonly build: string;
  /** Handed to the engine worker as they are. */
  readonly settings: unknown;
  /** Makes this page's engine worker. */
  readonly startWorker: () => Worker;
  /** Makes or joins the switchboard; null where the browser has no SharedWorker. */
  readonly startSwitchboard: (() => SharedWorker) | null;
  /** A newer build leads: this page should be loaded anew. */
  readonly outdated: (build: string) => void;
};

/** A page's link to whoever leads in this browser, with the worker by which it may lead itself. */
export class BrowserLink implements EngineLink {
  readonly #keeper: WorkerKeeper;
  readonly #finder: LeaderFinder;
  readonly #end = new AbortController();
  readonly #alive = Promise.withResolvers<void>();
  readonly #locked: Promise<void>;

  constructor(options: BrowserLinkOptions) {
    const { owner, build, settings, startWorker, outdated } = options;
    const tab = systemClock.newId();
    const locks: LockManager | undefined = navigator.locks;
    const isAlone = locks === undefined;
    const tabs = radio<TabsSaid>(tabsChannel(owner));
    this.#locked = this.#hold(locks, tab);
    this.#finder = new LeaderFinder({
      clock: systemClock,
      tab,
      tabs,
      switchboard: isAlone ? null : switchboardPort(options),
      isAlone,
      passToOwn: (of, port) => this.#keeper.pass(of, port),
      said: ({ type }) => {
        if (type === 'mutate') void keepStorage();
      },
    });
    this.#keeper = new WorkerKeeper({
      clock: systemClock,
      startWorker,
      start: { owner, build, settings, tab: rememberedTab(tab) },
      leading: (term) => this.#finder.own(term),
      gone: () => this.#finder.own(null),
      outdated,
    });
    this.#watchPage();
  }

  follow(onLeader: (port: EnginePort) => void): void {
    void this.#locked.then(() => this.#finder.follow(onLeader));
  }

  /** Resolves when this page's worker has closed what it had open. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#finder.pause();
    await this.#keeper.close();
    this.#alive.resolve();
  }

  /** Resolves once the page holds the lock of its name: a leader takes a tab without it for gone. */
  #hold(locks: LockManager | undefined, tab: string): Promise<void> {
    if (!locks) return Promise.resolve();
    return new Promise((held) => {
      void locks.request(tabLock(tab), () => {
        held();
        return this.#alive.promise;
      });
    });
  }

  #watchPage(): void {
    const { signal } = this.#end;
    const sleep = (): void => {
      this.#finder.pause();
      this.#keeper.sleep();
    };
    const wake = (): void => {
      this.#keeper.wake();
      this.#finder.resume();
    };
    document.addEventListener('freeze', sleep, { signal });
    document.addEventListener('resume', wake, { signal });
    window.addEventListener(
      'pagehide',
      // A page that is not kept ends with its worker: what that is writing may still get to the disk.
      ({ persisted }) => (persisted ? sleep() : this.#finder.pause()),
      { signal },
    );
    window.addEventListener('pageshow', wake, { signal });
  }
}

function switchboardPort({ startSwitchboard }: BrowserLinkOptions): MessagePort | null {
  try {
    return startSwitchboard?.().port ?? null;
  } catch {
    // Refused, as in some private windows: channels go another way.
    return null;
  }
}

const REMEMBERED_TAB = 'sync-tab';

/** The same after a reload of this tab; `fresh` where the browser keeps nothing. */
function rememberedTab(fresh: string): string {
  try {
    const known = sessionStorage.getItem(REMEMBERED_TAB);
    if (known) return known;
    sessionStorage.setItem(REMEMBERED_TAB, fresh);
  } catch {
    // Its journal is taken over by the next tab, as if it had been closed.
  }
  return fresh;
}
