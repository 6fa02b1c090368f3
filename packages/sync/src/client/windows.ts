import { LiveValue, type Live } from './live.ts';
import type { WindowState } from './sync-client.ts';

/** Windows that nobody holds any more and that are kept warm: going back to one costs nothing. */
const WARM_WINDOWS = 50;

/** One window that is in memory, or on its way there. */
type Window = {
  readonly state: LiveValue<WindowState>;
  /** How many follow the state. */
  holders: number;
  /** A pending mutation touches one of its rows (rule 64). */
  pinned: boolean;
  /** The leader was asked and has not answered: one answer comes for each question. */
  asked: boolean;
  /** The answer under way is not to be trusted: the question is put again when it is there. */
  again: boolean;
  /** Answered since the last load began: its answer may hold what the load's end sweeps. */
  isFresh: boolean;
};

export type WindowsOptions = {
  /** Asks the leader for a window; its rows stay in memory from now on. */
  readonly ask: (group: string) => void;
  /** The leader and the memory let go of these. */
  readonly release: (groups: readonly string[]) => void;
};

/** Which windows this tab has in memory: those that are held or pinned, and those that were until lately. */
export class Windows {
  readonly #options: WindowsOptions;
  /** Those that are in nobody's hands stand in the order in which they were let go. */
  readonly #windows = new Map<string, Window>();

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  /** A window's state; it is held while its state is subscribed to. */
  hold(group: string): Live<WindowState> {
    return {
      get: () => this.#windows.get(group)?.state.get() ?? 'loading',
      subscribe: (listener) => {
        const window = this.#take(group);
        const end = window.state.subscribe(listener);
        window.holders += 1;
        let isHeld = true;
        return () => {
          end();
          if (isHeld) window.holders -= 1;
          isHeld = false;
          this.#retire(group, window);
        };
      },
    };
  }

  /** Exactly these windows are touched by pending mutations. */
  pin(groups: ReadonlySet<string>): void {
    for (const group of groups) this.#take(group).pinned = true;
    for (const [group, window] of this.#windows) {
      if (!window.pinned || groups.has(group)) continue;
      window.pinned = false;
      this.#retire(group, window);
    }
  }

  /** All windows in memory: another leader is asked for each of them. */
  askAnew(): readonly string[] {
    for (const window of this.#windows.values())
      Object.assign(window, { asked: true, again: false });
    return [...this.#windows.keys()];
  }

  /** Is an answer under way? */
  get isAsked(): boolean {
    return [...this.#windows.values()].some(({ asked }) => asked);
  }

  /** Is the window in memory, so that its rows may be taken? */
  has(group: string): boolean {
    return this.#windows.has(group);
  }

  /** The leader has answered. `late`: with what must not be shown any more. */
  answered(group: string, answer: WindowState | 'late'): void {
    const window = this.#windows.get(group);
    if (!window) return;
    const isAgain = window.again || answer === 'late';
    Object.assign(window, { asked: false, again: false, isFresh: answer !== 'late' });
    if (answer !== 'late') window.state.set(answer);
    if (isAgain) this.#ask(group, window);
    this.#letGo();
  }

  /** A load begins: what was answered before is swept at its end. */
  loadBegan(): void {
    for (const window of this.#windows.values()) window.isFresh = false;
  }

  /** A load has ended, and did not sweep what came as an answer meanwhile. */
  loadEnded(): void {
    for (const [group, window] of this.#windows) {
      if (window.isFresh || window.asked) this.#ask(group, window);
    }
  }

  /** Asks again for those of which nothing was known. */
  askForUnknown(): void {
    for (const [group, window] of this.#windows) {
      if (window.state.get() === 'unknown') this.#ask(group, window);
    }
  }

  /** Rows came for windows of which nothing was known. */
  rowsCame(hasRows: (group: string) => boolean): void {
    for (const [group, { state }] of this.#windows) {
      if (state.get() === 'unknown' && hasRows(group)) state.set('ready');
    }
  }

  #take(group: string): Window {
    const known = this.#windows.get(group);
    if (known) return known;
    const window: Window = {
      state: new LiveValue<WindowState>('loading'),
      holders: 0,
      pinned: false,
      asked: false,
      again: false,
      isFresh: false,
    };
    this.#windows.set(group, window);
    this.#ask(group, window);
    return window;
  }

  #ask(group: string, window: Window): void {
    if (window.asked) {
      window.again = true;
      return;
    }
    window.asked = true;
    this.#options.ask(group);
  }

  /** The one that was let go last stands last. */
  #retire(group: string, window: Window): void {
    if (!isIdle(window) || this.#windows.get(group) !== window) return;
    this.#windows.delete(group);
    this.#windows.set(group, window);
    this.#letGo();
  }

  #letGo(): void {
    const warm = [...this.#windows].filter(([, window]) => isIdle(window));
    const groups = warm
      .slice(0, Math.max(0, warm.length - WARM_WINDOWS))
      // Who asks for a window twice cannot tell the answers apart.
      .filter(([, { asked }]) => !asked)
      .map(([group]) => group);
    if (groups.length === 0) return;
    for (const group of groups) this.#windows.delete(group);
    this.#options.release(groups);
  }
}

const isIdle = ({ holders, pinned }: Window): boolean => holders === 0 && !pinned;
